"""A4 printers that speak IPP: network printers, and cupsd on this machine.

"Completed" is believed only when the printer is idle without an error afterwards, and every failure ends with an empty
queue, so that nobody gets the last citizen's paper (devices.md 4.2).
"""

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from PIL import Image, ImageDraw, ImageFont
from pydantic import Field

from devices.api.cancel import current
from devices.api.document_printer import DocumentPrinterCapabilities, Supply
from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import DriverOptions
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.codecs.ipp import Group, JobState, PrinterState, Status
from devices.codecs.ipp_queue import QUEUE_NAMES, is_queue, printer_behind, seen_through, without_memories
from devices.codecs.ipp_supplies import SUPPLY_NAMES, supplies_of
from devices.transports.ipp import IppClient, IppLost, IppRefused, IppTimeout

_STATE_NAMES = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-alert-description")
_WHO_NAMES = ("printer-uuid", "printer-make-and-model", "document-format-supported")
_ABILITY_NAMES = ("color-supported", "sides-supported")
_PDF = "application/pdf"
_FAILED_QUERIES = 3
"""failed questions in a row after which a printer counts as lost"""
_FAULT_SIGHTINGS = 2
"""polls in a row that must show a fault: some printers flicker media-needed while they pull a sheet"""
_TEST_DPI = 200
_TEST_PAGE = (1654, 2339)
"""A4 at that resolution"""
_TEST_MARGIN = 59
"""7.5 mm: what nearly every laser printer reaches"""

_SEVERITIES = ("-report", "-warning", "-error")
_FAULTS: tuple[tuple[DeviceFault, frozenset[str]], ...] = (
    (DeviceFault.PRINTER_COVER_OPEN, frozenset({"cover-open", "door-open", "interlock-open"})),
    (DeviceFault.PRINTER_JAM, frozenset({"media-jam"})),
    (DeviceFault.PRINTER_PAPER_OUT, frozenset({"media-empty", "media-needed", "input-tray-missing"})),
    (DeviceFault.PRINTER_TONER_EMPTY, frozenset({"toner-empty", "marker-supply-empty"})),
)
_LOW = frozenset({"media-low", "toner-low", "marker-supply-low", "marker-waste-almost-full", "output-area-almost-full"})
_STOPPING = frozenset({"paused", "shutdown", "output-area-full", "marker-waste-full", "spool-area-full"})
_STATES = {
    DeviceFault.PRINTER_COVER_OPEN: (DeviceState.USER_ERROR, RequiredAction.OPERATOR),
    DeviceFault.PRINTER_PAPER_OUT: (DeviceState.USER_ERROR, RequiredAction.OPERATOR),
    DeviceFault.PRINTER_JAM: (DeviceState.HARDWARE_ERROR, RequiredAction.OPERATOR),
    DeviceFault.PRINTER_TONER_EMPTY: (DeviceState.HARDWARE_ERROR, RequiredAction.OPERATOR),
    DeviceFault.PRINTER_STOPPED: (DeviceState.HARDWARE_ERROR, RequiredAction.TECHNICIAN),
}

Result = TypeVar("Result")


class IppOptions(DriverOptions):
    """What a kiosk's configuration says about its document printer."""

    url: str = Field(min_length=1)
    sibling_queues: tuple[str, ...] = ()
    """urls of further queues that feed the same printer: nothing may wait in them either"""
    user: str = "kiosk"
    poll_s: float = Field(default=0.3, ge=0.05, le=2)
    cancel_timeout_s: float = Field(default=5.0, ge=0)
    """how long a cancelled job may take to stop; nothing is printed behind one that does not"""
    job_timeout_s: float = Field(default=120.0, gt=0)
    connect_timeout_s: float = Field(default=2.0, gt=0)
    answer_timeout_s: float = Field(default=5.0, gt=0)


