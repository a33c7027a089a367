"""Offline is the same visit: accepted with a date that holds, and at the platform exactly once."""

import re

from kiosk.protocol.crypto.international import International
from kiosk.protocol.receipt_token import verify
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CARD = "社保卡补领"
CERTIFICATE = "参保证明打印"
PHONE = "13800000000"


def _arrives(citizen: Citizen) -> None:
    assert citizen.last is not None
    application = citizen.last.id
    citizen.wait("the case to be acknowledged", lambda: not citizen.kiosk.outbox.is_waiting(application), 40.0)


def test_a_whole_visit_without_network_arrives_once(citizen: Citizen, house: House) -> None:
    citizen.loses_network().chooses(CARD).puts_card("wang").confirms_form(phone=PHONE).scans(2).reviews().signs()
    citizen.reads_fault("payment.unreachable").defers_payment().sees_receipt_number().rates(1).leaves()
    assert re.fullmatch(r"L-0412-[0-9-]+", citizen.case.receipt_no)
    [receipt] = aftermath.receipts(house)
    [address] = aftermath.codes_on(receipt)
    claims = verify(
        address.rpartition("/")[2], International().public_key((house.rig.state / "device.key").read_bytes())
    )
    assert claims is not None
    assert (claims.receipt_no, claims.applied_at) == (citizen.case.receipt_no, citizen.case.applied_at)
    assert claims.synchronised is not None
    assert "等待网络" in aftermath.page(address)
    citizen.gets_network_back()
    _arrives(citizen)
    [case] = aftermath.cases(house, citizen)
    assert case.applied_at == citizen.case.applied_at
    assert {value.key: value.value for value in case.values}["phone"] == PHONE
    assert aftermath.attachments(house, citizen) == 3
    assert "已受理" in aftermath.page(address)


def test_a_certificate_applied_for_without_network_is_accepted(citizen: Citizen, house: House) -> None:
    citizen.loses_network().chooses(CERTIFICATE).puts_card("chen").confirms_form().sees_receipt_number().leaves()
    assert aftermath.a4_papers(house) == []
    assert len(aftermath.receipts(house)) == 1
    citizen.gets_network_back()
    _arrives(citizen)
    assert len(aftermath.cases(house, citizen)) == 1


def test_who_still_stands_there_when_the_network_returns_sees_the_case_number_and_gets_the_paper(
    citizen: Citizen, house: House
) -> None:
    citizen.loses_network().chooses(CERTIFICATE).puts_card("wang").confirms_form().sees_receipt_number()
    citizen.gets_network_back()
    citizen.waits_for("the answer", lambda visit: visit.case is not None and visit.case.answer is not None, 40.0)
    citizen.sees_case_number().leaves()
    assert len(aftermath.cases(house, citizen)) == 1
    assert len(aftermath.a4_papers(house)) == 1
    assert len(aftermath.receipts(house)) == 1


def test_an_answer_lost_twice_is_still_one_case(citizen: Citizen, house: House) -> None:
    citizen.turns("network", "lose_answers", count=2)
    citizen.chooses(CERTIFICATE).puts_card("wang").confirms_form()
    citizen.waits_for("acceptance", lambda visit: visit.case is not None, 40.0).leaves()
    _arrives(citizen)
    assert house.control.send("network", "state")["lose_left"] == 0
    assert len(aftermath.cases(house, citizen)) == 1


def test_a_network_cut_between_payment_and_filing_loses_nothing(citizen: Citizen, house: House) -> None:
    kept = aftermath.kept_fen(house)
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").scans(1).reviews().signs()
    citizen.is_asked_to_pay().phone("pay").is_told_paid().turns("network", "cut").submits()
    citizen.sees_receipt_number().leaves()
    citizen.gets_network_back()
    _arrives(citizen)
    [case] = aftermath.cases(house, citizen)
    assert case.payment is not None
    assert case.payment.state == "paid"
    assert aftermath.kept_fen(house) - kept == 2000
