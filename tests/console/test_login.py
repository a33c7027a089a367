"""The first login of an administrator, as a person does it: own password, authenticator, recovery codes, and in."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Browser

from tests.central.running import RunningCentral
from tests.console.desk import Desk, sat_at

OWN = "a password of their own 88"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """One that asks for the second factor."""
    state: Path = tmp_path_factory.mktemp("platform")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUISHIBAN_CENTRAL_SECOND_FACTOR", "on")
        with RunningCentral.start(state) as running:
            yield running


def shown_code(desk: Desk) -> str:
    """What an authenticator app makes of the secret on the page."""
    secret = desk.page.locator("#secret").inner_text().replace(" ", "").strip()
    totp = TOTP(base64.b32decode(secret + "=" * (-len(secret) % 8)))
    return f"{totp.token():06d}"


def test_the_first_login_goes_through_password_and_second_factor(browser: Browser, platform: RunningCentral) -> None:
    name, password = platform.command("people", "add", "zhao", "--role", "officer", "--region", "99").split()
    with sat_at(browser, platform.url, "first_login") as desk:
        desk.login(name, "not the password")
        desk.picture("refused")
        assert "/admin/login/" in desk.page.url
        desk.login(name, password)
        desk.picture("own-password")
        desk.fill(old_password=password, new_password1=OWN, new_password2=OWN)
        desk.press("修改密码")
        desk.go("/admin/")
        desk.picture("authenticator")
        desk.page.locator("#secret").wait_for()
        desk.fill(otp_token=shown_code(desk))
        desk.press("绑定")
        desk.picture("recovery-codes")
        shown = set(re.findall(r"^[a-z2-7]{8}$", desk.page.locator("body").inner_text(), re.MULTILINE))
        assert len(shown - {"computer"}) == 10  # that one is the name of an icon
        desk.go("/admin/cases/case/")
        desk.sees("办件")
        desk.picture("cases")
        assert "/admin/cases/case/" in desk.page.url