class IppPrinter:
    """One printer; see `devices.api.document_printer.DocumentPrinter`."""

    def __init__(self, options: Mapping[str, object]) -> None:
        """Check the options (pydantic ``ValidationError``, bad url ``ValueError``); nothing is opened yet."""
        self._options = IppOptions.model_validate(dict(options))
        self._client = self._client_of(self._options.url)
        self._siblings = tuple(self._client_of(url) for url in self._options.sibling_queues)
        self._is_queue = False
        self._behind: IppClient | None = None
        """the printer behind a print server's queue, where it can be asked"""
        self._identity = ""
        self._in_doubt = False
        self._can = DocumentPrinterCapabilities(colour=False, duplex=False)

    def _client_of(self, url: str) -> IppClient:
        return IppClient(
            url,
            user=self._options.user,
            connect_timeout_s=self._options.connect_timeout_s,
            answer_timeout_s=self._options.answer_timeout_s,
        )

    def open(self) -> None:
        """Reach the printer, learn who it is, and empty the queues that an earlier life of this kiosk left behind.

        ``printer.stopped`` when it takes no PDF: nothing that the kiosk could do would come out.
        """
        with _translated():
            who = self._client.printer_attributes((*_WHO_NAMES, *QUEUE_NAMES, *_STATE_NAMES))
        formats = who.texts("document-format-supported")
        if formats and not {_PDF, "application/octet-stream"} & set(formats):
            raise DeviceError(DeviceFault.PRINTER_STOPPED, "it takes no PDF")
        self._is_queue, behind = is_queue(who), printer_behind(who)
        self._behind = self._client_of(behind) if behind else None
        self._identity = who.text("printer-uuid") or who.text("printer-make-and-model") or self._options.url
        self._empty_queues()
        self._in_doubt = False

    def close(self) -> None:
        """Let go of the connections."""
        for client in (self._client, *self._siblings, self._behind):
            if client is not None:
                client.close()

    def identity(self) -> str:
        """The printer's UUID, else make and model, else its address."""
        return self._identity or self._options.url

    @property
    def in_doubt(self) -> bool:
        """Whether a document is being printed, or nobody knows what became of the last one."""
        return self._in_doubt

    def status(self) -> DeviceStatus:
        """Asked now; a printer that cannot be reached raises `DeviceError` ``printer.lost``."""
        with _translated():
            told = self._printer((*_STATE_NAMES, *SUPPLY_NAMES, *_ABILITY_NAMES))
        self._can = _capabilities_of(told)
        return status_of(told)

    def capabilities(self) -> DocumentPrinterCapabilities:
        """As the printer said when its status was asked last (RFC 8011 5.2.8, 5.4.20)."""
        return self._can

    def _printer(self, names: tuple[str, ...] = _STATE_NAMES) -> Group:
        """How the printer is, asked itself where possible: a queue remembers (`devices.codecs.ipp_queue`)."""
        told = self._client.printer_attributes(names)
        if not self._is_queue:
            return told
        return (
            without_memories(told)
            if self._behind is None
            else seen_through(told, self._behind.printer_attributes(names))
        )

    def quiet_test(self) -> str:
        """State, queue and supplies, in one sentence; `DeviceError` with the fault that the printer tells of."""
        status = self.status()
        if status.fault is not None:
            raise DeviceError(status.fault, status.detail)
        levels = (f"{each.name} {each.percent} %" for each in self.supplies() if each.percent is not None)
        return ", ".join(levels) or "idle, tells no supplies"

    def operator_test(self) -> str:
        """Print one page with a frame at the edge of what A4 printers reach, for a person to look at."""
        self.print_pdf(_test_page(), job_name="suishiban-test")
        return "printed; look for a whole frame and sharp lines"

    def supplies(self) -> tuple[Supply, ...]:
        """Toner, waste and paper as far as the printer tells."""
        with _translated():
            return supplies_of((self._behind or self._client).printer_attributes(SUPPLY_NAMES))

    def resync(self) -> None:
        """A new connection, and an answer over it. Takes nothing from a print in doubt."""
        self.close()
        with _translated():
            self._client.printer_attributes(_STATE_NAMES)

    def soft_reset(self) -> None:
        """Empty the queues; refused with ``printer.in_doubt`` while a print is."""
        if self._in_doubt:
            raise DeviceError(DeviceFault.PRINTER_IN_DOUBT, "no reset while a document is in doubt")
        if not self._empty_queues():
            raise DeviceError(DeviceFault.PRINTER_STOPPED, "an earlier job does not go away")

    def print_pdf(self, pdf: bytes, *, job_name: str) -> None:
        """Print on A4; back only when the job is completed and the printer idle without error."""
        status = self.status()
        if status.fault is not None:
            raise DeviceError(status.fault, f"before the job: {status.detail}")
        if not self._empty_queues():
            raise DeviceError(DeviceFault.PRINTER_STOPPED, "an earlier job does not go away")
        self._validate(job_name)
        self._in_doubt = True
        try:
            with _translated():
                job_id = self._client.print_job(pdf, job_name)
            self._watch(job_id)
        except DeviceError as error:
            void = self._clear_after_failure()
            # A queue that could be emptied says nothing of the printer behind it that could not be reached.
            lost_behind = self._behind is not None and error.fault is DeviceFault.PRINTER_LOST
            if not void or lost_behind or error.fault is DeviceFault.PRINTER_IN_DOUBT:
                raise DeviceError(DeviceFault.PRINTER_IN_DOUBT, str(error)) from error
            self._in_doubt = False
            raise
        self._in_doubt = False

    def _validate(self, job_name: str) -> None:
        """Ask beforehand where the printer can be asked."""
        try:
            self._client.validate_job(job_name)
        except IppRefused as refused:
            if refused.status != Status.OPERATION_NOT_SUPPORTED:
                raise DeviceError(DeviceFault.PRINTER_JOB_FAILED, str(refused)) from refused
        except (IppLost, IppTimeout) as lost:
            raise DeviceError(DeviceFault.PRINTER_LOST, str(lost)) from lost

    def _watch(self, job_id: int) -> None:
        watch = _Watch(time.monotonic() + self._options.job_timeout_s)
        while True:
            job = self._patiently(watch, lambda: self._client.job_attributes(job_id))
            printer = self._patiently(watch, self._printer)
            if job is not None and printer is not None:
                watch.failed_queries = 0
                if watch.finished(job, printer):
                    return
            if time.monotonic() > watch.deadline:
                raise DeviceError(DeviceFault.PRINTER_JOB_FAILED, f"not finished in {self._options.job_timeout_s:g} s")
            current().pause(self._options.poll_s)

    def _patiently(self, watch: "_Watch", ask: Callable[[], Result]) -> Result | None:
        """An answer, or ``None`` for one of a few failed questions that do not yet mean a lost printer."""
        try:
            answer = ask()
        except (IppLost, IppTimeout) as lost:
            watch.failed_queries += 1
            if watch.failed_queries >= _FAILED_QUERIES:
                raise DeviceError(
                    DeviceFault.PRINTER_LOST, f"{watch.failed_queries} failed questions: {lost}"
                ) from lost
            return None
        except IppRefused as refused:
            if refused.status == Status.BUSY:
                return None
            # A job that the printer does not know may have been printed before it was forgotten.
            forgotten = refused.status == Status.NOT_FOUND
            fault = DeviceFault.PRINTER_IN_DOUBT if forgotten else DeviceFault.PRINTER_JOB_FAILED
            raise DeviceError(fault, str(refused)) from refused
        return answer

    def _empty_queues(self, *, purge: bool = False) -> bool:
        """Cancel every job that waits, then purge; a printer without Purge-Jobs is content with the cancelling.

        `purge` even when nothing waits: a job that is called completed may still have its pages in the printer.
        Whether all are gone: a cancelled job may go on to its next stopping point (ippeveprinter, RFC 8011 4.3.3).
        """
        clients = (self._client, *self._siblings)
        until = time.monotonic() + self._options.cancel_timeout_s
        with _translated():
            while waiting := [(client, job_id) for client in clients for job_id in client.waiting_jobs()]:
                for client, job_id in waiting:
                    # Asked anew each time: a job that just begins may lose the first cancelling (seen with ippeveprinter).
                    _leniently(client.cancel_job, job_id)
                    _leniently(client.purge_jobs)
                if time.monotonic() > until:
                    return False
                current().pause(self._options.poll_s)
            if purge:
                for client in clients:
                    _leniently(client.purge_jobs)
        return True

    def _clear_after_failure(self) -> bool:
        """Empty the queues; whether the printer was reached, and holds nothing any more."""
        try:
            return self._empty_queues(purge=True)
        except DeviceError:
            # The first failure is the one to tell; a queue that cannot be reached now is emptied by the next `open`.
            self._client.close()
            return False


