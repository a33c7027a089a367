"""The desk itself: what a browser complains about is seen, so that silence means something."""

import pytest
from playwright.sync_api import Browser

from tests.central.running import RunningCentral
from tests.console.desk import PICTURES, sat_at


def _complained(browser: Browser, url: str, deed: str) -> None:
    with sat_at(browser, url, "complaints") as desk:
        desk.go("/admin/login/")
        desk.page.evaluate(f"() => {{ {deed} }}")
        desk.page.wait_for_timeout(300)
        desk.picture("complaint")


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("setTimeout(() => { throw new Error('broken') })", "script: broken"),
        ("console.error('said')", "said"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))",
            "Content Security",
        ),
        (
            "document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.invalid/x.png'}))",
            "elsewhere.invalid",
        ),
    ],
)
def test_what_a_browser_complains_about_fails_a_story(
    browser: Browser, platform: RunningCentral, deed: str, told: str
) -> None:
    with pytest.raises(AssertionError, match=told):
        _complained(browser, platform.url, deed)
    assert list((PICTURES / "complaints").glob("01-*.png"))
