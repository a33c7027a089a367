"""已打印 only when the printer said so; and what is said when it did not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import Receipt
from devices.api.status import DeviceState, DeviceStatus
from devices.supervisor import Supervisor
from kiosk.faults import FAULTS
from kiosk.matters.catalogue import Catalogue, load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.plan import Step
from kiosk.matters.readings import table_of
from kiosk.matters.search import texts_of
from kiosk.protocol.messages import CaseAnswer, IssuedDocument
from kiosk.services import papers
from kiosk.services.offer import Offer, Shelf
from kiosk.services.papers import PapersService
from kiosk.services.template_error import TemplateError
from kiosk.visit.effects import FileCase, PrintDocument, PrintReceipt
from kiosk.visit.events import Failed, Filed, Printed
from kiosk.visit.state import Visit
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.journeys import CASE, VISIT_ID, after, visit_at
from tests.kiosk.visit.people import CERTIFICATE, NOW, WANG

ISSUED = IssuedDocument(
    key="certificate",
    number="SB1",
    verify_url="http://central.invalid/c/1",
    issued_at=NOW,
    data={"name": "王建国"},
)
ANSWER = CaseAnswer(
    case_no="BJ1", application_id=VISIT_ID, application_sha256="0" * 64, accepted_at=NOW, issued=(ISSUED,)
)


class Printer:
    """Prints both kinds of paper, or fails as a test says."""

    def __init__(self) -> None:
        self.fails: DeviceFault | None = None
        self.receipts: list[Receipt] = []
        self.documents: list[tuple[bytes, str]] = []

    def open(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to let go of."""

    def identity(self) -> str:
        return "scripted"

    def status(self) -> DeviceStatus:
        return DeviceStatus(DeviceState.ONLINE)

    def print(self, receipt: Receipt) -> None:
        self._meet()
        self.receipts.append(receipt)

    def print_pdf(self, pdf: bytes, *, job_name: str) -> None:
        self._meet()
        self.documents.append((pdf, job_name))

    def _meet(self) -> None:
        if self.fails is not None:
            raise DeviceError(self.fails)


@pytest.fixture
def printer() -> Printer:
    return Printer()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def service(printer: Printer, catalogue: Catalogue, outbox) -> Iterator[PapersService]:
    calendar = load_calendar()
    assert isinstance(calendar, WorkCalendar)
    owners: list[Supervisor[Any]] = [
        Supervisor(role, lambda: printer, no_answer=fault, backoff_s=(0.02,))
        for role, fault in (
            ("receipt_printer", DeviceFault.RECEIPT_NO_ANSWER),
            ("document_printer", DeviceFault.PRINTER_LOST),
        )
    ]
    yield PapersService(
        receipt_printer=owners[0],
        document_printer=owners[1],
        shelf=Shelf(Offer.of(catalogue, table_of(texts_of(catalogue.matters, catalogue.bundles.values())), calendar)),
        outbox=outbox,
    )
    for owner in owners:
        owner.close()


@pytest.fixture
def pdf(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, IssuedDocument]]:
    """Typesetting has tests of its own; here it is known what it was asked."""
    asked: list[tuple[Path, IssuedDocument]] = []

    def typeset(template: Path, issued: IssuedDocument) -> bytes:
        asked.append((template, issued))
        return b"%PDF"

    monkeypatch.setattr(papers, "typeset", typeset)
    return asked


@pytest.fixture
def result(filing, outbox) -> Visit:
    """A filed visit with a document, its message in the outbox."""
    visit = visit_at(Step.FILING, CERTIFICATE)
    hearer = Hearer()
    filing.carry(visit, FileCase(), hearer)
    [filed] = hearer.of(Filed)
    assert outbox.depth() == 1
    return after(visit, Filed(replace(filed.case, answer=ANSWER)))


def test_a_receipt_that_is_out_is_noted(service, printer, result, outbox):
    hearer = Hearer()
    assert [row.id for row in outbox.unprinted()] == [VISIT_ID]
    service.print_receipt(result, PrintReceipt(), hearer)
    assert hearer.events == [Printed("receipt")]
    assert (len(printer.receipts), outbox.unprinted()) == (1, [])


@pytest.mark.parametrize("fault", [each for each in DeviceFault if each.value.startswith("receipt.")])
def test_a_receipt_that_is_not_out_is_not_noted(service, printer, result, outbox, fault, log_watch):
    if fault is DeviceFault.RECEIPT_LOST:
        log_watch.expect("receipt_printer is lost")
    hearer = Hearer()
    printer.fails = fault
    service.print_receipt(result, PrintReceipt(), hearer)
    assert hearer.events == [Failed("PrintReceipt", fault.value, of="receipt")]
    assert fault.value in FAULTS
    assert [row.id for row in outbox.unprinted()] == [VISIT_ID]


def test_a_document_is_set_from_what_was_issued_and_printed_without_a_name(service, printer, result, pdf):
    hearer = Hearer()
    service.print_document(result, PrintDocument("certificate"), hearer)
    assert hearer.events == [Printed("certificate")]
    [(template, issued)] = pdf
    assert (template.is_file(), issued) == (True, ISSUED)
    assert printer.documents == [(b"%PDF", "suishiban")]
    assert WANG.name not in printer.documents[0][1]


@pytest.mark.usefixtures("pdf")
@pytest.mark.parametrize("fault", [each for each in DeviceFault if each.value.startswith("printer.")])
def test_a_document_that_is_not_out_is_said(service, printer, result, fault, log_watch):
    if fault is DeviceFault.PRINTER_LOST:
        log_watch.expect("document_printer is lost")
    hearer = Hearer()
    printer.fails = fault
    service.print_document(result, PrintDocument("certificate"), hearer)
    assert hearer.events == [Failed("PrintDocument", fault.value, of="certificate")]
    assert fault.value in FAULTS


def test_a_template_that_does_not_set_is_a_fault_of_its_own(service, printer, result, monkeypatch):
    def fails(template: Path, _: IssuedDocument) -> bytes:
        raise TemplateError(template, 3, "unknown variable")

    monkeypatch.setattr(papers, "typeset", fails)
    hearer = Hearer()
    service.print_document(result, PrintDocument("certificate"), hearer)
    assert hearer.events == [Failed("PrintDocument", "document.template", of="certificate")]
    assert printer.documents == []


def _offline(visit: Visit) -> Visit:
    return replace(visit, case=CASE)


@pytest.mark.parametrize("change", [_offline, lambda visit: replace(visit, case=None)], ids=["offline", "not filed"])
def test_a_document_that_was_not_issued_is_a_bug(service, result, change: Callable[[Visit], Visit]):
    with pytest.raises(ValueError, match="nothing was issued"):
        service.print_document(change(result), PrintDocument("certificate"), Hearer())


def test_a_guide_is_printed_and_its_failure_left_to_the_caller(service, printer):
    service.print_guide(CERTIFICATE, "zh_CN")
    assert len(printer.receipts) == 1
    printer.fails = DeviceFault.RECEIPT_PAPER_OUT
    with pytest.raises(DeviceError):
        service.print_guide(CERTIFICATE, "zh_CN")
