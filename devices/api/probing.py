"""How a driver says by what question its device is recognised.

A driver on a serial line offers it as a class attribute, found through its entry point; nothing else has to know of it::

    class MyReader:
        probe = SerialProbe(bauds=(9600,), ask=_ask)

`ask` gets an open line and answers who is there. It may only send what harms nobody: nothing that prints, moves, opens or
changes a setting, also when a quite different device hears it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Confidence(StrEnum):
    """How sure it is that this is the device."""

    HIGH = "high"
    """it answered with something that nothing else answers"""
    MEDIUM = "medium"
    """it answered as such a device does, and others might"""
    LOW = "low"
    """a guess, for a person to confirm"""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a question brought to light."""

    what: str
    """in words, e.g. ``SAM_V module``"""
    confidence: Confidence
    why: str
    """a sentence"""
    identity: str = ""
    """the device's own stable name; empty when it has none"""
    options: Mapping[str, object] = field(default_factory=dict)
    """of the driver, beside ``port`` and ``baud``"""


class ProbeLine(Protocol):
    """The open line a question is asked on. Raises `LineLost` and `LineTimeout` of `devices.transports.serial_line`."""

    def drain(self) -> None:
        """Throw away everything received so far."""

    def write(self, data: bytes) -> None:
        """Send all bytes."""

    def read_some(self, timeout_s: float) -> bytes:
        """Whatever has arrived, at least one byte."""


@dataclass(frozen=True, slots=True)
class SerialProbe:
    """The question of one driver. `ask` returns None for silence or anything else that is not this device."""

    bauds: tuple[int, ...]
    """rates at which such devices are met, the usual one first"""
    ask: Callable[[ProbeLine], Recognised | None]
    rank: int = 1
    """0 asks before all others: a printer must be known before bytes meant for others reach its paper"""
    limit_s: float = 0.5
    """seconds that one `ask` takes at most"""


@dataclass(frozen=True, slots=True)
class Discovery:
    """For a driver without a serial line: `find` looks for its devices under a root, within the seconds it is given."""

    find: Callable[[Path, float], tuple[Recognised, ...]]
    """the root is that of `devices.enumeration`"""
    quiet: bool = False
    """whether that only asks a service which devices there are, and none of them anything"""
