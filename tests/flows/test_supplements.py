"""补交 at the kiosk: an officer asks, the citizen scans and goes; it arrives once, and the office goes on. On the real wires."""

from datetime import datetime
from typing import Any

from PySide6.QtQuick import QQuickItem

from devices.bench.people import PEOPLE
from kiosk.matters.plan import Step
from kiosk.visit import errand as e
from kiosk.visit.errand import At
from kiosk.visit.events import ReviewAccepted
from kiosk.visit.state import Holder
from tests.central.inside import inside
from tests.flows import aftermath
from tests.flows.house import House
from tests.flows.test_errands import Story, citizen, visitor
from tests.ui.visual_tree import all_complaints
from tools.citizen import Citizen
from tools.screen_citizen import ScreenCitizen

DEEDS = "tests.flows.errand_deeds"


__all__ = ["citizen", "visitor"]  # fixtures, used by their names


def waits_for_a_paper(house: House, person: str) -> str:
    """The number of a case of this person, for which an officer has asked for a paper."""
    card = PEOPLE[person].card
    central = house.rig.folder / "central"
    number = str(inside(central, f"{DEEDS}.applied", card.name, card.number))
    inside(central, f"{DEEDS}.asks_for", number, "home_proof", "看不清门牌号")
    return number


def begins(citizen: Citizen, number: str, holder: Holder, somebody: Holder | None = None) -> None:
    """From the list of cases to the camera; `somebody` stands there instead of the holder."""
    story, kiosk = Story(citizen), citizen.kiosk
    seen = story.begins(At.CASES, holder)
    [case] = [one for one in seen.cases if one.case_no.replace(" ", "") == number]
    assert case.case_no in kiosk.handing_in.offered()
    assert story.does(e.CaseChosen(case.case_no)).at is At.CASE
    found = kiosk.handing_in.visit_for(case.case_no)
    assert found is not None
    kiosk.errands.end()
    kiosk.runner.begin(found[0], "zh_CN", somebody or holder, found[1])
    citizen.is_at(Step.MATERIALS)


def hands_in(citizen: Citizen, pages: int) -> Citizen:
    citizen.scans(pages).is_at(Step.REVIEW)
    citizen.kiosk.runner.post(ReviewAccepted())
    return citizen.sees_result()


def stands(house: House, number: str) -> dict[str, Any]:
    found: dict[str, Any] = inside(house.rig.folder / "central", f"{DEEDS}.stands", number)
    return found


def known(citizen: Citizen, person: str) -> Holder:
    """Whose card it is, as the reader gives it."""
    citizen.chooses("参保证明打印").puts_card(person)
    holder = citizen.visit.holder
    assert holder is not None
    citizen.walks_away()
    return holder


def test_without_a_network_it_is_taken_arrives_once_though_answers_are_lost_and_the_office_goes_on(
    citizen: Citizen, house: House
) -> None:
    number, holder = waits_for_a_paper(house, "wang"), known(citizen, "wang")
    begins(citizen, number, holder)
    citizen.loses_network()
    hands_in(citizen, 2)
    case = citizen.case
    assert (case.receipt_no[:7], case.arrived) == ("B-0412-", False)
    receipt = aftermath.receipts(house)[-1]
    assert aftermath.codes_on(receipt) == [case.follow_url]
    assert citizen.kiosk.outbox.depth() == 1
    citizen.leaves()
    waiting = stands(house, number)
    assert waiting["state"] == "supplement"
    for place in house.places():
        for file in (path for path in place.rglob("*") if path.is_file() and "spool" not in path.parts):
            assert holder.number.encode() not in file.read_bytes(), file

    citizen.turns("network", "lose_answers", count=2).gets_network_back()
    citizen.wait("it to arrive", lambda: citizen.kiosk.outbox.depth() == 0, 60.0)
    found = stands(house, number)
    assert (found["state"], found["paused"], found["came"]) == ("accepted", False, 1)
    assert (found["course"][-2:], found["pages"]) == (["ask-supplement", "hand-in"], [True, True])
    assert found["shown"] == waiting["shown"] + 2, "the officer sees both beside what was there"
    assert datetime.fromisoformat(found["handed"][0]) == case.applied_at, "the moment of handing in"
    assert "补交的材料已收到" in aftermath.page(case.follow_url)
    citizen.wait("nothing to be left", lambda: not any((citizen.kiosk.config.kiosk.state / "blobs").glob("*/*")), 40.0)
    assert inside(house.rig.folder / "central", f"{DEEDS}.grants", number) == "decided"


def test_somebody_elses_card_brings_nothing_into_the_case_and_nothing_is_lost(citizen: Citizen, house: House) -> None:
    number, holder, stranger = waits_for_a_paper(house, "wang"), known(citizen, "wang"), known(citizen, "chen")
    begins(citizen, number, holder, stranger)
    hands_in(citizen, 1)
    assert citizen.case.arrived
    citizen.leaves()
    found = stands(house, number)
    assert (found["state"], found["pages"], found["aside"]) == ("supplement", [], [["stranger", 1]])
    assert "工作人员在核对" in aftermath.page(citizen.case.follow_url)


def test_on_the_screens_from_the_list_to_the_receipt(visitor: ScreenCitizen, house: House) -> None:
    one, found = visitor, list[str]()
    number = waits_for_a_paper(house, "wang")

    def looks() -> None:
        stage = one.window.findChild(QQuickItem, "stage")
        assert stage is not None
        found.extend(f"{one.screen}: {complaint}" for complaint in all_complaints(stage))

    one.comes_home().press("quick-progress").is_on("identify").lays_card("wang").is_on("errandList").reads("现在补交")
    looks()
    grouped = " ".join(number[start : start + 4] for start in range(0, len(number), 4))
    one.press(f"act-{grouped}").is_on("materials").is_at(Step.MATERIALS)
    assert one.kiosk.errands.errand is None
    one.scans(1).is_at(Step.REVIEW).is_on("review").reads("拍了 1 页")
    looks()
    one.press("primaryAction").is_at(Step.RESULT, 40.0).is_on("errandDetail").reads("材料已交到部门")
    one.wait("the receipt", lambda: one.case.receipt_no and one.find("primaryAction") is not None)
    one.sees_result().reads("凭证打好了").reads(one.case.receipt_no)
    looks()
    assert aftermath.codes_on(aftermath.receipts(house)[-1]) == [one.case.follow_url]
    one.press("primaryAction").is_gone().lifts_card().is_on("home")
    assert found == []
    after = stands(house, number)
    assert (after["state"], after["course"][-1], after["pages"]) == ("accepted", "hand-in", [True])
