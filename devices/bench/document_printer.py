"""An A4 printer that speaks IPP over HTTP on 127.0.0.1: takes its time per page, runs out of paper, jams, keeps its paper as PDF.

The spool (``DIR/spool``) is the printer's memory, ``DIR/paper`` the tray in front of it; a document is in one of them at most.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

from devices.bench.device import JsonObject, KnobError, Places, number_arg, unknown_verb
from devices.bench.ipp_responder import PrinterEngine, PrintJob, respond
from devices.codecs.ipp import JobState, PrinterState

_PATH = "/ipp/print"
_BODY_LIMIT = 64 * 1024 * 1024
_TRAY_SHEETS = 250
_LOW_SHEETS = 20
_WARM_UP_S = 1.0
"""after a replug, before a queue that survived goes on"""
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_BLOCKING = {"jam": "media-jam-error", "cover_open": "cover-open-error", "toner_empty": "toner-empty-error"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = cast("_Server", self.server)
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != _PATH or not 0 < length <= _BODY_LIMIT:
            self.send_error(404)
            return
        body = respond(server.engine, server.uri, self.rfile.read(length))
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the bench's output belongs to whoever started it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    engine: PrinterEngine
    uri: str

    def __init__(self, port: int) -> None:
        self._open: set[Any] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own types
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as above
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """A caller that hangs up, or a plug pulled in mid-answer, is daily life for a printer."""

    def cut_connections(self) -> None:
        """Hang up on everybody, as a pulled plug does; keep-alive connections would live on otherwise."""
        for request in tuple(self._open):
            super().shutdown_request(request)
        self._open.clear()


class DocumentPrinterBench:
    """The device ``document_printer`` of the bench. Knobs: see `command`."""

    name = "document_printer"

    def __init__(self, places: Places, *, seconds_per_page: float = 0.3) -> None:
        """`seconds_per_page` is how long a sheet takes; a real laser printer needs two to six."""
        self._spool = places.directory / "spool"
        self._paper_dir = places.directory / "paper"
        self._seconds_per_page = seconds_per_page
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None
        self._running = False
        self._server: _Server | None = None
        self._serving: threading.Thread | None = None
        self._port = 0
        self._ready_at = 0.0
        self._jobs: list[PrintJob] = []
        self._next_id = 1
        self._papers: list[Path] = []
        self._paper_count = 0
        self._pages_printed = 0
        self._sheets = _TRAY_SHEETS
        self._flags: set[str] = set()
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "load_paper": lambda args: self._set_sheets(number_arg(args, "sheets", _TRAY_SHEETS)),
            "empty_paper": lambda _: self._set_sheets(0),
            "paper_out_after": lambda args: self._set_sheets(number_arg(args, "sheets")),
            "jam": lambda _: self._flag("jam", on=True),
            "clear": lambda _: self._flag("jam", on=False),
            "toner_empty": lambda _: self._flag("toner_empty", on=True),
            "toner_low": lambda _: self._flag("toner_low", on=True),
            "load_toner": lambda _: self._new_toner(),
            "cover_open": lambda _: self._flag("cover_open", on=True),
            "cover_close": lambda _: self._flag("cover_open", on=False),
            "stop": lambda _: self._flag("paused", on=True),
            "resume": lambda _: self._flag("paused", on=False),
            "slow": self._set_pace,
            "unplug": lambda args: self._unplug(keep_jobs=bool(args.get("keep_jobs"))),
            "replug": lambda _: self._plug(),
            "take_paper": lambda _: self._take_paper(),
        }

    # -- the bench's interface -------------------------------------------------------------------------------------

    def start(self) -> JsonObject:
        """Empty spool and tray, start the engine, listen."""
        for folder, pattern in ((self._spool, "job-*.pdf"), (self._paper_dir, "a4-*.pdf")):
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(pattern):
                old.unlink()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="document printer", daemon=True)
        self._thread.start()
        self._plug()
        return {"url": self.url, "paper": str(self._paper_dir), "spool": str(self._spool)}

    def stop(self) -> None:
        """Hang up, end the threads, empty the spool; printed paper stays where it is."""
        self._unplug(keep_jobs=False)
        with self._change:
            self._running = False
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def url(self) -> str:
        """Where the printer answers; the same before and after a replug."""
        return f"ipp://127.0.0.1:{self._port}{_PATH}"

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Knobs.

        ``load_paper [sheets]`` · ``empty_paper`` · ``paper_out_after sheets`` · ``jam`` · ``clear`` · ``toner_empty`` ·
        ``toner_low`` · ``load_toner`` · ``cover_open`` · ``cover_close`` · ``stop`` · ``resume`` · ``slow seconds_per_page`` ·
        ``unplug [keep_jobs]`` (a queue that survives, as in cupsd) · ``replug`` · ``take_paper`` ·
        ``wait_paper count [seconds]`` (until that many documents lie there).
        """
        if verb == "wait_paper":
            self._wait_paper(int(number_arg(args, "count")), number_arg(args, "seconds", 20))
        elif verb in self._knobs:
            self._knobs[verb](args)
        else:
            raise unknown_verb(self.name, verb, (*self._knobs, "wait_paper"))
        return self.state()

    def state(self) -> JsonObject:
        """Paper, faults, queue, and the PDF files that have come out and not been taken."""
        with self._change:
            state, reasons = self._printer_state()
            return {
                "plugged": self._server is not None,
                "printer_state": state.name.lower(),
                "reasons": reasons,
                "sheets": self._sheets,
                "pages_printed": self._pages_printed,
                "faults": sorted(self._flags),
                "jobs_waiting": sum(not job.state.over for job in self._jobs),
                "papers": [str(path) for path in self._papers],
            }

    # -- knobs -----------------------------------------------------------------------------------------------------

    def _flag(self, flag: str, *, on: bool) -> None:
        with self._change:
            (self._flags.add if on else self._flags.discard)(flag)
            self._change.notify_all()

    def _new_toner(self) -> None:
        with self._change:
            self._flags -= {"toner_empty", "toner_low"}
            self._change.notify_all()

    def _set_sheets(self, sheets: float) -> None:
        with self._change:
            self._sheets = int(sheets)
            self._change.notify_all()

    def _set_pace(self, args: Mapping[str, Any]) -> None:
        self._seconds_per_page = number_arg(args, "seconds_per_page")

    def _plug(self) -> None:
        if self._server is not None:
            return
        server = _Server(self._port)
        self._port = server.server_address[1]
        server.engine, server.uri = self, self.url
        self._server = server
        with self._change:
            kept = any(not job.state.over for job in self._jobs)
            self._ready_at = time.monotonic() + _WARM_UP_S * kept
            self._change.notify_all()
        self._serving = threading.Thread(target=server.serve_forever, args=(0.05,), name="ipp", daemon=True)
        self._serving.start()

    def _unplug(self, *, keep_jobs: bool) -> None:
        server, self._server = self._server, None
        if server is not None and self._serving is not None:
            server.shutdown()
            server.server_close()
            server.cut_connections()
            self._serving.join()
        if not keep_jobs:
            self.purge()

    def _take_paper(self) -> None:
        with self._change:
            for path in self._papers:
                path.unlink(missing_ok=True)
            self._papers = []

    def _wait_paper(self, count: int, seconds: float) -> None:
        with self._change:
            if not self._change.wait_for(lambda: len(self._papers) >= count, seconds):
                raise KnobError(f"only {len(self._papers)} documents came out in {seconds:g} s")

    # -- what the responder asks -----------------------------------------------------------------------------------

    def printer_state(self) -> tuple[PrinterState, list[str]]:
        """State and reasons, with severity suffixes."""
        with self._change:
            return self._printer_state()

    def _printer_state(self) -> tuple[PrinterState, list[str]]:
        reasons = [reason for flag, reason in _BLOCKING.items() if flag in self._flags]
        working = any(job.state in (JobState.PROCESSING, JobState.STOPPED) for job in self._jobs)
        blocked = bool(reasons) or "paused" in self._flags or (working and self._sheets <= 0)
        if self._sheets <= 0:
            # An idle printer with an empty tray stays idle; it stops when a job asks for a sheet.
            reasons += ["media-empty-error", "media-needed-error"] if working else ["media-empty-report"]
        reasons += ["paused"] * ("paused" in self._flags) + ["toner-low-warning"] * ("toner_low" in self._flags)
        if 0 < self._sheets < _LOW_SHEETS:
            reasons.append("media-low-warning")
        if blocked:
            return PrinterState.STOPPED, reasons
        return (PrinterState.PROCESSING if working else PrinterState.IDLE), reasons

    def accept(self, document: bytes) -> PrintJob:
        """Take a document into the spool."""
        with self._change:
            job_id, self._next_id = self._next_id, self._next_id + 1
            file = self._spool / f"job-{job_id}.pdf"
            file.write_bytes(document)
            job = PrintJob(job_id, file, max(1, len(_PAGE.findall(document))))
            if not document.startswith(b"%PDF-"):
                self._end(job, JobState.ABORTED, "document-format-error")
            self._jobs.append(job)
            self._change.notify_all()
            return job

    def jobs(self) -> list[PrintJob]:
        """All jobs remembered, oldest first."""
        with self._change:
            return list(self._jobs)

    def cancel(self, job: PrintJob) -> None:
        """Stop and drop that job."""
        with self._change:
            if not job.state.over:
                self._end(job, JobState.CANCELED, "job-canceled-by-user")

    def purge(self) -> None:
        """Drop and forget all jobs."""
        with self._change:
            for job in self._jobs:
                if not job.state.over:
                    self._end(job, JobState.CANCELED, "job-canceled-at-device")
            self._jobs = []
            self._change.notify_all()

    def _end(self, job: PrintJob, state: JobState, reason: str) -> None:
        job.state, job.reasons = state, [reason]
        job.file.unlink(missing_ok=True)
        self._change.notify_all()

    # -- the engine ------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self._change:
            while self._running:
                job = next((each for each in self._jobs if not each.state.over), None)
                if job is None:
                    self._change.wait()
                else:
                    self._print(job)

    def _print(self, job: PrintJob) -> None:
        """Print page by page; cancelled jobs stop where they are."""
        while self._running and not job.state.over:
            if not self._powered():
                self._change.wait(0.05)
                continue
            job.state, job.reasons = JobState.PROCESSING, ["job-printing"]
            if self._printer_state()[0] is PrinterState.STOPPED:
                job.state, job.reasons = JobState.STOPPED, ["printer-stopped"]
                self._change.wait()
                continue
            dropped = self._change.wait_for(lambda: job.state.over or not self._running, self._seconds_per_page)
            if dropped or not self._powered() or self._printer_state()[0] is PrinterState.STOPPED:
                continue
            job.pages_done += 1
            self._pages_printed += 1
            self._sheets -= 1
            if job.pages_done >= job.pages:
                self._come_out(job)

    def _powered(self) -> bool:
        return self._server is not None and time.monotonic() >= self._ready_at

    def _come_out(self, job: PrintJob) -> None:
        self._paper_count += 1
        paper = self._paper_dir / f"a4-{self._paper_count:04}.pdf"
        job.file.replace(paper)
        self._papers.append(paper)
        self._end(job, JobState.COMPLETED, "job-completed-successfully")
