"""A listener in the cable: a pseudo-terminal that stands before a device's line and notes every byte both ways.

The line is a serial port, ``host:port`` or a hidraw node. Any driver can be pointed at the terminal, which follows the rate that
the driver sets, and comes and goes with the real end.
"""

import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.api.errors import DeviceError
from devices.recording import Source, WireEvent
from devices.tapped_end import TappedEnd, tapped_end

_RATES = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}
_PIECE = 4096
_AGAIN_S = 0.3
_LOOK_S = 0.1
_MOST_BYTES = 64 * 1024 * 1024
"""over an hour of an unbroken 115200 line; then the recording ends"""


class WireTap:
    """Use as a context manager; `link` is the port to give to the driver. Bytes are kept in memory only."""

    def __init__(self, find_port: Callable[[], str], baud: int, link: Path, *, report_bytes: int = 0) -> None:
        """`find_port` tells the real end each time it is opened; it may raise `DeviceError` while that is not there.

        `report_bytes` is `WireKnowledge.report_bytes` of its driver.
        """
        self.link = link
        self._report_bytes = report_bytes
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
                port = tapped_end(self._find_port(), self._baud, self._report_bytes)
            except (DeviceError, OSError):
                # Not there, or held: looked for again until the recording ends.
                self._ending.wait(_AGAIN_S)
                continue
            self._stand_before(port)

    def _stand_before(self, port: TappedEnd) -> None:
        master, slave = os.openpty()
        try:
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._baud = port.baudrate
            _set_rate(slave, self._baud)
            self._point_to(os.ttyname(slave))
            self._note(Source.LINE, event="plugged")
            self._opened.set()
            while not self._ending.is_set():
                self._pass_on(port, master, slave)
        except OSError:
            self._note(Source.LINE, event="lost")
        finally:
            self.link.unlink(missing_ok=True)
            os.close(master)
            os.close(slave)
            port.close()

    def _pass_on(self, port: TappedEnd, master: int, slave: int) -> None:
        ready, _, _ = select.select([master, port.fileno()], [], [], _LOOK_S)
        # Also while nothing is written: a code scanner is only listened to.
        self._follow(port, slave)
        if master in ready:
            data = os.read(master, _PIECE)
            self._note(Source.HOST, data)
            port.write(data)
        if port.fileno() in ready:
            data = port.read()
            self._note(Source.DEVICE, data)
            _offer(master, data)

    def _follow(self, port: TappedEnd, slave: int) -> None:
        wanted = _RATES.get(termios.tcgetattr(slave)[5], 0)
        if wanted and wanted != port.baudrate:
            port.baudrate = self._baud = wanted
            self._note(Source.LINE, event=f"baud {wanted}")

    def _point_to(self, slave_name: str) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(slave_name)


def _offer(master: int, data: bytes) -> None:
    """Hand `data` to whoever listens; what does not fit is lost, as at a port that nobody reads."""
    with suppress(BlockingIOError):
        while data:
            data = data[os.write(master, data) :]


def _set_rate(terminal: int, baud: int) -> None:
    """Else a fresh terminal has 38400 before anybody asked for it."""
    rate = next((name for name, number in _RATES.items() if number == baud), None)
    if rate is not None:
        modes = termios.tcgetattr(terminal)
        modes[4] = modes[5] = rate
        termios.tcsetattr(terminal, termios.TCSANOW, modes)
