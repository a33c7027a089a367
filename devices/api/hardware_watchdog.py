"""The hardware watchdog: restarts the machine when it is no longer fed."""

from typing import Protocol


class HardwareWatchdog(Protocol):
    """One watchdog. It runs from `open` on."""

    def open(self) -> None:
        """Arm it; `DeviceError` when it is not there or held by another program."""

    def close(self) -> None:
        """Disarm it and let go; safe to call twice."""

    def identity(self) -> str:
        """Its name."""

    def feed(self) -> None:
        """Put the restart off by the time-out; `DeviceError` when that is not possible."""
