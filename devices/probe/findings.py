"""What a scan found, as values for people and machines."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from devices.api.probing import Confidence


class Medium(StrEnum):
    """On what kind of connection something was found."""

    SERIAL = "serial"
    NETWORK = "network"
    """a serial protocol over TCP, such as a receipt printer's port 9100"""
    VIDEO = "video"
    PRINTER = "printer"
    CARD_READER = "card_reader"


class Answer(StrEnum):
    """How a connection reacted to the questions."""

    RECOGNISED = "recognised"
    SILENT = "silent"
    """open, and nobody answered any question at any rate"""
    QUIET = "quiet"
    """plugged in for a device that is never asked, such as a code scanner: it speaks by itself"""
    IN_USE = "in_use"
    """somebody holds it: usually the running kiosk"""
    NO_PERMISSION = "no_permission"
    GONE = "gone"
    """it went away, or cannot be opened"""
    NOT_ASKED = "not_asked"
    """the scan's time was up"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role that a finding could take, and the table that would say so."""

    role: str
    driver: str
    options: Mapping[str, object]
    """of ``[devices.<role>]``, beside ``driver``; ``port`` is a binding where the hardware has an identity"""
    confidence: Confidence
    why: str
    identity: str = ""
    """what the device at its end must say it is, where it can say so"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One connection and what is at its end."""

    medium: Medium
    where: str
    """path or address"""
    hardware: str
    """what the connection itself is, e.g. the USB adapter"""
    answer: Answer
    detail: str
    """a sentence"""
    identity: str = ""
    in_role: str = ""
    """the role that kiosk.toml gives it already; empty when none does"""
    proposals: tuple[Proposal, ...] = ()
    answers_as: str = ""
    """the kind of device that a serial port turned out to be; empty where that is not asked"""

    @property
    def fits(self) -> bool:
        """Whether it has a role and, as far as could be asked, is that kind of device."""
        known = self.answer is Answer.RECOGNISED and self.answers_as in ("", self.in_role)
        return bool(self.in_role) and (known or self.answer in (Answer.IN_USE, Answer.QUIET))

    def facts(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Findings:
    """One scan."""

    found: tuple[Finding, ...]
    seconds: float
    missing: Mapping[str, str] = field(default_factory=dict)
    """configured role → why its port is not there"""

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Everything that could be written into kiosk.toml."""
        return tuple(proposal for finding in self.found for proposal in finding.proposals)
