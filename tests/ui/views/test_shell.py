"""The shell around every screen."""

from datetime import UTC, datetime

import pytest

from kiosk.services.idle import Patience
from ui.views.shell import Shell, chrome_of


@pytest.mark.parametrize(("warn_s", "left", "asked"), [(30.0, 31.0, False), (30.0, 29.0, True), (0.0, -5.0, False)])
def test_somebody_is_asked_before_the_end_and_an_empty_lobby_never(warn_s: float, left: float, asked: bool) -> None:
    chrome = chrome_of(
        Shell("zh_CN"),
        zone="云桥",
        network="online",
        now=datetime(2026, 11, 22, tzinfo=UTC),
        patience=Patience(90.0, left),
        warn_s=warn_s,
        card_present=False,
    )
    assert chrome.timeout.open is asked
    assert chrome.seconds_left >= 0
