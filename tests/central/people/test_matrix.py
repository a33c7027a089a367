"""docs/roles.md is what the rights say and what the pages do; nobody gets beyond their role or their region."""

import os
from pathlib import Path
from typing import Any

import pytest

from central.people.roles import ROLES
from tests.central import databases
from tests.central.inside import inside

DOCUMENT = Path(__file__).parents[3] / "docs" / "roles.md"
WALKING = "tests.central.people.walking"
_PATIENCE_S = 600


def walked(state: Path, *roles: str, plant: str = "") -> dict[str, Any]:
    databases.fresh(state)
    found: dict[str, Any] = inside(state, f"{WALKING}.walk", *roles, plant=plant, patience=_PATIENCE_S)
    return found


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return walked(tmp_path_factory.mktemp("walk"), *ROLES)


def test_the_document_is_what_the_rights_say_and_the_pages_do(walk: dict[str, Any]) -> None:
    if os.environ.get("SUISHIBAN_WRITE_ROLES"):
        DOCUMENT.write_text(walk["document"])
    assert DOCUMENT.read_text() == walk["document"], "SUISHIBAN_WRITE_ROLES=1 writes it anew; read the difference"


def test_no_page_breaks_and_no_stranger_is_let_in(walk: dict[str, Any]) -> None:
    assert walk["broken"] == []
    assert walk["strangers"] == []


def test_nobody_gets_beyond_their_region(walk: dict[str, Any]) -> None:
    assert walk["beyond"] == []


def test_who_is_let_through_holds_a_right_of_that_app(walk: dict[str, Any]) -> None:
    """The reverse of the document: the rights alone, without asking a page."""
    for page, roles in walk["table"].items():
        label, deed = page.split(" ", 1)
        app, model = label.split(".")
        for role in roles:
            held = {right for right in ROLES[role] if right.startswith(f"{app}.")}
            assert held, (page, role)
            if deed == "delete":
                assert f"{app}.delete_{model}" in held, (page, role)


def test_every_right_of_a_role_is_one_that_there_is(walk: dict[str, Any]) -> None:
    assert walk["unknown"] == []


def test_what_can_be_changed_in_the_console_is_followed(walk: dict[str, Any]) -> None:
    assert walk["unfollowed"] == []


_NO_REGIONS = (
    "from central.people import regions; regions.within = lambda rows, *_: rows; regions.covers = lambda *_: True\n"
)
_KIOSKS_OPEN = "from central.kiosks.admin import KioskAdmin; KioskAdmin.has_change_permission = lambda *_: True\n"


def test_pages_that_let_too_many_in_would_be_noticed(tmp_path: Path) -> None:
    found = walked(tmp_path, "viewer", plant=_NO_REGIONS + _KIOSKS_OPEN)
    assert "viewer kiosks.kiosk is listed" in found["beyond"]
    assert found["table"]["kiosks.kiosk change"] == ["viewer"]
