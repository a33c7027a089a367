"""A simulated ``/dev/watchdog``: a FIFO that counts its food, and bites when it is armed and starved."""

import os
import select
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from devices.bench.device import JsonObject, Places, number_arg, unknown_verb
from devices.bench.wire_faults import Operator, Scenario, WireFault

_TIMEOUT_S = 60.0
_SLICE_S = 0.5
_PIECE = 4096


class FeedingLine:
    """The way to the watchdog. Nothing comes back on it: what can go wrong is that it takes nothing, or goes away."""

    sizes: tuple[int, ...] = ()
    """of answers, which there are none"""

    def __init__(self, watchdog: "HardwareWatchdogBench") -> None:
        """All is well."""
        self._watchdog = watchdog
        self._scenario = Scenario(())
        self._back: threading.Timer | None = None

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with it now."""
        return self._scenario.faults

    def begin(self, scenario: Scenario) -> None:
        """Let it be as in `scenario`, at once: there is no frame to wait for."""
        self.calm()
        self._scenario = scenario
        for fault in scenario.faults:
            if fault.operator is Operator.BUSY:
                self._watchdog.hold()
            elif fault.operator in (Operator.HANG_UP, Operator.HANG_UP_AND_RETURN):
                self._watchdog.stop()
            else:
                continue
            lasts_s = fault.seconds if fault.operator is Operator.BUSY else fault.seconds_meant
            if lasts_s is not None and fault.operator is not Operator.HANG_UP:
                self._back = threading.Timer(lasts_s, self._watchdog.recover)
                self._back.daemon = True
                self._back.start()

    def calm(self) -> None:
        """All is well again."""
        back, self._back = self._back, None
        if back is not None:
            back.cancel()
            back.join()
        if self._scenario.faults:
            self._scenario = Scenario(())
            self._watchdog.recover()


class HardwareWatchdogBench:
    """Knobs: ``timeout seconds=`` · ``calm`` (forget a bite) · ``unplug`` · ``replug``. It restarts nobody: it says so."""

    name = "hardware_watchdog"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._path = places.directory / "host" / "dev" / "watchdog"
        self._lock = threading.Lock()
        self._fed = 0
        self._bites = 0
        self._armed = False
        self._timeout_s = _TIMEOUT_S
        self._starves_at = float("inf")
        self._held = False
        self._stuffed = 0
        self._ended = False
        self._wake = -1
        self._plugging = threading.RLock()
        self._thread: threading.Thread | None = None
        self.lines = {"line": FeedingLine(self)}

    def start(self) -> JsonObject:
        """Make the FIFO and watch it."""
        self._plug()
        return {"path": str(self._path), "driver": "hardware_watchdog.linux"}

    def stop(self) -> None:
        """Take it away."""
        with self._plugging:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._ended = True
                os.eventfd_write(self._wake, 1)
                thread.join()
                os.close(self._wake)
            self._path.unlink(missing_ok=True)

    def hold(self) -> None:
        """Take nothing more, and leave no room for anything."""
        with self._plugging:
            if self._thread is not None:
                self._held = True
                os.eventfd_write(self._wake, 1)

    def recover(self) -> None:
        """Be there, and take what comes."""
        with self._plugging:
            self._held = False
            self._plug()
            os.eventfd_write(self._wake, 1)

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob; see the class."""
        if verb == "timeout":
            with self._lock:
                self._timeout_s = number_arg(args, "seconds")
                self._starves_at = time.monotonic() + self._timeout_s if self._armed else float("inf")
        elif verb == "calm":
            with self._lock:
                self._bites = 0
        elif verb == "unplug":
            self.stop()
        elif verb == "replug":
            self._plug()
        else:
            raise unknown_verb(self.name, verb, ("timeout", "calm", "unplug", "replug"))
        return self.state()

    def state(self) -> JsonObject:
        """Whether it is armed, how often it was fed and how often it would have restarted the machine."""
        with self._lock:
            return {
                "plugged": self._thread is not None,
                "armed": self._armed,
                "fed": self._fed,
                "bites": self._bites,
                "timeout_s": self._timeout_s,
            }

    def _plug(self) -> None:
        with self._plugging:
            if self._thread is not None:
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
            os.mkfifo(self._path, 0o600)
            # For reading and writing: the FIFO then never reads as ended when the driver closes.
            descriptor = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            self._ended, self._held, self._stuffed = False, False, 0
            self._thread = threading.Thread(target=self._watch, args=(descriptor,), name="watchdog", daemon=True)
            self._thread.start()

    def _watch(self, descriptor: int) -> None:
        try:
            while not self._ended:
                ready, _, _ = select.select([self._wake, *(() if self._held else (descriptor,))], [], [], _SLICE_S)
                if self._wake in ready:
                    os.eventfd_read(self._wake)
                    if self._held:
                        self._stuff(descriptor)
                elif descriptor in ready:
                    self._eat(os.read(descriptor, _PIECE))
                self._bite_when_starved()
        finally:
            os.close(descriptor)

    def _stuff(self, descriptor: int) -> None:
        """Fill the FIFO, so that the driver's food does not go in."""
        with suppress(BlockingIOError):
            while True:
                self._stuffed += os.write(descriptor, bytes(_PIECE))

    def _eat(self, food: bytes) -> None:
        with self._lock:
            bytes_of_food = len(food.replace(b"V", b""))
            ours = min(self._stuffed, bytes_of_food)
            self._stuffed -= ours
            self._fed += bytes_of_food - ours
            self._armed = not food.endswith(b"V")
            self._starves_at = time.monotonic() + self._timeout_s if self._armed else float("inf")

    def _bite_when_starved(self) -> None:
        with self._lock:
            if time.monotonic() >= self._starves_at:
                self._bites += 1
                self._starves_at = time.monotonic() + self._timeout_s
