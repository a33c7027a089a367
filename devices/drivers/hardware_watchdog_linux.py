"""``/dev/watchdog`` of the kernel: runs from opening on, fed by a write, disarmed by ``V`` before closing.

Facts: the kernel's watchdog-api, ``reference/devices.md`` section 6. Where systemd owns the machine's watchdog
(``RuntimeWatchdogSec=``) this driver must not be configured: the device opens once only.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import DriverOptions

_SET_TIMEOUT = 0xC0045706
"""WDIOC_SETTIMEOUT, _IOWR('W', 6, int)"""
_FOOD = b"\0"
_MAGIC_CLOSE = b"V"
_USUAL = Path("/dev/watchdog")


class WatchdogOptions(DriverOptions):
    """Which watchdog, and after how many seconds without food it bites."""

    path: Path = _USUAL
    timeout_s: Annotated[int, Field(ge=5, le=600)] = 60


class LinuxWatchdog:
    """One watchdog; see `devices.api.hardware_watchdog.HardwareWatchdog`."""

    usual_path: ClassVar = _USUAL

    def __init__(self, options: Mapping[str, object]) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is armed yet."""
        self._options = WatchdogOptions.model_validate(dict(options))
        self._descriptor: int | None = None

    def open(self) -> None:
        """Arm it."""
        self.close()
        try:
            # Not blocking: a FIFO that stands for the device has no reader while it is unplugged.
            descriptor = os.open(self._options.path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as missing:
            raise _lost("open", missing) from missing
        self._descriptor = descriptor
        try:
            fcntl.ioctl(descriptor, _SET_TIMEOUT, struct.pack("i", self._options.timeout_s))
        except OSError as refused:
            # Not every watchdog has a settable time-out; and a pipe is none at all.
            if refused.errno not in (errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP):
                self.close()
                raise _lost("set the time-out", refused) from refused
        self.feed()

    def close(self) -> None:
        """Disarm it (unless the kernel was built with *nowayout*) and let go."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        try:
            os.write(descriptor, _MAGIC_CLOSE)
        except OSError:
            # Nobody is left to disarm.
            pass
        finally:
            os.close(descriptor)

    def identity(self) -> str:
        """Its path."""
        return str(self._options.path)

    def feed(self) -> None:
        """Put the bite off."""
        if self._descriptor is None:
            raise DeviceError(DeviceFault.WATCHDOG_LOST, "feed: not open")
        try:
            os.write(self._descriptor, _FOOD)
        except OSError as gone:
            raise _lost("feed", gone) from gone


def _lost(doing: str, error: OSError) -> DeviceError:
    return DeviceError(DeviceFault.WATCHDOG_LOST, f"{doing}: {errno.errorcode.get(error.errno or 0, 'error')}")
