"""Papers: the receipt and the issued documents. 已打印 only when the printer said so."""

import logging

from devices.api.document_printer import DocumentPrinter
from devices.api.errors import DeviceError
from devices.api.receipt_printer import Receipt, ReceiptPrinter
from devices.supervisor import Repeat, Supervisor
from kiosk.matters.model import Matter
from kiosk.services.offer import Shelf
from kiosk.services.receipt import guide_receipt, receipt_of
from kiosk.services.runner import Post
from kiosk.services.supplement_receipt import slip_for, supplement_receipt
from kiosk.services.template_error import TemplateError
from kiosk.services.typesetter import typeset
from kiosk.visit.effects import PrintDocument, PrintReceipt
from kiosk.visit.events import Failed, Printed
from kiosk.visit.members import document_of
from kiosk.visit.state import Visit
from kiosk.visit.steps.filing import RECEIPT
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Accepted, Outbox

log = logging.getLogger(__name__)

_RECEIPT_S = 120.0
_DOCUMENT_S = 180.0


class PapersService:
    """Carries out `PrintReceipt` and `PrintDocument`, and prints guides."""

    def __init__(
        self,
        *,
        receipt_printer: Supervisor[ReceiptPrinter],
        document_printer: Supervisor[DocumentPrinter],
        shelf: Shelf,
        outbox: Outbox,
    ) -> None:
        self._receipt_printer = receipt_printer
        self._document_printer = document_printer
        self._shelf = shelf
        self._outbox = outbox

    def print_receipt(self, visit: Visit, _effect: PrintReceipt, post: Post) -> None:
        """Print, and note in the outbox that the citizen has the paper."""
        try:
            supplied = visit.supplement is not None
            self._print(supplement_receipt(visit) if supplied else receipt_of(visit, self._shelf.offer.calendar))
        except DeviceError as error:
            post(Failed("PrintReceipt", error.fault.value, of=RECEIPT))
            return
        post(Printed(RECEIPT))
        try:
            self._outbox.mark_printed(visit.id)
        except StoreFailed:
            log.exception("a printed receipt could not be noted; kioskctl queue lists it as not printed")

    def print_document(self, visit: Visit, effect: PrintDocument, post: Post) -> None:
        """Set the document with what the platform issued, and print it."""
        answer = visit.case.answer if visit.case is not None else None
        issued = next((item for item in answer.issued if item.key == effect.key), None) if answer else None
        if issued is None:
            raise ValueError(f"nothing was issued for document '{effect.key}'")
        try:
            code, key = document_of(visit, effect.key)
            pdf = typeset(self._shelf.template(visit.release, code, key), issued)
            self._document_printer.call(
                "print_pdf",
                lambda printer: printer.print_pdf(pdf, job_name="suishiban"),
                deadline_s=_DOCUMENT_S,
                repeat=Repeat.NEVER,
            )
        except TemplateError:
            post(Failed("PrintDocument", "document.template", of=effect.key))
        except DeviceError as error:
            post(Failed("PrintDocument", error.fault.value, of=effect.key))
        else:
            post(Printed(effect.key))

    def print_guide(self, matter: Matter, language: str) -> None:
        """The guide on paper, to take home. Raises `DeviceError`."""
        self._print(guide_receipt(matter, language))

    def print_slip(self, accepted: Accepted, language: str) -> None:
        """The receipt of what was accepted before a restart. Raises `DeviceError`."""
        self._print(slip_for(accepted, language))

    def print_receipt_of(self, receipt: Receipt) -> None:
        """Any other receipt. Raises `DeviceError`."""
        self._print(receipt)

    def _print(self, receipt: Receipt) -> None:
        self._receipt_printer.call(
            "print", lambda printer: printer.print(receipt), deadline_s=_RECEIPT_S, repeat=Repeat.NEVER
        )
