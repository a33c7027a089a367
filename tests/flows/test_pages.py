"""Pages under the camera: a bad one is refused with its reason, then a good one is taken."""

import pytest

from kiosk.matters.plan import Step
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"


@pytest.mark.parametrize(("flaw", "fault"), [("blur", "page.blurred"), ("cut", "page.cut"), ("glare", "page.glare")])
def test_a_bad_page_is_refused_with_the_reason(citizen: Citizen, house: House, flaw: str, fault: str) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").is_at(Step.MATERIALS)
    citizen.lays_page().turns("document_camera", flaw, on=True).sees_under_the_camera(fault)
    citizen.captures_anyway().reads_fault(fault)
    citizen.turns("document_camera", flaw, on=False).captures().has_pages(1)
    citizen.finishes_pages().reviews().signs().pays().sees_case_number().leaves()
    assert aftermath.attachments(house, citizen) == 2


def test_a_page_laid_on_the_last_one_is_the_next_page(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").is_at(Step.MATERIALS)
    citizen.clears_desk().lays_page("contract-1").captures().has_pages(1)
    citizen.lays_page("contract-2").captures().has_pages(2)
    citizen.finishes_pages().reviews().signs().pays().sees_case_number().leaves()
    assert aftermath.attachments(house, citizen) == 3


def test_an_empty_desk_is_no_page(citizen: Citizen) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").is_at(Step.MATERIALS)
    citizen.captures_anyway().reads_fault("page.missing").walks_away()


def test_a_paper_left_at_home_is_promised_for_later(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").defers_material()
    citizen.reviews().signs().pays().sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    assert [material.deferred for material in case.materials if material.key == "home_proof"] == [True]
