"""A card that is lifted, left or laid by nobody, and leaving that is asked about: on the bridge, with a real reader."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.state import EndReason
from tests.ui.test_bridge import CERTIFICATE, REPLACEMENT, Screen, screen

__all__ = ["screen"]  # a fixture, used by its name


@pytest.fixture
def form(screen: Screen) -> Screen:
    """The form of somebody whose card lies on the reader."""
    return screen.opens(REPLACEMENT).press("start").shows("identify").lays("wang").shows("form")


def lifted(screen: Screen) -> Screen:
    screen.control.send("id_card_reader", "lift")
    return screen.until(lambda: screen.chrome["cardAway"]["open"])


# ---------------------------------------------------------------- the card is lifted


def test_the_card_is_asked_for_and_the_same_one_goes_on(form):
    before = form.visit
    lifted(form)
    away = form.chrome["cardAway"]
    assert 0 < away["seconds"] <= away["total"] == 25
    assert (away["reading"], away["trouble"], away["money"]) == (False, "", False)
    assert form.chrome["timeout"]["open"] is False
    form.lays("wang").until(lambda: not form.chrome["cardAway"]["open"])
    assert (form.name, form.visit, form.wipes) == ("form", before, 0)


def test_another_card_ends_the_visit_and_home_says_so(form):
    lifted(form).lays("li").shows("home")
    assert form.chrome["leftCard"] == {"open": True, "other": True, "onReader": True}
    assert form.kiosk.runner.last_ended.ended is EndReason.OTHER_CARD
    assert form.wipes == 1
    form.lifts().press("search")
    form.press("exit").until(lambda: not form.chrome["leftCard"]["open"])


def test_the_card_that_stays_away_ends_the_visit(form):
    lifted(form)
    form.clock.leap(form.kiosk.delays.card_away + 1)
    form.shows("home")
    assert form.kiosk.runner.last_ended.ended is EndReason.CARD_REMOVED
    assert form.chrome["leftCard"]["open"] is False


def test_the_one_who_cannot_go_on_leaves_at_once(form):
    lifted(form).press("leave").shows("home")
    assert (form.chrome["cardAway"]["open"], form.wipes) == (False, 1)


def test_a_card_that_cannot_be_read_is_said_on_the_sheet(form):
    lifted(form).lays("worn").until(lambda: form.chrome["cardAway"]["trouble"])
    assert form.chrome["cardAway"]["advice"]
    assert form.visit.step is Step.FORM


# ---------------------------------------------------------------- leaving is asked about


def test_leaving_is_asked_once_where_something_would_be_lost(form):
    form.press("exit")
    assert (form.name, form.chrome["leave"]["open"], form.chrome["leave"]["cardOnReader"]) == ("form", True, True)
    form.press("keep_going")
    assert (form.name, form.chrome["leave"]["open"]) == ("form", False)
    form.press("exit").press("leave").shows("home")
    assert form.chrome["leave"]["open"] is False


def test_before_a_card_was_read_leaving_asks_nothing(screen):
    screen.opens().press("start").shows("identify").press("exit").shows("home")


def test_starting_again_from_the_help_is_asked_about_as_well(form):
    form.press("help").press("helpWay", key="restart")
    assert (form.chrome["helpOpen"], form.chrome["leave"]["open"]) == (False, True)
    form.press("leave").shows("home")


def test_back_from_the_guide_is_asked_about_when_the_form_was_filled(form):
    form.press("back").shows("guide").press("back")
    assert (form.name, form.chrome["leave"]["open"]) == ("guide", True)
    form.press("keep_going").press("start").shows("form")


def test_the_question_gives_way_to_the_card_and_to_the_next_step(form):
    form.press("exit")
    lifted(form)
    assert form.chrome["leave"]["open"] is False
    form.lays("wang").until(lambda: not form.chrome["cardAway"]["open"])
    assert form.chrome["leave"]["open"] is True


# ---------------------------------------------------------------- the card is forgotten


@pytest.mark.parametrize("place", ["home", "attract"])
def test_a_card_that_is_left_behind_is_said_until_it_is_lifted(form, place):
    form.press("leave").shows("home")
    if place == "attract":
        form.clock.leap(form.kiosk.delays.attract + 1)
        form.shows("attract")
    assert form.chrome["leftCard"] == {"open": True, "other": False, "onReader": True}
    form.lifts().until(lambda: not form.chrome["leftCard"]["open"])


def test_whoever_lays_a_card_or_works_is_not_told_to_take_it(screen):
    screen.lays("wang").shows("search")
    assert screen.chrome["leftCard"]["open"] is False
    screen.opens(CERTIFICATE)
    assert screen.chrome["leftCard"]["open"] is False


# ---------------------------------------------------------------- the list of a card that nobody goes on with


def test_a_list_that_nobody_goes_on_with_warns_and_is_wiped(screen):
    screen.press("language", language="en").lays("wang").shows("search")
    screen.clock.leap(screen.kiosk.delays.idle - 20)
    screen.until(lambda: screen.chrome["timeout"]["open"])
    assert screen.chrome["timeout"]["cardOnReader"] is True
    assert screen.press("stay").chrome["timeout"]["open"] is False
    screen.clock.leap(screen.kiosk.delays.idle + 1)
    screen.shows("home")
    assert (screen.wipes, screen.chrome["language"], screen.chrome["leftCard"]["open"]) == (1, "zh_CN", True)
    assert screen.bridge._reception.guest is None


def test_after_it_the_card_is_not_read_for_the_next(screen):
    screen.lays("wang").shows("search").press("leave").shows("home")
    screen.press("identify").shows("identify").until(lambda: "先" in screen.view["title"] or screen.view["fixes"])
    screen.opens(CERTIFICATE).press("start").shows("identify")
    screen.until(lambda: screen.visit.trouble is not None)
    assert (screen.visit.trouble.fault, screen.visit.holder) == ("card.left", None)


def test_a_search_without_a_card_warns_nobody(screen):
    screen.press("search").shows("search")
    screen.clock.leap(screen.kiosk.delays.idle - 5)
    screen.bridge._tick()
    assert screen.chrome["timeout"]["open"] is False
