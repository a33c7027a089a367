"""What only a screen has: the question before leaving, and the list of a card that nobody goes on with."""

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from tests.flows.house import SCREENS, House
from tests.ui.visual_tree import all_complaints
from tools.screen_citizen import ScreenCitizen

CARD = "社保卡补领"


@pytest.fixture
def one(house: House) -> ScreenCitizen:
    house.reset()
    somebody = house.citizen(SCREENS, Delays(idle=6.0, warning=4.0))
    assert isinstance(somebody, ScreenCitizen)
    return somebody.comes_home()


def _complaints(one: ScreenCitizen) -> list[str]:
    return all_complaints(next(one.shown()))


def test_leaving_asks_once_and_what_was_typed_is_still_there(one: ScreenCitizen) -> None:
    one.opens(CARD).begins().puts_card("wang").is_on("form").press("choice-post").press("primaryAction")
    one.wait("the keyboard", lambda: one.find("answerFieldInput") is not None).types("bei")
    before = one.visit
    one.press("exitButton").wait("the question", lambda: one.find("keepGoingButton") is not None)
    assert one.find("answerFieldInput") is None, "the form can be read behind the question"
    assert _complaints(one) == []
    one.press("keepGoingButton").wait("the form", lambda: one.find("answerFieldInput") is not None)
    assert one.visit == before
    one.walks_away()


def test_what_was_typed_is_still_there_when_the_card_is_back(one: ScreenCitizen) -> None:
    one.opens(CARD).begins().puts_card("wang").is_on("form").press("choice-post").press("primaryAction")
    one.wait("the keyboard", lambda: one.find("answerFieldInput") is not None).press("shortcut")
    field = one.find("answerFieldInput")
    assert field is not None
    typed = str(field.property("text"))
    assert typed
    one.lifts_card().is_asked_for_the_card()
    assert _complaints(one) == []
    assert not any(typed in text for text in one.texts()), "the address can be read by whoever stands there"
    one.puts_card_back("wang").wait("the form", lambda: one.find("answerFieldInput") is not None)
    field = one.find("answerFieldInput")
    assert field is not None
    assert field.property("text") == typed
    one.walks_away()


def test_a_list_that_nobody_goes_on_with_warns_and_goes(one: ScreenCitizen) -> None:
    one.lays_card("wang").is_on("search").sees_warning().touches()
    one.wait("the list again", lambda: one.find("stayButton") is None).is_on("search")
    one.sees_warning().is_on("home").is_told_to_take_the_card()
    assert _complaints(one) == []
    one.lifts_card().wait("the banner to go", lambda: one.find("leftCardBanner") is None)


def test_on_the_guide_of_the_next_one_that_card_is_not_read(one: ScreenCitizen) -> None:
    one.lays_card("wang").is_on("search").press("exitButton").is_on("home").is_told_to_take_the_card()
    one.opens(CARD).begins().is_at(Step.IDENTIFY).reads_fault("card.left")
    one.lifts_card().puts_card("li").is_on("form").walks_away()
