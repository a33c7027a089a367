"""Nobody is in the console but by password, second factor and a session that has not ended; planted bugs are noticed."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.inside import inside

DEEDS = "tests.central.people.deeds"
AGAIN = "/admin/login/?next=/admin/"


def done(state: Path, deed: str, plant: str = "") -> dict[str, Any]:
    databases.fresh(state)
    found: dict[str, Any] = inside(state, f"{DEEDS}.{deed}", plant=plant)
    return found


GATE = {
    "again": None,
    "first": True,
    "before the password": ["/admin/password_change/"] * 3,
    "same password": 200,
    "short password": 200,
    "weak passwords": [200, 200],
    "own password": 302,
    "before the second factor": ["/admin/second-factor/"] * 2,
    "picture": True,
    "stored": "max-age=0, no-cache, no-store, must-revalidate, private",
    "wrong code": 200,
    "wait and type the next": True,
    "bound too early": 0,
    "codes shown": [10, True],
    "inside": "200",
    "shown again": False,
    "password alone": False,
    "wrong second factor": False,
    "old password": False,
    "recovery code": [True, "200"],
    "recovery code twice": False,
    "fresh code": True,
    "code twice": False,
}


def test_from_the_first_start_to_the_second_login(tmp_path: Path) -> None:
    assert done(tmp_path, "gate") == GATE


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("from central.people import gate, site; gate.missing_step = site.missing_step = lambda _: ''", "before the password"),
        ("from central.people import second_factor; second_factor.confirmed = lambda _: None", "password alone"),
        ("from django_otp.plugins.otp_totp.models import TOTPDevice as T; T.verify_token = lambda *_: True", "bound too early"),
    ],
    ids=["no-gate", "code-not-asked", "any-code"],
)  # fmt: skip
def test_a_gate_that_stands_open_would_be_noticed(tmp_path: Path, planted: str, noticed: str) -> None:
    assert done(tmp_path, "gate", planted)[noticed] != GATE[noticed]


def test_sessions_end(tmp_path: Path) -> None:
    assert done(tmp_path, "sessions") == {
        "listed": 2,
        "ended elsewhere": ["200", AGAIN],
        "stranger": "/admin/login/?next=/admin/sessions/",
        "idle": ["200", AGAIN],
        "old": ["200", AGAIN],
        "password changed elsewhere": [302, AGAIN],
        "last day": "200",
        "day after": [AGAIN, False],
        "disabled": [AGAIN, False],
    }


def test_guessing_is_slowed_down_and_locks_nobody_else_out(tmp_path: Path) -> None:
    assert done(tmp_path, "throttling") == {
        "tries": [200, 200, 200, 200, 429, 429],
        "then right": False,
        "forged header": False,
        "from elsewhere": True,
        "not lengthened": True,
        "after the pause": True,
        "forged behind the proxy": False,
        "others behind the proxy": True,
        "no address": True,
        "in the trail": {"login": True, "login-refused": True, "locked-out": True},
        "mistyped": 0,
    }


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("from django.conf import settings; settings.AXES_ENABLED = False", "then right"),
        ("from axes.conf import settings; settings.AXES_LOCKOUT_PARAMETERS = ['username']", "from elsewhere"),
    ],
    ids=["no-throttle", "by-name-alone"],
)
def test_a_throttle_that_fails_would_be_noticed(tmp_path: Path, planted: str, noticed: str) -> None:
    assert done(tmp_path, "throttling", planted)[noticed] != {"then right": False, "from elsewhere": True}[noticed]


def test_what_a_browser_is_told_beside_the_pages(tmp_path: Path) -> None:
    found = done(tmp_path, "headers")
    policy = dict(one.strip().split(" ", 1) for one in found.pop("policy").split(";"))
    assert found == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "cookie": "True Lax",
        "chinese": "True",
        "english": "True",
    }
    assert policy["default-src"] == policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self'"
