"""Prefill tells what the matter's form wants, with the office it came from, and nothing more."""

from kiosk.protocol.messages import Holder, PrefillAnswer, PrefillRequest
from tests.central.applications import CERTIFICATE, REPLACEMENT, WANG
from tests.central.running import RunningCentral


def prefilled(central: RunningCentral, matter: str, holder: Holder = WANG) -> PrefillAnswer:
    question = PrefillRequest(matter_code=matter, holder=holder)
    response = central.post("/v1/prefill", question.model_dump_json().encode())
    assert response.status_code == 200
    return PrefillAnswer.model_validate_json(response.content)


def test_the_certificate_wants_insurance_facts_and_no_phone(central: RunningCentral) -> None:
    answer = prefilled(central, CERTIFICATE)
    assert answer.values.keys() == {"insurance_status", "insured_unit", "insured_months"}
    assert answer.values["insurance_status"] == "正常参保"
    assert answer.values["insured_months"].isdigit()
    assert answer.sources["insurance_status"] == {"zh": "社保系统", "en": "Social insurance", "zh_hant": "社保系統"}


def test_the_card_replacement_wants_the_phone(central: RunningCentral) -> None:
    answer = prefilled(central, REPLACEMENT)
    wanted = {"insurance_status", "phone", "photo", "residence", "mail_address"}
    assert answer.values.keys() == answer.sources.keys() == wanted


def test_a_matter_of_another_department_is_told_what_that_one_knows(central: RunningCentral) -> None:
    answer = prefilled(central, "driving-licence-renewal")
    assert answer.values["violations"] == "没有"
    assert answer.sources["violations"]["zh"] == "交管系统"
    assert "housing_fund" not in answer.values, "the form does not name it"


def test_an_unknown_person_or_matter_gives_nothing(central: RunningCentral) -> None:
    stranger = WANG.model_copy(update={"number": "990101190001010000"})
    assert prefilled(central, CERTIFICATE, stranger) == PrefillAnswer()
    assert prefilled(central, "no-such-matter") == PrefillAnswer()
