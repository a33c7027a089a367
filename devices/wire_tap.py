"""A listener in the cable: a pseudo-terminal that stands before a serial port and notes every byte both ways.

Any driver can be pointed at it; it follows the rate that the driver sets, and comes and goes with the real port.
"""

import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import serial

from devices.api.errors import DeviceError
from devices.recording import Source, WireEvent

_RATES = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}
_PIECE = 4096
_AGAIN_S = 0.3
_LOOK_S = 0.1
_MOST_BYTES = 64 * 1024 * 1024
"""over an hour of an unbroken 115200 line; then the recording ends"""


class WireTap:
    """Use as a context manager; `link` is the port to give to the driver. Bytes are kept in memory only."""

    def __init__(self, find_port: Callable[[], str], baud: int, link: Path) -> None:
        """`find_port` tells the real port each time it is opened; it may raise `DeviceError` while that is not there."""
        self.link = link
        self._find_port = find_port
        self._baud = baud
        self._began = time.monotonic()
        self._events: list[WireEvent] = []
        self._bytes = 0
        self._ending = threading.Event()
        self._opened = threading.Event()
        self._thread = threading.Thread(target=self._run, name="wire tap", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()

    def wait_until_open(self, timeout_s: float) -> bool:
        """Whether the real port was opened within `timeout_s`."""
        return self._opened.wait(timeout_s)

    @property
    def events(self) -> tuple[WireEvent, ...]:
        """Everything so far."""
        return tuple(self._events)

    @property
    def baud(self) -> int:
        """The rate at which the line ran last."""
        return self._baud

    def _note(self, source: Source, data: bytes = b"", event: str = "") -> None:
        if self._bytes < _MOST_BYTES:
            self._bytes += len(data)
            self._events.append(WireEvent(time.monotonic() - self._began, source, data, event))

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                port = serial.Serial(self._find_port(), self._baud, timeout=0, write_timeout=2, exclusive=True)
            except (DeviceError, serial.SerialException, OSError, termios.error):
                # Not there, or held: looked for again until the recording ends.
                self._ending.wait(_AGAIN_S)
                continue
            self._stand_before(port)

    def _stand_before(self, port: serial.Serial) -> None:
        master, slave = os.openpty()
        try:
            tty.setraw(slave)
            _set_rate(slave, port.baudrate)
            self._point_to(os.ttyname(slave))
            self._note(Source.LINE, event="plugged")
            self._opened.set()
            while not self._ending.is_set():
                self._pass_on(port, master, slave)
        except (serial.SerialException, OSError, termios.error):
            self._note(Source.LINE, event="lost")
        finally:
            self.link.unlink(missing_ok=True)
            os.close(master)
            os.close(slave)
            _close(port)

    def _pass_on(self, port: serial.Serial, master: int, slave: int) -> None:
        ready, _, _ = select.select([master, port.fileno()], [], [], _LOOK_S)
        # Also while nothing is written: a code scanner is only listened to.
        self._follow(port, slave)
        if master in ready:
            data = os.read(master, _PIECE)
            self._note(Source.HOST, data)
            port.write(data)
        if port.fileno() in ready:
            data = os.read(port.fileno(), _PIECE)
            if not data:
                raise OSError("the port has gone")
            self._note(Source.DEVICE, data)
            os.write(master, data)

    def _follow(self, port: serial.Serial, slave: int) -> None:
        wanted = _RATES.get(termios.tcgetattr(slave)[5], 0)
        if wanted and wanted != port.baudrate:
            port.baudrate = self._baud = wanted
            self._note(Source.LINE, event=f"baud {wanted}")

    def _point_to(self, slave_name: str) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(slave_name)


def _set_rate(terminal: int, baud: int) -> None:
    """Else a fresh terminal has 38400 before anybody asked for it."""
    rate = next((name for name, number in _RATES.items() if number == baud), None)
    if rate is not None:
        modes = termios.tcgetattr(terminal)
        modes[4] = modes[5] = rate
        termios.tcsetattr(terminal, termios.TCSANOW, modes)


def _close(port: serial.Serial) -> None:
    try:
        port.close()
    except (OSError, termios.error):
        # It died before we could say goodbye.
        return
