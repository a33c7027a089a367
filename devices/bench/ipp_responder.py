"""The IPP side of the simulated document printer: a request in, a response out, the printer itself behind a narrow interface."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from devices.codecs.ipp import (
    Attribute,
    Group,
    IppError,
    JobState,
    Message,
    Operation,
    PrinterState,
    Range,
    Status,
    Tag,
    attribute,
    decode,
    encode,
)

MEDIA = "iso_a4_210x297mm"
_FORMATS = ("application/pdf", "application/octet-stream")
"""the second is looked into: what is no PDF is an aborted job"""
_TONER = b"class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100"
_TRAY = b"type=sheetFeedAutoRemovableTray;maxcapacity=250"


@dataclass(slots=True)
class PrintJob:
    """One job in the printer; `file` is its document in the spool."""

    job_id: int
    file: Path
    pages: int
    state: JobState = JobState.PENDING
    reasons: list[str] = field(default_factory=lambda: ["job-incoming"])
    pages_done: int = 0
    queue: str = ""
    told: JobState | None = None
    """what its queue says of it, where that is not the truth"""

    @property
    def shown(self) -> JobState:
        """The state as a caller sees it."""
        return self.told or self.state


class PrinterEngine(Protocol):
    """What the responder needs of the printer."""

    def printer_state(self) -> tuple[PrinterState, list[str]]:
        """State and reasons, with severity suffixes."""

    def device_uri(self) -> str:
        """The printer's own address, told by a print server's queue only."""

    def levels(self) -> tuple[int, int, bool]:
        """Toner in percent, sheets in the tray, and whether it sleeps."""

    def abilities(self) -> tuple[bool, bool]:
        """Whether it prints in colour, and on both sides."""

    def accept(self, document: bytes) -> PrintJob:
        """Take a document into the spool."""

    def jobs(self) -> list[PrintJob]:
        """All jobs remembered, oldest first."""

    def cancel(self, job: PrintJob) -> None:
        """Stop and drop that job."""

    def purge(self) -> None:
        """Drop and forget all jobs."""


class _Refusal(Exception):  # noqa: N818 - an answer, not a mistake
    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


def respond(engine: PrinterEngine, uri: str, body: bytes) -> bytes:
    """The response to one HTTP body; broken requests are answered with *bad request*."""
    try:
        request = decode(body)
    except IppError:
        return encode(Message(Status.BAD_REQUEST, 1, (_head(),)))
    handlers: dict[int, Callable[[PrinterEngine, str, Message], tuple[Group, ...]]] = {
        Operation.GET_PRINTER_ATTRIBUTES: _printer,
        Operation.VALIDATE_JOB: _validate,
        Operation.PRINT_JOB: _print,
        Operation.GET_JOB_ATTRIBUTES: _job,
        Operation.GET_JOBS: _jobs,
        Operation.CANCEL_JOB: _cancel,
        Operation.PURGE_JOBS: _purge,
    }
    handler = handlers.get(request.code)
    status = Status.OK
    groups: tuple[Group, ...] = ()
    try:
        if handler is None:
            raise _Refusal(Status.OPERATION_NOT_SUPPORTED)  # noqa: TRY301 - answered like every other refusal
        groups = handler(engine, uri, request)
    except _Refusal as refusal:
        status = refusal.status
    return encode(Message(status, request.request_id, (_head(), *groups)))


def _head() -> Group:
    return Group(
        Tag.OPERATION,
        (
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "en"),
        ),
    )


def _printer(engine: PrinterEngine, uri: str, request: Message) -> tuple[Group, ...]:
    state, reasons = engine.printer_state()
    waiting = sum(not job.shown.over for job in engine.jobs())
    toner, sheets, asleep = engine.levels()
    colour, duplex = engine.abilities()
    attributes: tuple[Attribute, ...] = (
        attribute("printer-uri-supported", Tag.URI, uri),
        attribute("printer-uuid", Tag.URI, "urn:uuid:5a15b000-0000-4000-8000-00000000a4a4"),
        attribute("printer-name", Tag.NAME, "bench"),
        attribute("printer-make-and-model", Tag.TEXT, "Suishiban Bench A4"),
        attribute("printer-state", Tag.ENUM, state),
        attribute("printer-state-reasons", Tag.KEYWORD, *(reasons or ["none"])),
        attribute("printer-is-accepting-jobs", Tag.BOOLEAN, True),  # noqa: FBT003 - a value, not a switch
        attribute("queued-job-count", Tag.INTEGER, waiting),
        attribute("ipp-versions-supported", Tag.KEYWORD, "1.1", "2.0"),
        attribute("operations-supported", Tag.ENUM, *Operation),
        attribute("document-format-supported", Tag.MIME, *_FORMATS),
        attribute("document-format-default", Tag.MIME, "application/pdf"),
        attribute("media-supported", Tag.KEYWORD, MEDIA),
        attribute("media-default", Tag.KEYWORD, MEDIA),
        attribute("media-ready", Tag.KEYWORD, MEDIA),
        attribute("color-supported", Tag.BOOLEAN, colour),
        attribute("sides-supported", Tag.KEYWORD, "one-sided", *(["two-sided-long-edge"] if duplex else [])),
        attribute("copies-supported", Tag.RANGE, Range(1, 1)),
        attribute("printer-supply", Tag.OCTET_STRING, b"index=1;%s;level=%d;" % (_TONER, toner)),
        attribute("printer-supply-description", Tag.TEXT, "Black Toner"),
        attribute("printer-input-tray", Tag.OCTET_STRING, b"%s;level=%d;name=main;" % (_TRAY, sheets)),
        attribute("printer-alert-description", Tag.TEXT, "Sleep Mode" if asleep else ""),
    )
    if behind := engine.device_uri():
        attributes = (*attributes, attribute("device-uri", Tag.URI, behind))
    return (Group(Tag.PRINTER, _requested(request, attributes)),)


def _validate(_engine: PrinterEngine, _uri: str, request: Message) -> tuple[Group, ...]:
    if request.group(Tag.OPERATION).text("document-format", "application/pdf") not in _FORMATS:
        raise _Refusal(Status.FORMAT_NOT_SUPPORTED)
    if request.group(Tag.JOB).text("media", MEDIA) != MEDIA:
        raise _Refusal(Status.ATTRIBUTES_NOT_SUPPORTED)
    return ()


def _print(engine: PrinterEngine, uri: str, request: Message) -> tuple[Group, ...]:
    _validate(engine, uri, request)
    return (_job_group(engine.accept(request.document), uri),)


def _job(engine: PrinterEngine, uri: str, request: Message) -> tuple[Group, ...]:
    group = _job_group(_wanted(engine, request), uri)
    return (Group(Tag.JOB, _requested(request, group.attributes)),)


def _jobs(engine: PrinterEngine, uri: str, request: Message) -> tuple[Group, ...]:
    over = request.group(Tag.OPERATION).text("which-jobs", "not-completed") == "completed"
    return tuple(_job_group(job, uri) for job in engine.jobs() if job.shown.over == over)


def _cancel(engine: PrinterEngine, _uri: str, request: Message) -> tuple[Group, ...]:
    job = _wanted(engine, request)
    if job.shown.over:
        raise _Refusal(Status.NOT_POSSIBLE)
    engine.cancel(job)
    return ()


def _purge(engine: PrinterEngine, _uri: str, _request: Message) -> tuple[Group, ...]:
    engine.purge()
    return ()


def _wanted(engine: PrinterEngine, request: Message) -> PrintJob:
    job_id = request.group(Tag.OPERATION).number("job-id")
    job = next((each for each in engine.jobs() if each.job_id == job_id), None)
    if job is None:
        raise _Refusal(Status.NOT_FOUND)
    return job


def _job_group(job: PrintJob, uri: str) -> Group:
    return Group(
        Tag.JOB,
        (
            attribute("job-id", Tag.INTEGER, job.job_id),
            attribute("job-uri", Tag.URI, f"{uri}/{job.job_id}"),
            attribute("job-state", Tag.ENUM, job.shown),
            attribute("job-state-reasons", Tag.KEYWORD, *(job.reasons or ["none"])),
            attribute("job-impressions-completed", Tag.INTEGER, job.pages_done),
        ),
    )


def _requested(request: Message, attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    wanted = set(request.group(Tag.OPERATION).texts("requested-attributes"))
    if not wanted or "all" in wanted:
        return attributes
    return tuple(each for each in attributes if each.name in wanted)