def _leniently(act: Callable[..., None], *arguments: int) -> None:
    try:
        act(*arguments)
    except IppRefused:
        # The job ended by itself in between, or the printer does not know the operation.
        return


@dataclass(slots=True)
class _Watch:
    """What has been seen of one job so far; `deadline` is monotonic seconds."""

    deadline: float
    failed_queries: int = 0
    sightings: int = 0

    def finished(self, job: Group, printer: Group) -> bool:
        """Whether the paper is out; raises when it never will be."""
        state = job.number("job-state")
        if state in (JobState.CANCELED, JobState.ABORTED):
            reasons = ",".join(job.texts("job-state-reasons"))
            raise DeviceError(DeviceFault.PRINTER_JOB_FAILED, f"job state {state}: {reasons}")
        status = status_of(printer)
        idle = printer.number("printer-state") == PrinterState.IDLE
        if state == JobState.COMPLETED and idle and (status.fault is None or _only_tray_empty(printer)):
            return True
        self.sightings = self.sightings + 1 if status.fault is not None else 0
        if status.fault is not None and self.sightings >= _FAULT_SIGHTINGS:
            raise DeviceError(status.fault, f"during the job: {status.detail}")
        return False


def _capabilities_of(printer: Group) -> DocumentPrinterCapabilities:
    two_sided = any(each.startswith("two-sided") for each in printer.texts("sides-supported"))
    return DocumentPrinterCapabilities(colour=printer.all("color-supported")[:1] == (True,), duplex=two_sided)


