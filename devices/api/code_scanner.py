"""Code scanner: reads the QR code or barcode that a citizen holds up, and only while one is expected."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class ScanProblem(StrEnum):
    """Why something was read and cannot be used."""

    TOO_LONG = "too_long"
    """more than a QR code can hold, or two scans in one"""
    NOT_TEXT = "not_text"
    """neither UTF-8 nor GB18030"""
    CONTROL_CHARACTERS = "control_characters"
    """an escape, a line break, …: no code that a citizen is asked for holds one"""


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """One code. Its text may be personal: it stays out of every representation."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScanRefused:
    """Something was read that is no code."""

    problem: ScanProblem


Scan = ScannedCode | ScanRefused


class CodeScanner(Protocol):
    """One scanner. `open`, `status` and `scan` may raise `DeviceError`."""

    def open(self) -> None:
        """Reach it."""

    def close(self) -> None:
        """Let go of it."""

    def identity(self) -> str:
        """Its stable name, as far as it has one."""

    def status(self) -> DeviceStatus:
        """Whether its line is there; a scanner answers no questions."""

    def scan(self, timeout_s: float) -> Scan | None:
        """The first whole code that is read from now on; None when none is within `timeout_s` seconds.

        What was read before is thrown away, and so is the rest of a code whose beginning was.
        """
