"""IPP over HTTP: one request, one answer, and three exceptions."""

import time
from collections.abc import Iterable
from itertools import count
from urllib.parse import urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from devices.codecs.ipp import (
    Attribute,
    Group,
    IppError,
    Message,
    Operation,
    Status,
    Tag,
    attribute,
    decode,
    encode,
)

A4 = "iso_a4_210x297mm"
_DEFAULT_PORT = 631
_ANSWER_LIMIT = 4 * 1024 * 1024
"""bytes; a printer's attributes take some tens of kilobytes"""
_PIECE = 65536


class IppLost(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """The printer cannot be reached, or what answers is no IPP printer."""


class IppTimeout(Exception):  # noqa: N818 - as above
    """Connected, but no answer in time."""


class IppRefused(Exception):  # noqa: N818 - as above
    """The printer answered with an error status."""

    def __init__(self, operation: Operation, status: int) -> None:
        """Keep the status code for the caller."""
        super().__init__(f"{operation.name} refused with status 0x{status:04x}")
        self.status = status


class IppClient:
    """Talks to one printer. Used by one thread at a time; proxies and settings of the environment are ignored."""

    def __init__(
        self, url: str, *, user: str = "kiosk", connect_timeout_s: float = 2.0, answer_timeout_s: float = 5.0
    ) -> None:
        """`url` is ``ipp://``, ``ipps://``, ``http://`` or ``https://``; ``ValueError`` for anything else."""
        self._post_url, self._printer_uri = _addresses(url)
        self._user = user
        self._timeouts = (connect_timeout_s, answer_timeout_s)
        self._numbers = count(1)
        self._session: requests.Session | None = None

    def close(self) -> None:
        """Drop the connection; the next request makes a new one."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def printer_attributes(self, names: Iterable[str] = ("all",)) -> Group:
        """Get-Printer-Attributes."""
        wanted = attribute("requested-attributes", Tag.KEYWORD, *names)
        return self._ask(Operation.GET_PRINTER_ATTRIBUTES, (wanted,)).group(Tag.PRINTER)

    def queues(self, names: Iterable[str]) -> tuple[Group, ...]:
        """CUPS-Get-Printers: one group for each queue of a print server."""
        wanted = attribute("requested-attributes", Tag.KEYWORD, *names)
        return self._ask(Operation.CUPS_GET_PRINTERS, (wanted,)).groups_of(Tag.PRINTER)

    def validate_job(self, job_name: str) -> None:
        """Validate-Job: whether an A4 PDF would be taken."""
        self._ask(Operation.VALIDATE_JOB, self._job_operation(job_name), (_media(),))

    def print_job(self, pdf: bytes, job_name: str) -> int:
        """Print-Job on A4; the printer's job id."""
        answer = self._ask(Operation.PRINT_JOB, self._job_operation(job_name), (_media(),), pdf)
        job_id = answer.group(Tag.JOB).number("job-id")
        if job_id is None:
            raise IppLost("Print-Job was accepted without a job id")
        return job_id

    def job_attributes(self, job_id: int) -> Group:
        """Get-Job-Attributes: state, reasons and pages."""
        names = ("job-id", "job-state", "job-state-reasons", "job-impressions-completed")
        wanted = (attribute("job-id", Tag.INTEGER, job_id), attribute("requested-attributes", Tag.KEYWORD, *names))
        return self._ask(Operation.GET_JOB_ATTRIBUTES, wanted).group(Tag.JOB)

    def waiting_jobs(self) -> tuple[int, ...]:
        """Get-Jobs: the ids of all jobs that are not over."""
        wanted = (
            attribute("which-jobs", Tag.KEYWORD, "not-completed"),
            attribute("requested-attributes", Tag.KEYWORD, "job-id", "job-state"),
        )
        groups = self._ask(Operation.GET_JOBS, wanted).groups_of(Tag.JOB)
        return tuple(job_id for group in groups if (job_id := group.number("job-id")) is not None)

    def cancel_job(self, job_id: int) -> None:
        """Cancel-Job."""
        self._ask(Operation.CANCEL_JOB, (attribute("job-id", Tag.INTEGER, job_id), self._user_name()))

    def purge_jobs(self) -> None:
        """Purge-Jobs: forget all jobs, finished or not."""
        self._ask(Operation.PURGE_JOBS, (self._user_name(),))

    def _job_operation(self, job_name: str) -> tuple[Attribute, ...]:
        return (
            self._user_name(),
            attribute("job-name", Tag.NAME, job_name),
            attribute("document-format", Tag.MIME, "application/pdf"),
        )

    def _user_name(self) -> Attribute:
        return attribute("requesting-user-name", Tag.NAME, self._user)

    def _ask(
        self, operation: Operation, more: tuple[Attribute, ...], job: tuple[Attribute, ...] = (), document: bytes = b""
    ) -> Message:
        head = (
            attribute("attributes-charset", Tag.CHARSET, "utf-8"),
            attribute("attributes-natural-language", Tag.LANGUAGE, "zh-cn"),
            attribute("printer-uri", Tag.URI, self._printer_uri),
        )
        groups = [Group(Tag.OPERATION, _in_order((*head, *more)))]
        if job:
            groups.append(Group(Tag.JOB, job))
        request = Message(operation, next(self._numbers), tuple(groups), document)
        answer = self._posted(encode(request))
        if answer.request_id != request.request_id:
            raise IppLost(f"{operation.name}: the answer belongs to another request")
        if answer.code >= Status.BAD_REQUEST:
            raise IppRefused(operation, answer.code)
        return answer

    def _posted(self, body: bytes) -> Message:
        if self._session is None:
            self._session = requests.Session()
            self._session.trust_env = False
        try:
            with self._session.post(
                self._post_url,
                data=body,
                headers={"Content-Type": "application/ipp", "Accept": "application/ipp"},
                timeout=self._timeouts,
                allow_redirects=False,
                stream=True,
            ) as answer:
                content = self._content(answer)
        except requests.ConnectTimeout as lost:
            raise IppLost("no connection in time") from lost
        except (requests.Timeout, ReadTimeoutError) as late:
            self.close()
            raise IppTimeout("no answer in time") from late
        except (requests.RequestException, HTTPError) as lost:
            self.close()
            raise IppLost(type(lost).__name__) from lost
        if answer.status_code != requests.codes.ok:
            raise IppLost(f"HTTP status {answer.status_code}")
        try:
            return decode(content)
        except IppError as wrong:
            raise IppLost(f"not an IPP answer: {wrong}") from wrong

    def _content(self, answer: requests.Response) -> bytes:
        """All of it, within the time of one answer: requests bounds each pause, and a dripping printer makes none."""
        deadline = time.monotonic() + self._timeouts[1]
        content = bytearray()
        while piece := answer.raw.read1(_PIECE, decode_content=True):
            content += piece
            if time.monotonic() >= deadline or len(content) > _ANSWER_LIMIT:
                self.close()
                raise IppTimeout("no end of the answer in time")
        return bytes(content)


def _media() -> Attribute:
    return attribute("media", Tag.KEYWORD, A4)


def _in_order(attributes: tuple[Attribute, ...]) -> tuple[Attribute, ...]:
    """RFC 8011 4.1.5 wants charset, language, target (printer, then job id) first."""
    first = ("attributes-charset", "attributes-natural-language", "printer-uri", "job-id")
    return tuple(sorted(attributes, key=lambda each: first.index(each.name) if each.name in first else len(first)))


def _addresses(url: str) -> tuple[str, str]:
    """Where to post, and the ``printer-uri`` to name."""
    parts = urlsplit(url)
    schemes = {"ipp": ("http", "ipp"), "http": ("http", "ipp"), "ipps": ("https", "ipps"), "https": ("https", "ipps")}
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError("a printer's url looks like ipp://host/ipp/print")
    web, printing = schemes[parts.scheme]
    netloc = parts.netloc
    if parts.port is None and parts.scheme in ("ipp", "ipps"):
        netloc = f"{netloc}:{_DEFAULT_PORT}"
    path = parts.path or "/ipp/print"
    return urlunsplit((web, netloc, path, "", "")), urlunsplit((printing, netloc, path, "", ""))
