"""An open service door or an empty battery closes the kiosk to new citizens; who is in a visit finishes it."""

from collections.abc import Iterator

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from tests.flows.house import SCREENS, House
from tests.ui.visual_tree import all_complaints, box_of
from tools.screen_citizen import ScreenCitizen

CARD = "社保卡补领"
LEFT_BEHIND = ("请取走您的身份证", "身份证感应区在屏幕右下方", "Please take your card")
BOTH = ("no new visits: door_open", "open for visits again")


@pytest.fixture
def one(house: House) -> Iterator[ScreenCitizen]:
    house.reset()
    somebody = house.citizen(SCREENS, Delays())
    assert isinstance(somebody, ScreenCitizen)
    yield somebody.comes_home()
    house.control.send("cabinet", "calm", sensor="door")
    somebody.wait("the kiosk to open", lambda: somebody.kiosk.cabinet.closed is None)


def door(one: ScreenCitizen, knob: str) -> None:
    one.control.send("cabinet", knob, sensor="door")


@pytest.mark.expects_log(*BOTH)
def test_nobody_is_let_in_while_the_door_is_open(one: ScreenCitizen) -> None:
    door(one, "feel")
    one.is_on("outOfService").reads("本机暂停服务")
    assert all_complaints(next(one.shown())) == []
    assert one.find("primaryAction") is None, "there is nothing to press"
    one.control.send("id_card_reader", "place", card="wang")
    door(one, "calm")
    # Open again, the kiosk reads the card that lies there as it would at any time.
    one.is_on("search").press("exitButton").is_on("home").lifts_card()


@pytest.mark.expects_log(*BOTH)
def test_a_visit_under_way_goes_on_behind_an_open_door(one: ScreenCitizen) -> None:
    one.opens(CARD).begins().puts_card("wang").is_on("form")
    door(one, "feel")
    one.wait("the door", lambda: one.kiosk.cabinet.closed is not None)
    one.is_on("form").is_at(Step.FORM).walks_away()
    one.is_on("outOfService")


@pytest.mark.expects_log(*BOTH)
def test_a_forgotten_card_does_not_hide_why_the_kiosk_is_closed(one: ScreenCitizen) -> None:
    one.control.send("id_card_reader", "place", card="wang")
    one.is_on("search")
    door(one, "feel")
    one.is_on("outOfService").is_told_to_take_the_card()
    shown = list(one.shown())
    banner = box_of(next(item for item in shown if item.objectName() == "leftCardBanner"), shown[0])
    texts = [item for item in shown if item.property("text")]
    inside = [text for item in texts if banner.intersects(box_of(item, shown[0])) for text in [item.property("text")]]
    assert all(text in LEFT_BEHIND for text in inside), inside
    one.reads("本机暂停服务")
    door(one, "calm")
    one.lifts_card()