def _only_tray_empty(printer: Group) -> bool:
    """Whether the last sheet of the tray went into a job that is complete: nothing asks for another one."""
    words = {_keyword(reason) for reason in printer.texts("printer-state-reasons")} - _LOW
    return words == {"media-empty"}


def status_of(printer: Group) -> DeviceStatus:
    """State and reasons in XFS4IoT's words.

    Keywords count, not their severity suffixes: ippeveprinter rewrites them (devices.md 4.3). Keywords unknown here count as
    faults when their suffix says ``-error``.
    """
    reasons = tuple(reason for reason in printer.texts("printer-state-reasons") if reason != "none")
    low_supplies = tuple(f"{each.name} low" for each in supplies_of(printer) if each.low)
    # A sleeping printer hides its reasons (devices.md 4.2, VxSuite); what it hides shows when the job wakes it.
    asleep = ("asleep",) if any("sleep" in text.lower() for text in printer.texts("printer-alert-description")) else ()
    detail = ",".join((*reasons, *low_supplies, *asleep))
    fault = _fault_of(printer, reasons)
    if fault is not None:
        state, action = _STATES[fault]
        return DeviceStatus(state, action, fault, detail)
    busy = printer.number("printer-state") == PrinterState.PROCESSING
    low = bool(low_supplies) or any(_keyword(reason) in _LOW for reason in reasons)
    return DeviceStatus(
        DeviceState.BUSY if busy else DeviceState.ONLINE,
        RequiredAction.OPERATOR if low else RequiredAction.NONE,
        detail=detail,
    )


def _fault_of(printer: Group, reasons: tuple[str, ...]) -> DeviceFault | None:
    keywords = {_keyword(reason) for reason in reasons}
    for fault, words in _FAULTS:
        if keywords & words:
            return fault
    unknown_error = any(reason.endswith("-error") and _keyword(reason) not in _LOW for reason in reasons)
    stopped = printer.number("printer-state") == PrinterState.STOPPED
    refusing = printer.all("printer-is-accepting-jobs")[:1] == (False,)
    return DeviceFault.PRINTER_STOPPED if stopped or refusing or unknown_error or keywords & _STOPPING else None


def _keyword(reason: str) -> str:
    for severity in _SEVERITIES:
        if reason.endswith(severity):
            return reason.removesuffix(severity)
    return reason


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (IppLost, IppTimeout) as lost:
        raise DeviceError(DeviceFault.PRINTER_LOST, str(lost)) from lost
    except IppRefused as refused:
        raise DeviceError(DeviceFault.PRINTER_JOB_FAILED, str(refused)) from refused


def _test_page() -> bytes:
    """One A4 page as a PDF."""
    page = Image.new("L", _TEST_PAGE, 255)
    draw = ImageDraw.Draw(page)
    width, height = _TEST_PAGE
    draw.rectangle((_TEST_MARGIN, _TEST_MARGIN, width - _TEST_MARGIN, height - _TEST_MARGIN), outline=0, width=4)
    for thickness in range(1, 9):
        row = 300 + 60 * thickness
        draw.line((3 * _TEST_MARGIN, row, width - 3 * _TEST_MARGIN, row), fill=0, width=thickness)
    draw.text((width / 2, 250), "Suishiban test page", font=ImageFont.load_default(48), fill=0, anchor="mm")
    out = io.BytesIO()
    page.save(out, format="PDF", resolution=_TEST_DPI)
    return out.getvalue()
