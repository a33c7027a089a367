"""Header, footer and the two sheets."""

import pytest

from kiosk.services.idle import Patience
from tests.kiosk.visit.people import NOW
from ui.views.chrome import Chrome
from ui.views.shell import Shell, chrome_of

COUNTER = "北桥社区事务受理中心，周一到周五 8:30–17:00"


def chrome(
    left: float = 84.0,
    *,
    total: float = 90.0,
    warn_s: float = 30.0,
    card: bool = False,
    counter: str = COUNTER,
    **shell,
) -> Chrome:
    return chrome_of(
        Shell(**{"language": "zh_CN", **shell}),
        zone="北桥街道",
        counter=counter,
        network="online",
        now=NOW,
        patience=Patience(total, left),
        warn_s=warn_s,
        card_present=card,
    )


def test_the_header_says_where_and_when():
    shown = chrome()
    assert (shown.zone, shown.network, shown.date_text, shown.clock_text) == (
        "北桥街道",
        "online",
        "11月22日 周日",
        "09:52",
    )
    assert chrome(language="en").date_text == "Sun 22 Nov"


@pytest.mark.parametrize(("left", "said"), [(84.0, 84), (83.2, 84), (0.4, 1), (0.0, 0), (-3.0, 0)])
def test_seconds_are_whole_and_never_negative_nor_zero_too_early(left, said):
    assert chrome(left).seconds_left == said


@pytest.mark.parametrize(("left", "is_open"), [(30.1, False), (30.0, True), (1.0, True), (-1.0, True)])
def test_the_warning_opens_at_thirty_seconds(left, is_open):
    assert chrome(left).timeout.open is is_open


def test_nobody_is_warned_where_nothing_can_be_lost():
    assert not chrome(5.0, warn_s=0.0).timeout.open


def test_the_warning_counts_and_speaks_of_the_card_that_lies_there():
    sheet = chrome(12.3, card=True).timeout
    assert (sheet.seconds, sheet.total, sheet.card_on_reader) == (13, 30, True)
    assert not chrome(12.3).timeout.card_on_reader


def test_what_the_citizen_chose_is_handed_on():
    shown = chrome(elder=True, night=True, reach=True, help_open=True, language="en")
    assert (shown.elder, shown.night, shown.reach, shown.help_open, shown.language) == (True, True, True, True, "en")


def test_help_offers_only_what_is_there():
    assert [way.key for way in chrome().help_ways] == ["hotline", "counter", "restart"]
    assert all(way.title and way.text for way in chrome(language="en").help_ways)
    assert chrome().help_ways[1].text == COUNTER


def test_a_kiosk_that_knows_no_counter_sends_nobody_to_one():
    assert [way.key for way in chrome(counter="").help_ways] == ["hotline", "restart"]
