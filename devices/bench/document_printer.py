"""An A4 printer that speaks IPP over HTTP on 127.0.0.1: takes its time per page, runs out of paper, jams, keeps its paper as PDF.

The spool (``DIR/spool``) is the printer's memory, ``DIR/paper`` the tray in front of it; a document is in one of them at most.
It has two queues: its own, ``/ipp/print``, and ``/ipp/second``, which is kept as cupsd keeps one.
"""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, number_arg, unknown_verb
from devices.bench.faulty_wire import WireFaults
from devices.bench.ipp_responder import PrintJob
from devices.bench.ipp_server import IppServer
from devices.bench.print_engine import TRAY_SHEETS, PrintEngine
from devices.codecs.ipp import PrinterState

_PATH = "/ipp/print"
_SECOND = "/ipp/second"
_LOW_TONER = 5


class DocumentPrinterBench:
    """The device ``document_printer`` of the bench. Knobs: see `command`."""

    name = "document_printer"

    def __init__(self, places: Places, *, seconds_per_page: float = 0.3) -> None:
        """`seconds_per_page` is how long a sheet takes; a real laser printer needs two to six."""
        self._engine = PrintEngine(places.directory / "spool", places.directory / "paper", seconds_per_page)
        self._server: IppServer | None = None
        self._serving: threading.Thread | None = None
        self._port = 0
        self._plugging = threading.RLock()
        self._faults = WireFaults()
        self.lines = {"http": self._faults}
        flag = self._engine.flag
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "load_paper": lambda args: self._set_sheets(number_arg(args, "sheets", TRAY_SHEETS)),
            "empty_paper": lambda _: self._set_sheets(0),
            "paper_out_after": lambda args: self._set_sheets(number_arg(args, "sheets")),
            "jam": lambda _: flag("jam", on=True),
            "clear": lambda _: flag("jam", on=False),
            "toner": lambda args: self._set_toner(number_arg(args, "percent")),
            "toner_empty": lambda _: self._set_toner(0),
            "toner_low": lambda _: self._set_toner(_LOW_TONER),
            "load_toner": lambda _: self._set_toner(100),
            "cover_open": lambda _: flag("cover_open", on=True),
            "cover_close": lambda _: flag("cover_open", on=False),
            "stop": lambda _: flag("paused", on=True),
            "resume": lambda _: flag("paused", on=False),
            "sleep": lambda _: flag("asleep", on=True),
            "wake": lambda _: flag("asleep", on=False),
            "abort": lambda _: self._engine.abort(),
            "forget_jobs": lambda _: self._engine.purge(),
            "forgetful": lambda args: flag("forgetful", on=bool(args.get("on", True))),
            "spooler": lambda args: flag("spooler", on=bool(args.get("on", True))),
            "colour": lambda args: flag("grey", on=not args.get("on", True)),
            "duplex": lambda args: flag("single", on=not args.get("on", True)),
            "slow": self._set_pace,
            "unplug": lambda args: self._unplug(keep_jobs=bool(args.get("keep_jobs"))),
            "replug": lambda _: self._plug(),
            "take_paper": lambda _: self._take_paper(),
        }

    # -- the bench's interface -------------------------------------------------------------------------------------

    def start(self) -> JsonObject:
        """Empty spool and tray, start the engine, listen."""
        self._engine.start()
        self._plug()
        return {
            "url": self.url,
            "second_queue": self.second_queue,
            "paper": str(self._engine.paper_dir),
            "spool": str(self._engine.spool),
        }

    def stop(self) -> None:
        """Hang up, end the threads, empty the spool; printed paper stays where it is."""
        self._unplug(keep_jobs=False)
        self._engine.stop()

    @property
    def url(self) -> str:
        """Where the printer answers; the same before and after a replug."""
        return f"ipp://127.0.0.1:{self._port}{_PATH}"

    @property
    def second_queue(self) -> str:
        """The other queue of the same printer."""
        return f"ipp://127.0.0.1:{self._port}{_SECOND}"

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Knobs.

        ``load_paper [sheets]`` · ``empty_paper`` · ``paper_out_after sheets`` · ``jam`` · ``clear`` · ``toner percent`` ·
        ``toner_empty`` · ``toner_low`` · ``load_toner`` · ``cover_open`` · ``cover_close`` · ``stop`` · ``resume`` · ``sleep``
        (hides its faults) · ``wake`` · ``abort`` (the job in work) · ``forget_jobs`` (as after a restart) ·
        ``forgetful [on]`` (ended jobs are unknown at once) · ``spooler [on]`` ("completed" means passed on, as in cupsd) ·
        ``colour [on]`` · ``duplex [on]`` (the unit is in) · ``slow seconds_per_page`` ·
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
        engine = self._engine
        with engine.change:
            state, reasons = engine.state()
            return {
                "plugged": self._server is not None,
                "printer_state": state.name.lower(),
                "reasons": reasons,
                "sheets": engine.sheets,
                "toner_percent": engine.toner,
                "pages_printed": engine.pages_printed,
                "faults": sorted(engine.flags),
                "jobs_waiting": sum(not job.state.over for job in engine.jobs()),
                "papers": [str(path) for path in engine.papers],
            }

    # -- knobs -----------------------------------------------------------------------------------------------------

    def _set_toner(self, percent: float) -> None:
        with self._engine.change:
            self._engine.toner = min(100, int(percent))
            self._engine.change.notify_all()

    def _set_sheets(self, sheets: float) -> None:
        with self._engine.change:
            self._engine.sheets = int(sheets)
            self._engine.change.notify_all()

    def _set_pace(self, args: Mapping[str, Any]) -> None:
        self._engine.seconds_per_page = number_arg(args, "seconds_per_page")

    def _plug(self) -> None:
        with self._plugging:
            if self._server is None:
                self._serve()

    def _serve(self) -> None:
        queues = {_PATH: _Queue(self._engine, _PATH), _SECOND: _ServerQueue(self._engine, _SECOND, lambda: self.url)}
        self._server = server = IppServer(self._port, queues, self._faults, self._go_away)
        self._port = server.server_address[1]
        self._engine.power(on=True)
        self._serving = threading.Thread(target=server.serve_forever, args=(0.05,), name="ipp", daemon=True)
        self._serving.start()

    def _unplug(self, *, keep_jobs: bool) -> None:
        with self._plugging:
            server, self._server = self._server, None
            self._engine.power(on=False)
            if server is not None and self._serving is not None:
                server.shutdown()
                server.server_close()
                server.cut_connections()
                self._serving.join()
        if not keep_jobs:
            self._engine.purge()

    def _go_away(self, seconds: float) -> None:
        """Off the network and back, with its jobs; the thread that answers cannot do it itself."""

        def go() -> None:
            with self._plugging:
                if self._server is not None:
                    self._unplug(keep_jobs=True)
                    threading.Event().wait(seconds)
                    self._plug()

        threading.Thread(target=go, name="ipp away", daemon=True).start()

    def _take_paper(self) -> None:
        with self._engine.change:
            for path in self._engine.papers:
                path.unlink(missing_ok=True)
            self._engine.papers = []

    def _wait_paper(self, count: int, seconds: float) -> None:
        engine = self._engine
        with engine.change:
            if not engine.change.wait_for(lambda: len(engine.papers) >= count, seconds):
                raise KnobError(f"only {len(engine.papers)} documents came out in {seconds:g} s")


