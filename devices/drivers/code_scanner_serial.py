"""Code scanners on a serial line (or USB in its *virtual COM* mode), which is the mode to choose where there is a choice."""

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from devices.api.code_scanner import Scan
from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import Baud, SerialOptions
from devices.api.status import DeviceState, DeviceStatus
from devices.codecs import scanner_wire
from devices.codecs.scanner_frames import GAP_S, CodeFramer
from devices.transports.serial_line import LineLost, LineTimeout, SerialLine

_FIFO_CHARACTERS = 20
_BITS_PER_CHARACTER = 10
"""An adapter hands over what its FIFO of 16 holds: on a slow line that alone makes gaps within a code."""


class SerialScannerOptions(SerialOptions):
    """Port and rate."""

    baud: Baud = 9600


class SerialCodeScanner:
    """One scanner; see `devices.api.code_scanner.CodeScanner`."""

    wire: ClassVar = scanner_wire.KNOWLEDGE

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = SerialScannerOptions.model_validate(dict(options))
        self._line = SerialLine(self._options.port, self._options.baud, monotonic=monotonic)
        self._monotonic = monotonic
        self._gap_s = max(GAP_S, _FIFO_CHARACTERS * _BITS_PER_CHARACTER / self._options.baud)

    def open(self) -> None:
        """Open the line."""
        try:
            self._line.open()
        except LineLost as lost:
            raise _lost(lost) from lost

    def close(self) -> None:
        """Let go of it."""
        self._line.close()

    def identity(self) -> str:
        """A scanner tells nothing of itself; its port is no part of it, since the number may be another's tomorrow."""
        return "code scanner"

    def status(self) -> DeviceStatus:
        """Online while the line is there; what was scanned unasked is thrown away on the way."""
        try:
            self._line.drain()
        except LineLost as lost:
            raise _lost(lost) from lost
        return DeviceStatus(DeviceState.ONLINE)

    def scan(self, timeout_s: float) -> Scan | None:
        """The first whole code from now on."""
        deadline = self._monotonic() + timeout_s
        try:
            self._let_pass(deadline)
            return self._first_code(deadline)
        except LineLost as lost:
            raise _lost(lost) from lost

    def _let_pass(self, deadline: float) -> None:
        """Drain, and wait for a gap: what is being sent now began before anybody asked."""
        self._line.drain()
        while self._monotonic() < deadline:
            try:
                self._line.read_some(self._gap_s)
            except LineTimeout:
                return

    def _first_code(self, deadline: float) -> Scan | None:
        framer = CodeFramer()
        while True:
            left_s = deadline - self._monotonic()
            if left_s <= 0 and not framer.waiting:
                return None
            try:
                found = framer.feed(self._line.read_some(self._gap_s if framer.waiting else left_s))
            except LineTimeout:
                found = framer.quiet()
            if found:
                return found[0]


def _lost(line: LineLost) -> DeviceError:
    return DeviceError(DeviceFault.SCANNER_LOST, str(line))
