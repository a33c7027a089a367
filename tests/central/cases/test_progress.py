"""A person's own cases, asked by a kiosk that has read their card; nobody else's."""

from typing import Any

from kiosk.protocol.messages import SubmittedMaterial
from kiosk.protocol.progress import ProgressAnswer, ProgressRequest, holder_sha256
from tests.central.applications import (
    WANG,
    certificate_application,
    filed,
    replacement_application,
    unpaid_application,
)
from tests.central.running import RunningCentral


def asked(central: RunningCentral, number: str, receipt_no: str = "") -> ProgressAnswer:
    question = ProgressRequest(holder=holder_sha256(number), receipt_no=receipt_no)
    answer = central.post("/v1/cases/progress", question.model_dump_json().encode())
    assert answer.status_code == 200, answer.text
    return ProgressAnswer.model_validate_json(answer.content)


def of(number: str, **changes: Any) -> dict[str, Any]:
    return {"holder": WANG.model_copy(update={"number": number}), **changes}


def test_the_holder_sees_their_cases_newest_first_and_nobody_else_any(central: RunningCentral) -> None:
    number = "990101198403171240"
    first = filed(central, replacement_application().model_copy(update=of(number)))
    second = filed(central, unpaid_application().model_copy(update=of(number, receipt_no="K0412-261120-0009")))
    seen = asked(central, number.lower()).cases
    assert [one.case_no for one in seen] == [second.case_no, first.case_no]
    assert seen[1].state == "accepted"
    assert seen[1].due == first.due
    assert [step.said.zh for step in seen[1].steps] == ["申请已送达部门", "材料齐全，已受理"]
    assert seen[1].payment is None
    assert asked(central, "990101198403171259").cases == ()
    (only,) = asked(central, number, "K0412-261120-0009").cases
    assert only.case_no == second.case_no
    for typed in ("K04122611200009", second.case_no):
        assert [one.case_no for one in asked(central, number, typed).cases] == [second.case_no]
    assert asked(central, number, "K04122611200010").cases == ()
    assert asked(central, "990101198403171259", "K0412-261120-0009").cases == ()
    text = central.post("/v1/cases/progress", ProgressRequest(holder=holder_sha256(number)).model_dump_json().encode())
    assert number not in text.text
    assert WANG.name not in text.text


def test_an_open_fee_has_a_page_where_it_is_paid(central: RunningCentral) -> None:
    number = "990101198403171267"
    filed(central, unpaid_application().model_copy(update=of(number)))
    (case,) = asked(central, number).cases
    assert case.payment is not None
    address = case.payment.url
    assert case.payment.amount_fen == 2000
    phone = central.session()
    assert "待缴费" in phone.get(address, timeout=10).text
    assert phone.get(address[:-1] + "!", timeout=10).status_code == 404
    assert "不要再付" in phone.post(address, data={"answer": "processing"}, timeout=10).text
    assert "不要再付" in phone.post(address, data={"answer": "success"}, timeout=10).text
    central.sql("UPDATE payments_simulatedentry SET at = '2026-01-01 00:00:00+00:00'")
    assert "已缴清" in phone.get(address, timeout=10).text
    assert asked(central, number).cases[0].payment is None


def test_what_is_decided_at_once_has_its_paper(central: RunningCentral) -> None:
    answer = filed(central, certificate_application())
    newest = asked(central, WANG.number).cases[0]
    assert newest.state == "done"
    assert [paper.verify_url for paper in newest.papers] == [answer.issued[0].verify_url]


def test_something_missing_waits_to_be_accepted(central: RunningCentral) -> None:
    number = "990101198403171275"
    lacking = (SubmittedMaterial(key="home_proof", origin="scan"),)
    filed(central, replacement_application().model_copy(update=of(number, materials=lacking)))
    (case,) = asked(central, number).cases
    assert (case.state, case.said.zh) == ("applied", "已收件，等待受理")


def test_the_call_is_signed_and_believed_once(central: RunningCentral) -> None:
    body = ProgressRequest(holder=holder_sha256(WANG.number)).model_dump_json().encode()
    plain = central.session().post(f"{central.url}/v1/cases/progress", data=body, timeout=10)
    assert plain.status_code == 401
    headers = central.signer.headers("POST", "/v1/cases/progress", body) | {"Content-Type": "application/json"}
    twice = [
        central.session().post(f"{central.url}/v1/cases/progress", data=body, headers=headers, timeout=10)
        for _ in range(2)
    ]
    assert [one.status_code for one in twice] == [200, 401]
    refused = central.post("/v1/cases/progress", b'{"holder": "990101198403171216"}')
    assert refused.status_code == 422
    assert "990101198403171216" not in refused.text
