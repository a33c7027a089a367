"""The two matters, all the way."""

from pathlib import Path

import pytest

from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"
CERTIFICATE = "参保证明打印"


def test_a_certificate_is_printed_without_typing_a_character(citizen: Citizen, house: House) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").confirms_form().sees_case_number().rates(1)
    assert citizen.visit.typed == 0
    citizen.leaves()
    [paper] = aftermath.a4_papers(house)
    text = aftermath.text_of(paper)
    assert "王建国" in text
    assert "990101198403171216" in text
    answer = citizen.case.answer
    assert answer is not None
    [issued] = answer.issued
    assert issued.number in text
    assert "这份证明是真的" in aftermath.page(issued.verify_url)
    assert len(aftermath.receipts(house)) == 1


def test_a_card_is_replaced_with_pages_signature_and_money(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    citizen.chooses(CARD).puts_card("wang").confirms_form().scans(2).reviews().signs().pays()
    citizen.sees_case_number().rates(2).leaves()
    [case] = aftermath.cases(house, citizen)
    assert [material.key for material in case.materials if material.pages] == ["home_proof"]
    assert len(next(material.pages for material in case.materials if material.pages)) == 2
    assert case.signature is not None
    assert aftermath.attachments(house, citizen) == 3
    assert case.payment is not None
    assert (case.payment.state, case.payment.amount_fen) == ("paid", 2000)
    assert aftermath.kept_fen(house) - kept == 2000
    assert len(aftermath.receipts(house)) == 1


def test_picking_it_up_needs_no_address(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("li").confirms_form(delivery="pickup").scans(1).reviews().signs().pays()
    citizen.sees_case_number().leaves()
    [case] = aftermath.cases(house, citizen)
    values = {value.key: value.value for value in case.values}
    assert values["delivery"] == "pickup"
    assert "mail_address" not in values
    assert case.holder.name == "李桂兰"


@pytest.mark.parametrize("person", ["rare", "smith", "hk", "chen", "jones"])
def test_whoever_comes_gets_the_certificate(citizen: Citizen, house: House, person: str) -> None:
    citizen.chooses(CERTIFICATE).puts_card(person).confirms_form().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
    assert len(aftermath.a4_papers(house)) == 1


def test_in_english(citizen: Citizen, house: House) -> None:
    citizen.opens(CARD).speaks("en").begins().puts_card("smith").confirms_form(delivery="pickup").scans(1)
    citizen.reviews().signs().pays().sees_case_number().rates(5).leaves()
    [case] = aftermath.cases(house, citizen)
    assert case.language == "en"
    assert case.declaration[1] == "What I have stated and handed in is true."


def test_large_type_and_language_can_change_in_mid_visit(citizen: Citizen, house: House) -> None:
    citizen.chooses(CARD).puts_card("wang").needs_large_type().confirms_form()
    citizen.speaks("en").scans(1)
    before = citizen.visit
    citizen.speaks("zh_CN").reviews().signs()
    after = citizen.visit
    assert (after.holder, after.values, after.materials) == (before.holder, before.values, before.materials)
    citizen.pays().sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1


def test_the_receipt_is_a_picture_of_paper(citizen: Citizen, house: House, tmp_path: Path) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").confirms_form().sees_case_number().leaves()
    [receipt] = aftermath.receipts(house)
    [code] = aftermath.codes_on(receipt)
    assert code == citizen.case.follow_url
    assert "已办结" in aftermath.page(code)
    del tmp_path
