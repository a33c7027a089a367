"""Status answers of an ESC/POS printer: which byte is what, and what its bits say (pure).

Masks and bits: devices.md 3.3. The kinds can arrive mixed; their fixed bits tell them apart:
real-time answers ``(b & 0x93) == 0x12``, automatic status ``(b1 & 0x93) == 0x10`` and three bytes with bits 4 and 7 clear,
queued paper status one byte with bits 4 and 7 clear, flow control 0x11 and 0x13.
"""

from collections.abc import Iterator
from dataclasses import dataclass

XON, XOFF = 0x11, 0x13
_ASB_LENGTH = 4


@dataclass(frozen=True, slots=True)
class RealTime:
    """One answer to ``DLE EOT n``. The byte does not say which n it answers; only the asker knows."""

    value: int


@dataclass(frozen=True, slots=True)
class QueuedPaper:
    """The answer to ``GS r 1``."""

    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """One automatic status (ASB) of four bytes."""

    offline: bool
    cover_open: bool
    cutter: bool
    unrecoverable: bool
    auto_recoverable: bool
    near_end: bool
    end: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """The printer asks to halt (XOFF) or to go on (XON)."""

    go: bool


Answer = RealTime | QueuedPaper | AutoStatus | Flow


class AnswerDecoder:
    """Cuts the printer's bytes into answers, however they are split or mixed; unknown bytes are dropped."""

    def __init__(self) -> None:
        self._asb = bytearray()

    def feed(self, data: bytes) -> Iterator[Answer]:
        """Take bytes, give out the answers that are complete."""
        for byte in data:
            if byte in (XON, XOFF):
                yield Flow(go=byte == XON)
            elif byte & 0x93 == 0x12:  # noqa: PLR2004 - mask of the module's docstring
                yield RealTime(byte)
            elif byte & 0x93 == 0x10:  # noqa: PLR2004 - mask of the module's docstring
                self._asb = bytearray((byte,))
            elif byte & 0x90:
                self._asb.clear()
            elif self._asb:
                self._asb.append(byte)
                if len(self._asb) == _ASB_LENGTH:
                    yield _auto_status(bytes(self._asb))
                    self._asb.clear()
            else:
                yield QueuedPaper(near_end=bool(byte & 0x03), end=bool(byte & 0x0C))

    def reset(self) -> None:
        """Forget a half-received automatic status."""
        self._asb.clear()


@dataclass(frozen=True, slots=True)
class PrinterCondition:
    """What the four real-time answers say together."""

    offline: bool = False
    cover_open: bool = False
    stopped_for_paper: bool = False
    error: bool = False
    cutter: bool = False
    unrecoverable: bool = False
    overheated: bool = False
    near_end: bool = False
    paper_end: bool = False


def condition_of(printer: int, offline: int, error: int, paper: int) -> PrinterCondition:
    """Read the answers to n = 1, 2, 3 and 4.

    Paper end needs both bits of its pair: one bit alone means something else on presenter models (Citizen PPU-231).
    """
    return PrinterCondition(
        offline=bool(printer & 0x08),
        cover_open=bool(offline & 0x04),
        stopped_for_paper=bool(offline & 0x20),
        error=bool(offline & 0x40),
        cutter=bool(error & 0x08),
        unrecoverable=bool(error & 0x20),
        overheated=bool(error & 0x40) and not offline & 0x04,
        near_end=paper & 0x0C == 0x0C,  # noqa: PLR2004 - the pair of near-end bits
        paper_end=paper & 0x60 == 0x60,  # noqa: PLR2004 - the pair of paper-end bits
    )


def condition_told(auto: AutoStatus) -> PrinterCondition:
    """The same out of an automatic status, for models that are not asked."""
    return PrinterCondition(
        offline=auto.offline,
        cover_open=auto.cover_open,
        cutter=auto.cutter,
        unrecoverable=auto.unrecoverable,
        overheated=auto.auto_recoverable and not auto.cover_open,
        near_end=auto.near_end,
        paper_end=auto.end,
    )


def _auto_status(answer: bytes) -> AutoStatus:
    first, second, third, _ = answer
    return AutoStatus(
        offline=bool(first & 0x08),
        cover_open=bool(first & 0x20),
        cutter=bool(second & 0x08),
        unrecoverable=bool(second & 0x20),
        auto_recoverable=bool(second & 0x40),
        near_end=bool(third & 0x03),
        end=bool(third & 0x0C),
    )
