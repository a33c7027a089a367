"""Receipt printer (thermal roll, 58 or 80 mm): what can be put on a receipt, and what a printer can do."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class Align(StrEnum):
    """Where a line stands."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; wraps at the paper's width. `scale` is 1 or 2 (double width and height)."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    scale: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value: ``事项  社会保障卡补领``. The value wraps in its own column."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line across the paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code, centred; `module_dots` is the size of one module in dots (203 dpi)."""

    data: str
    module_dots: int = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty lines."""

    lines: int = 1


ReceiptLine = TextLine | Pair | Rule | QrCode | Gap


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is printed and cut in one piece. `repr` would show personal data: never log it."""

    lines: tuple[ReceiptLine, ...]

    def __repr__(self) -> str:
        return f"Receipt({len(self.lines)} lines)"


@dataclass(frozen=True, slots=True)
class ReceiptPrinterCapabilities:
    """What a model can do. Without `tells_end` a receipt counts as printed when the time for it has passed."""

    model: str
    columns: int
    cuts: bool
    near_end_sensor: bool
    tells_end: bool


class ReceiptPrinter(Protocol):
    """One printer. All calls block, belong to the owner thread and raise `DeviceError` only."""

    def open(self) -> None:
        """Open the line and ask for the status once."""

    def close(self) -> None:
        """Let go of the line; safe to call twice."""

    def identity(self) -> str:
        """A stable name of this printer (profile and port)."""

    def capabilities(self) -> ReceiptPrinterCapabilities:
        """What this model can do, from its profile."""

    def status(self) -> DeviceStatus:
        """Paper, cover, cutter and head, asked now."""

    def print(self, receipt: Receipt) -> None:
        """Print and cut. Returns only when the printer has answered the barrier with no error: the paper is out.

        Raises `DeviceError` when it is not; then nothing usable came out and the receipt may be printed again, but for
        ``receipt.in_doubt``: nobody knows what came out, and nothing may be printed again unless somebody asks for it.
        """

    @property
    def in_doubt(self) -> bool:
        """Whether a receipt is on its way, or it is not known what became of the last one. Nothing is reset then."""

    def resync(self) -> None:
        """The gentle rung of recovery: forget half answers, make sure that it answers."""

    def soft_reset(self) -> None:
        """The firmer rung: clear errors and the buffer, reset the modes. ``receipt.in_doubt`` while `in_doubt`."""
