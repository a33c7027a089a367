"""The card: what is said about each trouble, and the way on."""

from dataclasses import replace

import pytest

from kiosk.faults import FAULTS
from kiosk.visit import events as happened
from kiosk.visit.state import Visit
from tests.gallery import visits
from tests.gallery.visits import context, walk
from ui.views import identify
from ui.views.identify import FIXES


def failed(fault: str, times: int = 1) -> Visit:
    return walk(visits.begun(), *[happened.Failed("ReadCard", fault)] * times)


@pytest.mark.parametrize("code", sorted(code for code in FAULTS if code.startswith("card.")))
def test_every_card_fault_says_what_happened_and_what_to_try(code: str) -> None:
    view = identify.view_of(failed(code), context("zh_CN"))
    assert view.state == "trouble"
    assert view.badge == FAULTS[code].zh.headline
    assert view.text == FAULTS[code].zh.advice
    assert len(view.fixes) == len(FIXES[code]) > 0


@pytest.mark.parametrize(
    ("code", "title"),
    [("card.unreadable", "试试这样放"), ("card.not_an_id", "这些证件可以用"), ("card.expired", "您可以这样办")],
)
def test_what_to_try_is_named_for_what_it_is(code: str, title: str) -> None:
    """The planted bug: 试试这样放 over a list of cards, or over the way to the police station."""
    assert identify.view_of(failed(code), context("zh_CN")).fixes_title == title


def test_another_way_stands_out_only_after_the_third_failure() -> None:
    assert not identify.view_of(failed("card.unreadable", 2), context("zh_CN")).help_first
    assert identify.view_of(failed("card.unreadable", 3), context("zh_CN")).help_first


@pytest.mark.parametrize("visit", [visits.begun(), failed("reader.lost")])
def test_a_dead_reader_offers_only_ways_that_are_there(visit: Visit) -> None:
    view = identify.view_of(visit, context("zh_CN", reader_down=True))
    assert view.state == "down"
    assert [choice.intent for choice in view.choices] == ["help", "exit"]


def test_a_mended_reader_takes_its_screen_back_by_itself() -> None:
    assert identify.view_of(failed("reader.lost"), context("zh_CN")).state == "place"


def test_a_reader_that_dies_after_the_reading_does_not_matter() -> None:
    assert identify.view_of(visits.read(), context("zh_CN", reader_down=True)).state == "checking"


def test_a_refusal_gives_the_reason_of_the_matter_and_says_that_nothing_was_sent() -> None:
    view = identify.view_of(visits.CHILD_READ("zh_CN"), context("zh_CN"))
    assert view.state == "refused"
    assert "16 岁以下" in view.note_title
    assert "没有提交，也没有扣费" in view.note_text
    english = identify.view_of(visits.CHILD_READ("en"), context("en"))
    assert english.note_title.startswith("Under 16")


def test_the_greeting_is_veiled_and_keeps_a_rare_name_whole() -> None:
    visit = replace(visits.read(holder=visits.RARE))
    assert "㐂＊" in identify.view_of(visit, context("zh_CN")).badge
