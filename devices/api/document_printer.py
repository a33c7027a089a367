"""Document printer (A4): submit a PDF, watch the job, know the paper and toner."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class SupplyKind(StrEnum):
    """What can run out, or fill up."""

    TONER = "toner"
    INK = "ink"
    DRUM = "drum"
    FUSER = "fuser"
    WASTE = "waste"
    PAPER = "paper"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Supply:
    """One supply. `percent` is what is left (0..100), ``None`` when the printer does not know; `low` asks for a refill."""

    name: str
    kind: SupplyKind
    percent: int | None
    low: bool = False


@dataclass(frozen=True, slots=True)
class DocumentPrinterCapabilities:
    """What it can do now, as it says itself: a duplex unit that was taken out is not there."""

    colour: bool
    duplex: bool


class DocumentPrinter(Protocol):
    """One printer. All calls block, belong to the owner thread and raise `DeviceError` only."""

    def open(self) -> None:
        """Reach the printer and ask for its attributes once."""

    def close(self) -> None:
        """Let go of it; safe to call twice."""

    def identity(self) -> str:
        """The printer's own UUID, else its make and model."""

    def capabilities(self) -> DocumentPrinterCapabilities:
        """What it said it can when its status was asked last."""

    def status(self) -> DeviceStatus:
        """State and state reasons, asked now."""

    def print_pdf(self, pdf: bytes, *, job_name: str) -> None:
        """Print one PDF on A4. Returns only when the job is completed *and* the printer idle without error.

        On any failure the job is cancelled and the queue purged, so that nobody gets the last citizen's paper,
        and `DeviceError` is raised: ``printer.in_doubt`` when nobody knows whether the paper came out.
        `job_name` must not hold personal data.
        """

    def supplies(self) -> tuple[Supply, ...]:
        """Toner, waste and paper as far as the printer tells, asked now."""

    @property
    def in_doubt(self) -> bool:
        """Whether a document is being printed, or it is not known what became of the last one. Nothing is reset then."""

    def resync(self) -> None:
        """The gentle rung of recovery: a new connection, and an answer over it."""

    def soft_reset(self) -> None:
        """The firmer rung: empty the queue. ``printer.in_doubt`` while `in_doubt`."""
