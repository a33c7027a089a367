"""A simulated ``/dev/watchdog``: a FIFO that counts its food, and bites when it is armed and starved."""

import os
import select
import threading
import time
from collections.abc import Mapping
from typing import Any

from devices.bench.device import JsonObject, Places, number_arg, unknown_verb

_TIMEOUT_S = 60.0
_SLICE_S = 0.5


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
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> JsonObject:
        """Make the FIFO and watch it."""
        self._plug()
        return {"path": str(self._path), "driver": "hardware_watchdog.linux"}

    def stop(self) -> None:
        """Take it away."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._path.unlink(missing_ok=True)

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
        if self._thread is not None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        os.mkfifo(self._path, 0o600)
        # For reading and writing: the FIFO then never reads as ended when the driver closes.
        descriptor = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._ended.clear()
        self._thread = threading.Thread(target=self._watch, args=(descriptor,), name="watchdog", daemon=True)
        self._thread.start()

    def _watch(self, descriptor: int) -> None:
        try:
            while not self._ended.is_set():
                if select.select([descriptor], [], [], _SLICE_S)[0]:
                    self._eat(os.read(descriptor, 4096))
                self._bite_when_starved()
        finally:
            os.close(descriptor)

    def _eat(self, food: bytes) -> None:
        with self._lock:
            self._fed += len(food.replace(b"V", b""))
            self._armed = not food.endswith(b"V")
            self._starves_at = time.monotonic() + self._timeout_s if self._armed else float("inf")

    def _bite_when_starved(self) -> None:
        with self._lock:
            if time.monotonic() >= self._starves_at:
                self._bites += 1
                self._starves_at = time.monotonic() + self._timeout_s
