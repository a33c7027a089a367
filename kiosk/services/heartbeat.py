"""The heartbeat: tells the hardware watchdog and systemd that the kiosk lives, and only as long as all of it does.

A kiosk whose screens hang, or whose visit engine has died, must be restarted although its process is still there. So the
watchdogs are fed only while every part that must live has given a sign of life lately. systemd: ``sd_notify(3)``.
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping

from devices.api.errors import DeviceError
from devices.api.hardware_watchdog import HardwareWatchdog
from devices.supervisor import Supervisor

log = logging.getLogger(__name__)

_EVERY_S = 5.0
_FEED_S = 2.0
SILENT_S = 15.0
"""A part that has given no sign for so long is dead"""


class Heartbeat:
    """Collects signs of life and feeds on."""

    def __init__(
        self,
        watchdog: Supervisor[HardwareWatchdog] | None,
        *,
        environment: Mapping[str, str] = os.environ,
        every_s: float = _EVERY_S,
        silent_s: float | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`environment` holds what systemd says (``NOTIFY_SOCKET``). `silent_s`: `SILENT_S` when not given."""
        self._watchdog = watchdog
        self._socket = environment.get("NOTIFY_SOCKET", "")
        self._every_s = every_s
        self._silent_s = SILENT_S if silent_s is None else silent_s
        self._monotonic = monotonic
        self._signs: dict[str, float] = {}
        self._asked: dict[str, Callable[[], bool]] = {}
        self._mourned: tuple[str, ...] = ()
        self.beats = 0
        """how often it was looked whether all live"""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def beat(self, part: str) -> None:
        """`part` lives. Whoever has beaten once must go on."""
        self._signs[part] = self._monotonic()

    def require(self, part: str, lives: Callable[[], bool]) -> None:
        """`part` does not beat by itself; it is asked."""
        self._asked[part] = lives

    @property
    def dead(self) -> tuple[str, ...]:
        """The parts that give no sign of life."""
        now = self._monotonic()
        silent = [part for part, at in self._signs.items() if now - at > self._silent_s]
        return tuple(sorted([*silent, *(part for part, lives in self._asked.items() if not lives())]))

    def start(self) -> None:
        """Begin to feed, and tell systemd that the kiosk is ready."""
        self._notify("READY=1")
        self._thread.start()

    def stop(self) -> None:
        """Stop in order: nobody is to restart what was told to end."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self._notify("STOPPING=1")

    def _run(self) -> None:
        while True:
            self._feed()
            if self._ended.wait(self._every_s):
                return

    def _feed(self) -> None:
        self.beats += 1
        dead = self.dead
        if dead != self._mourned:
            self._mourned = dead
            if dead:
                log.error("no sign of life of: %s; the watchdogs are no longer fed", ", ".join(dead))
        if dead:
            return
        self._notify("WATCHDOG=1")
        if self._watchdog is not None:
            try:
                self._watchdog.call("feed", lambda watchdog: watchdog.feed(), deadline_s=_FEED_S)
            except DeviceError:
                # Said by its supervisor. Without it the kiosk works on; nobody would be helped by a restart.
                return

    def _notify(self, message: str) -> None:
        if not self._socket:
            return
        address = f"\0{self._socket[1:]}" if self._socket.startswith("@") else self._socket
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
            try:
                wire.connect(address)
                wire.send(message.encode())
            except OSError as gone:
                log.warning("systemd does not hear: %s", gone.strerror)
                self._socket = ""
