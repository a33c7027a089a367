"""Code scanners that play a keyboard: read from evdev and grabbed, so that nothing is typed into the screens.

Facts: ``reference/devices.md`` section 6. Best named by its link in ``/dev/input/by-id``; where a scanner has a serial mode, that
one is better: keyboard mode knows ASCII only.
"""

import errno
import fcntl
import os
import select
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from devices.api.cancel import current
from devices.api.code_scanner import Scan
from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import DriverOptions
from devices.api.status import DeviceState, DeviceStatus
from devices.codecs.input_events import RECORD, KeyReader
from devices.codecs.scanner_frames import GAP_S, CodeFramer

_GRAB = 0x40044590
"""EVIOCGRAB, _IOW('E', 0x90, int)"""
_SLICE_S = 0.05
_PIECE = RECORD.size * 64


class KeyboardScannerOptions(DriverOptions):
    """Which keyboard is the scanner."""

    path: Path


class KeyboardCodeScanner:
    """One scanner; see `devices.api.code_scanner.CodeScanner`."""

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = KeyboardScannerOptions.model_validate(dict(options))
        self._monotonic = monotonic
        self._descriptor: int | None = None
        self._keys = KeyReader()

    def open(self) -> None:
        """Open and grab it."""
        self.close()
        try:
            self._descriptor = os.open(self._options.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            self._grab(self._descriptor)
        except OSError as missing:
            self.close()
            raise _lost("open", missing) from missing
        self._keys = KeyReader()

    def close(self) -> None:
        """Let go of it; the kernel ends the grab."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def identity(self) -> str:
        """Its path, which ``by-id`` makes from vendor, product and serial."""
        return str(self._options.path)

    def status(self) -> DeviceStatus:
        """Online while it is there; what was scanned unasked is thrown away on the way."""
        if not self._options.path.exists():
            raise DeviceError(DeviceFault.SCANNER_LOST, "its path is gone")
        self._drain()
        return DeviceStatus(DeviceState.ONLINE)

    def scan(self, timeout_s: float) -> Scan | None:
        """The first whole code from now on."""
        deadline = self._monotonic() + timeout_s
        self._drain()
        while self._monotonic() < deadline and self._read(GAP_S):
            # What is being typed now began before anybody asked.
            continue
        # A release that was lost would hold shift for good, half a record would shift all that follow.
        self._keys = KeyReader()
        return self._first_code(deadline)

    def _first_code(self, deadline: float) -> Scan | None:
        framer = CodeFramer()
        while True:
            left_s = deadline - self._monotonic()
            if left_s <= 0 and not framer.waiting:
                return None
            data = self._read(GAP_S if framer.waiting else left_s)
            found = framer.feed(self._keys.feed(data)) if data else framer.quiet()
            if found:
                return found[0]

    def _drain(self) -> None:
        while self._read(0.0):
            continue

    def _read(self, timeout_s: float) -> bytes:
        """What comes within `timeout_s`; empty when nothing does."""
        if self._descriptor is None:
            raise DeviceError(DeviceFault.SCANNER_LOST, "not open")
        deadline = self._monotonic() + timeout_s
        try:
            while True:
                current().check()
                left_s = max(0.0, deadline - self._monotonic())
                if select.select([self._descriptor], [], [], min(_SLICE_S, left_s))[0]:
                    return self._piece(self._descriptor)
                if left_s <= _SLICE_S:
                    return b""
        except OSError as gone:
            raise _lost("read", gone) from gone

    def _piece(self, descriptor: int) -> bytes:
        data = os.read(descriptor, _PIECE)
        if not data:
            raise DeviceError(DeviceFault.SCANNER_LOST, "read: it was unplugged")
        return data

    def _grab(self, descriptor: int) -> None:
        try:
            fcntl.ioctl(descriptor, _GRAB, 1)
        except OSError as refused:
            # Only what is no evdev device (a FIFO) has no grab; one that is grabbed already is somebody else's (EBUSY).
            if refused.errno not in (errno.ENOTTY, errno.EINVAL):
                raise


def _lost(doing: str, error: OSError) -> DeviceError:
    reason = (
        "in use by another program" if error.errno == errno.EBUSY else errno.errorcode.get(error.errno or 0, "error")
    )
    return DeviceError(DeviceFault.SCANNER_LOST, f"{doing}: {reason}")
