"""One serial line over pyserial, whole-transaction deadlines, and two exceptions instead of pyserial's four families.

A dying port raises ``SerialException``, ``OSError``, ``termios.error`` (which is not an ``OSError``) or, when it is closed
under a reader, ``TypeError``; a blocked write raises ``SerialTimeoutException``. Callers see `LineLost` and `LineTimeout` only
(and `CommandCancelled`, which is theirs to pass on, when supervision ends the command while it waits for bytes).
Measured facts about pseudo-terminals and pyserial 3.5: ``reference/devices.md`` section 8.
"""

import errno
import select
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

import serial

from devices.api.cancel import current

Result = TypeVar("Result")
Parity = Literal["N", "E", "O"]

_SLICE_S = 0.05
"""pyserial's read returns at least this often, so that the deadline is looked at"""
_HELD = (errno.EAGAIN, errno.EBUSY)


class LineLost(Exception):  # noqa: N818 - what happened, not a mistake of the caller
    """The port is missing, held by another program, or went away. Close the line and open it again later."""


class LineHeld(LineLost):
    """The port is there, and another program holds it."""


class LineTimeout(Exception):  # noqa: N818 - as above
    """Nothing, or not enough, came (or could be sent) before the deadline. The line itself may be sound."""


@contextmanager
def _translated(doing: str) -> Iterator[None]:
    try:
        yield
    except serial.SerialTimeoutException as stuck:
        raise LineTimeout(f"{doing}: the line does not take data") from stuck
    except (serial.SerialException, OSError, termios.error, TypeError) as lost:
        kind = LineHeld if _number(lost) in _HELD else LineLost
        raise kind(f"{doing}: {_reason(lost)}") from lost


def _number(error: Exception) -> int | None:
    number = getattr(error, "errno", None)
    if number is None and isinstance(error, termios.error) and error.args:
        number = error.args[0]
    return number if isinstance(number, int) else None


def _reason(error: Exception) -> str:
    number = _number(error)
    if number in _HELD:
        return "in use by another program"
    return type(error).__name__ if number is None else errno.errorcode.get(number, type(error).__name__)


class SerialLine:
    """A serial port with 8 data bits and 1 stop bit, opened exclusively. Used by one thread at a time."""

    def __init__(
        self,
        port: str,
        baud: int = 115200,
        *,
        parity: Parity = "N",
        rtscts: bool = False,
        write_timeout_s: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the port (a device path, best a ``by-id`` or ``by-path`` link); nothing is opened yet."""
        self.port = port
        self.baud = baud
        self._parity = parity
        self._rtscts = rtscts
        self._write_timeout_s = write_timeout_s
        self._monotonic = monotonic
        self._serial: serial.Serial | None = None

    @property
    def is_open(self) -> bool:
        """Whether `open` succeeded and `close` has not been called since."""
        return self._serial is not None

    def open(self) -> None:
        """Open the port; `LineLost` when it is missing or held by somebody else. An open line is closed first."""
        self.close()
        with _translated(f"open {self.port}"):
            try:
                self._serial = self._opened(self._parity)
            except termios.error:
                # Pseudo-terminals know no parity (EINVAL); a real port that refuses its parity must not be used without.
                if self._parity == "N" or not str(Path(self.port).resolve()).startswith("/dev/pts/"):
                    raise
                self._serial = self._opened("N")

    def _opened(self, parity: Parity) -> serial.Serial:
        return serial.Serial(
            self.port,
            self.baud,
            parity=parity,
            rtscts=self._rtscts,
            timeout=_SLICE_S,
            write_timeout=self._write_timeout_s,
            exclusive=True,
        )

    def close(self) -> None:
        """Let go of the port; safe to call twice and on a dead port."""
        handle, self._serial = self._serial, None
        if handle is not None:
            try:
                handle.close()
            except (OSError, termios.error, TypeError):
                # The port died before we could say goodbye; pyserial has dropped the descriptor.
                return

    def _handle(self) -> serial.Serial:
        if self._serial is None:
            raise LineLost(f"{self.port}: not open")
        return self._serial

    def drain(self) -> None:
        """Throw away everything received so far (late answers, noise)."""
        with _translated(f"drain {self.port}"):
            self._handle().reset_input_buffer()

    def write(self, data: bytes) -> None:
        """Hand all bytes to the driver of the operating system; `LineTimeout` when it does not take them in time."""
        with _translated(f"write {self.port}"):
            self._handle().write(data)

    def read_some(self, timeout_s: float) -> bytes:
        """Whatever has arrived, at least one byte; `LineTimeout` when nothing comes within `timeout_s` seconds."""
        deadline = self._monotonic() + timeout_s
        with _translated(f"read {self.port}"):
            while True:
                handle = self._handle()
                # pyserial's own time-out is a slice: a deadline between two slices would be passed by most of one.
                left_s = min(_SLICE_S, max(0.0, deadline - self._monotonic()))
                if select.select([handle.fileno()], [], [], left_s)[0]:
                    # Asking for more than is there would wait out pyserial's own time-out.
                    data = bytes(handle.read(max(1, handle.in_waiting)))
                    if data:
                        return data
                current().check()
                if self._monotonic() >= deadline:
                    raise LineTimeout(f"read {self.port}: silence for {timeout_s:g} s")

    def read(self, count: int, timeout_s: float) -> bytes:
        """Exactly `count` bytes within `timeout_s` seconds in all, else `LineTimeout`."""
        deadline = self._monotonic() + timeout_s
        data = bytearray()
        with _translated(f"read {self.port}"):
            while len(data) < count:
                handle = self._handle()
                data += handle.read(min(max(1, handle.in_waiting), count - len(data)))
                current().check()
                if len(data) < count and self._monotonic() >= deadline:
                    raise LineTimeout(f"read {self.port}: {len(data)} of {count} bytes in {timeout_s:g} s")
        return bytes(data)

    def exchange(self, request: bytes, feed: Callable[[bytes], Result | None], timeout_s: float) -> Result:
        """Drain, send `request`, then give every received piece to `feed` until it returns something.

        `timeout_s` covers the whole exchange: dripping bytes do not prolong it. Raises `LineTimeout` or `LineLost`.
        """
        deadline = self._monotonic() + timeout_s
        self.drain()
        self.write(request)
        received = 0
        while True:
            left = deadline - self._monotonic()
            if left <= 0:
                raise LineTimeout(f"exchange {self.port}: no complete answer in {timeout_s:g} s, {received} bytes came")
            piece = self.read_some(left)
            received += len(piece)
            answer = feed(piece)
            if answer is not None:
                return answer