class _Queue:
    """One queue of the printer; see `devices.bench.ipp_responder.PrinterEngine`."""

    def __init__(self, engine: PrintEngine, name: str) -> None:
        self._engine = engine
        self._name = name

    def printer_state(self) -> tuple[PrinterState, list[str]]:
        return self._engine.state()

    def device_uri(self) -> str:
        return ""

    def levels(self) -> tuple[int, int, bool]:
        return self._engine.toner, self._engine.sheets, "asleep" in self._engine.flags

    def abilities(self) -> tuple[bool, bool]:
        return "grey" not in self._engine.flags, "single" not in self._engine.flags

    def accept(self, document: bytes) -> PrintJob:
        return self._engine.accept(document, self._name)

    def jobs(self) -> list[PrintJob]:
        return self._engine.jobs(self._name)

    def cancel(self, job: PrintJob) -> None:
        self._engine.cancel(job)

    def purge(self) -> None:
        self._engine.purge(self._name)


class _ServerQueue(_Queue):
    """A queue as cupsd keeps it: while idle it tells the reasons of its last job, however long ago that was."""

    def __init__(self, engine: PrintEngine, name: str, printer: Callable[[], str]) -> None:
        super().__init__(engine, name)
        self._printer = printer
        self._remembered: list[str] = []

    def device_uri(self) -> str:
        return self._printer()

    def printer_state(self) -> tuple[PrinterState, list[str]]:
        state, reasons = super().printer_state()
        if any(not job.shown.over for job in self.jobs()):
            self._remembered = reasons
            return state, reasons
        return PrinterState.IDLE, self._remembered
