"""The works of the simulated document printer: sheets, toner, faults, the spool, and a motor that takes its time per page."""

import re
import threading
import time
from pathlib import Path

from devices.bench.ipp_responder import PrintJob
from devices.codecs.ipp import JobState, PrinterState

TRAY_SHEETS = 250
_LOW_SHEETS = 20
_LOW_TONER = 10
_WARM_UP_S = 1.0
"""after a replug, before a queue that survived goes on"""
_WAKE_S = 0.8
"""out of sleep; a real one needs 5 to 30"""
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_BLOCKING = {"jam": "media-jam-error", "cover_open": "cover-open-error"}


class PrintEngine:
    """One printer behind any number of queues. All methods may be called from any thread."""

    def __init__(self, spool: Path, paper_dir: Path, seconds_per_page: float) -> None:
        self.spool = spool
        self.paper_dir = paper_dir
        self.seconds_per_page = seconds_per_page
        self.change = threading.Condition(threading.RLock())
        self.flags: set[str] = set()
        """``jam`` · ``cover_open`` · ``paused`` · ``asleep`` · ``spooler`` · ``forgetful``"""
        self.sheets = TRAY_SHEETS
        self.toner = 75
        """percent"""
        self.papers: list[Path] = []
        self.pages_printed = 0
        self._powered = False
        self._thread: threading.Thread | None = None
        self._running = False
        self._ready_at = 0.0
        self._jobs: list[PrintJob] = []
        self._next_id = 1
        self._paper_count = 0

    def start(self) -> None:
        """Empty spool and tray, start the motor's thread."""
        for folder, pattern in ((self.spool, "job-*.pdf"), (self.paper_dir, "a4-*.pdf")):
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob(pattern):
                old.unlink()
        self._running = True
        self._thread = threading.Thread(target=self._run, name="document printer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        with self.change:
            self._running = False
            self.change.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def power(self, *, on: bool) -> None:
        """Plugged in or not; a queue that survived goes on after the warm-up."""
        with self.change:
            self._powered = on
            kept = any(not job.state.over for job in self._jobs)
            self._ready_at = time.monotonic() + _WARM_UP_S * (kept and on)
            self.change.notify_all()

    def flag(self, name: str, *, on: bool) -> None:
        """Set or clear a fault or a habit."""
        with self.change:
            (self.flags.add if on else self.flags.discard)(name)
            self.change.notify_all()

    # -- what the queues ask ---------------------------------------------------------------------------------------

    def state(self) -> tuple[PrinterState, list[str]]:
        """State and reasons, with severity suffixes. Asleep it says that all is well, as HP printers do."""
        with self.change:
            if "asleep" in self.flags:
                return PrinterState.IDLE, []
            return self._awake_state()

    def _awake_state(self) -> tuple[PrinterState, list[str]]:
        reasons = [reason for flag, reason in _BLOCKING.items() if flag in self.flags]
        reasons += ["toner-empty-error"] * (self.toner <= 0)
        # What a spooler has passed on is under way, also before the motor turns: there is no moment of idleness between.
        passed_on = "spooler" in self.flags
        working = any(
            job.state in (JobState.PROCESSING, JobState.STOPPED) or (passed_on and not job.state.over)
            for job in self._jobs
        )
        blocked = bool(reasons) or "paused" in self.flags or (working and self.sheets <= 0)
        if self.sheets <= 0:
            # An idle printer with an empty tray stays idle; it stops when a job asks for a sheet.
            reasons += ["media-empty-error", "media-needed-error"] if working else ["media-empty-report"]
        reasons += ["paused"] * ("paused" in self.flags)
        reasons += ["toner-low-warning"] * (0 < self.toner <= _LOW_TONER)
        reasons += ["media-low-warning"] * (0 < self.sheets < _LOW_SHEETS)
        if blocked:
            return PrinterState.STOPPED, reasons
        return (PrinterState.PROCESSING if working else PrinterState.IDLE), reasons

    def accept(self, document: bytes, queue: str) -> PrintJob:
        """Take a document into the spool; a sleeping printer begins to wake."""
        with self.change:
            job_id, self._next_id = self._next_id, self._next_id + 1
            file = self.spool / f"job-{job_id}.pdf"
            file.write_bytes(document)
            job = PrintJob(job_id, file, max(1, len(_PAGE.findall(document))), queue=queue)
            if not document.startswith(b"%PDF-"):
                self._end(job, JobState.ABORTED, "document-format-error")
            elif "spooler" in self.flags:
                job.told = JobState.COMPLETED
            if "asleep" in self.flags:
                self._ready_at = time.monotonic() + _WAKE_S
            self._jobs.append(job)
            self.change.notify_all()
            return job

    def jobs(self, queue: str | None = None) -> list[PrintJob]:
        """The jobs remembered of one queue, or of all, oldest first."""
        with self.change:
            return [job for job in self._jobs if queue in (None, job.queue)]

    def cancel(self, job: PrintJob) -> None:
        """Stop and drop that job."""
        with self.change:
            if not job.state.over:
                self._end(job, JobState.CANCELED, "job-canceled-by-user")

    def purge(self, queue: str | None = None) -> None:
        """Drop and forget all jobs of a queue; what a spooler has passed on is out of its reach."""
        with self.change:
            for job in self.jobs(queue):
                if queue is not None and job.told is not None:
                    continue
                if not job.state.over:
                    self._end(job, JobState.CANCELED, "job-canceled-at-device")
                self._jobs.remove(job)
            self.change.notify_all()

    def abort(self) -> None:
        """Give up the job in work, as after a filter error."""
        with self.change:
            for job in self._jobs:
                if not job.state.over:
                    self._end(job, JobState.ABORTED, "aborted-by-system")

    def _end(self, job: PrintJob, state: JobState, reason: str) -> None:
        job.state, job.reasons = state, [reason]
        job.file.unlink(missing_ok=True)
        if "forgetful" in self.flags and job in self._jobs:
            self._jobs.remove(job)
        self.change.notify_all()

    # -- the motor -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self.change:
            while self._running:
                job = next((each for each in self._jobs if not each.state.over), None)
                if job is None:
                    self.change.wait()
                else:
                    self._print(job)

    def _print(self, job: PrintJob) -> None:
        """Print page by page; cancelled jobs stop where they are."""
        while self._running and not job.state.over:
            if not self._on() or time.monotonic() < self._ready_at:
                self.change.wait(0.05)
                continue
            self.flags.discard("asleep")
            job.state, job.reasons = JobState.PROCESSING, ["job-printing"]
            if self._awake_state()[0] is PrinterState.STOPPED:
                job.state, job.reasons = JobState.STOPPED, ["printer-stopped"]
                self.change.wait()
                continue
            dropped = self.change.wait_for(lambda: job.state.over or not self._running, self.seconds_per_page)
            if dropped or not self._on() or self._awake_state()[0] is PrinterState.STOPPED:
                continue
            job.pages_done += 1
            self.pages_printed += 1
            self.sheets -= 1
            if job.pages_done >= job.pages:
                self._come_out(job)

    def _on(self) -> bool:
        return self._powered

    def _come_out(self, job: PrintJob) -> None:
        self._paper_count += 1
        paper = self.paper_dir / f"a4-{self._paper_count:04}.pdf"
        job.file.replace(paper)
        self.papers.append(paper)
        self._end(job, JobState.COMPLETED, "job-completed-successfully")
