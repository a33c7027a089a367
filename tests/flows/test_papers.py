"""Truth about paper: 已打印 only when it is, and a way to have it later."""

import pytest

from kiosk.visit.state import PaperState
from tests.flows import aftermath
from tests.flows.house import House
from tools.citizen import Citizen

CERTIFICATE = "参保证明打印"
RECEIPT, DOCUMENT = "receipt", "certificate"


def _failed(citizen: Citizen, paper: str) -> str:
    citizen.sees_case_number()
    assert citizen.visit.papers[paper].state is PaperState.FAILED
    return citizen.visit.papers[paper].fault


def _prints_again(citizen: Citizen, paper: str) -> Citizen:
    citizen.prints_again(paper)
    citizen.waits_for("the paper", lambda visit: visit.papers[paper].state is PaperState.PRINTED, 40.0)
    return citizen.leaves()


@pytest.mark.parametrize("millimetres", [0, 40])
def test_a_receipt_without_paper_is_a_code_and_can_be_printed_later(
    citizen: Citizen, house: House, millimetres: int
) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").turns("receipt_printer", "paper_out_after", mm=millimetres)
    citizen.confirms_form()
    assert _failed(citizen, RECEIPT) == "receipt.paper_out"
    citizen.reads("没纸").reads("保存电子回执")
    assert aftermath.receipts(house) == []
    citizen.turns("receipt_printer", "load_paper")
    citizen.wait("the printer", lambda: citizen.kiosk.devices.receipt_printer.status.usable)
    _prints_again(citizen, RECEIPT)
    assert len(aftermath.receipts(house)) == 1


@pytest.mark.parametrize(
    ("trouble", "mend", "fault"),
    [("jam", "clear", "printer.jam"), ("empty_paper", "load_paper", "printer.paper_out")],
)
def test_a_document_that_does_not_come_out_can_be_printed_later(
    citizen: Citizen, house: House, trouble: str, mend: str, fault: str
) -> None:
    citizen.chooses(CERTIFICATE).puts_card("wang").turns("document_printer", trouble).confirms_form()
    assert _failed(citizen, DOCUMENT) == fault
    assert aftermath.a4_papers(house) == []
    citizen.turns("document_printer", mend)
    citizen.wait("the printer", lambda: citizen.kiosk.devices.document_printer.status.usable)
    _prints_again(citizen, DOCUMENT)
    assert len(aftermath.a4_papers(house)) == 1
