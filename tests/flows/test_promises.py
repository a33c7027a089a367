"""A promise instead of a paper, and the way that the result goes: from the screen to the receipt and the officer's desk."""

from kiosk.matters.deadline import deadline
from tests.flows import aftermath
from tests.flows.house import House
from tests.gallery.visits import CALENDAR
from tools.citizen import Citizen

LICENCE, CARD = "驾驶证换证", "社保卡补领"
PROMISE = "我承诺原驾驶证交回或作废"
HOME = "云桥区北桥路100弄5号602室"


def test_a_promise_made_without_a_network_arrives_with_its_words_and_the_way(citizen: Citizen, house: House) -> None:
    citizen.chooses(LICENCE).puts_card("wang").confirms_form(**{"situation.abroad": "intime"}).promises_material()
    citizen.reviews().signs().is_asked_to_pay().phone("pay").is_told_paid().turns("network", "cut").submits()
    citizen.sees_receipt_number()
    assert citizen.visit.typed == 0, "where to post it was known"
    citizen.leaves().gets_network_back()
    citizen.wait("the case", lambda: aftermath.cases(house, citizen))
    [case] = aftermath.cases(house, citizen)
    paper = next(one for one in case.materials if one.key == "old_licence")
    assert (paper.promise, paper.deferred, paper.pages) == (PROMISE, False, ())
    assert f"{PROMISE}（代替原驾驶证）" in case.declaration
    assert case.signature is not None
    assert (case.delivery, case.situation) == ("post", {"abroad": "intime"})
    assert {one.key: one.value for one in case.values}["mail_address"] == HOME
    assert aftermath.mistakes(house, case.id) == []
    assert len(aftermath.receipts(house)) == 1


def test_a_paper_that_is_put_off_has_the_day_of_the_receipt_at_the_platform(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").defers_material().reviews().signs().pays()
    citizen.sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert case.delivery == "pickup"
    assert aftermath.owed_by(house, case.id) == deadline(case.applied_at, 3, CALENDAR).date.isoformat()
