"""ESC/POS bytes for a laid-out receipt, and the status answers of a printer (pure).

Commands and masks: devices.md sections 3.1 and 3.3 (Epson TM-U220, Bixolon SRP-350, Citizen CT-S2000 manuals agree).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from devices.api.receipt_printer import Align
from devices.codecs.escpos_layout import (
    LINE_DOTS,
    QR_QUIET_MODULES,
    RULE_DOTS,
    RULE_PAD_DOTS,
    GapRow,
    QrRow,
    Row,
    RuleRow,
    TextRow,
)
from devices.codecs.escpos_profile import Cutter, EscPosProfile

INITIALISE = b"\x1b@"
CHINESE_MODE = b"\x1c&"
ASB_OFF = b"\x1da\x00"
ASB_ON = b"\x1da\x0e"
"""``GS a``: speak up at every change of online, error and paper state; the present one is told at once"""
QUEUED_PAPER_STATUS = b"\x1dr\x01"
"""Answered in order with the data: its answer proves that everything before was carried out."""
CLEAR_AND_RESUME = b"\x10\x05\x02"
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""``DLE DC4 8``: empties the receive buffer in any state, also at paper end, where ``DLE ENQ 2`` need not (own knowledge)."""

_DLE = 0x10
_RASTER = b"\x1dv0"
_FEED = re.compile(rb"\x1bJ|\x1dV[AB]")
_REAL_TIME_SECOND = (0x04, 0x05, 0x14)
_ALIGN = {Align.LEFT: 0, Align.CENTRE: 1, Align.RIGHT: 2}


@dataclass(frozen=True, slots=True, repr=False)
class Bitmap:
    """Black dots as bits, most significant bit left; `data` is `width_bytes` × `height` bytes."""

    width_bytes: int
    height: int
    data: bytes

    def __post_init__(self) -> None:
        if len(self.data) != self.width_bytes * self.height:
            raise ValueError(f"bitmap of {self.width_bytes}x{self.height} bytes holds {len(self.data)}")


def status_request(n: int) -> bytes:
    """``DLE EOT n``, n 1 printer, 2 offline cause, 3 error cause, 4 roll paper."""
    return bytes((_DLE, 0x04, n))


def feed(dots: int) -> bytes:
    """Feed blank paper, ``ESC J``, in steps of at most 255 dots."""
    steps = [255] * (dots // 255) + ([dots % 255] if dots % 255 else [])
    return b"".join(b"\x1bJ" + bytes((step,)) for step in steps)


def automatic_status(profile: EscPosProfile) -> bytes:
    """``GS a`` as this model should have it."""
    return ASB_ON if profile.automatic_status else ASB_OFF


def cut(profile: EscPosProfile) -> bytes:
    """Feed past the blade and cut, or only feed where there is no blade."""
    match profile.cutter:
        case Cutter.NONE:
            return feed(profile.feed_before_cut)
        case Cutter.PARTIAL:
            return b"\x1dVB" + bytes((profile.feed_before_cut,))
        case Cutter.FULL:
            return b"\x1dVA" + bytes((profile.feed_before_cut,))


def without_real_time(data: bytes) -> bytes:
    """The same raster with one dot blackened wherever its bytes would be *executed* as a real-time command.

    A printer obeys ``DLE EOT``, ``DLE ENQ`` and ``DLE DC4`` even inside image data (devices.md 3.3, traps).
    """
    broken = bytearray(data)
    for index in range(len(broken) - 1):
        if broken[index] == _DLE and broken[index + 1] in _REAL_TIME_SECOND:
            broken[index] |= 0x08
    return bytes(broken)


def has_real_time(data: bytes) -> bool:
    """Whether any two neighbouring bytes would be executed at once."""
    return any(data[i] == _DLE and data[i + 1] in _REAL_TIME_SECOND for i in range(len(data) - 1))


def raster(bitmap: Bitmap, slice_rows: int) -> tuple[bytes, ...]:
    """``GS v 0`` commands of at most `slice_rows` rows; white columns at the right are not sent."""
    width = _inked_bytes(bitmap)
    commands = []
    for top in range(0, bitmap.height, slice_rows):
        rows = range(top, min(top + slice_rows, bitmap.height))
        data = b"".join(bitmap.data[y * bitmap.width_bytes : y * bitmap.width_bytes + width] for y in rows)
        header = _RASTER + b"\x00" + width.to_bytes(2, "little") + len(rows).to_bytes(2, "little")
        commands.append(header + without_real_time(data))
    return tuple(commands)


def native_qr(data: str, module_dots: int) -> bytes | None:
    """``GS ( k``, error correction M; ``None`` where the bytes would hold a real-time command or are too many."""
    payload = data.encode()
    stored = b"\x1d(k" + (len(payload) + 3).to_bytes(2, "little") + b"\x31P0" + payload
    if len(payload) > 2000 or has_real_time(stored):  # noqa: PLR2004 - level M holds 2331 bytes at most
        return None
    size = max(1, min(16, module_dots))
    return b"".join(
        (
            b"\x1d(k\x04\x00\x31A2\x00",
            b"\x1d(k\x03\x00\x31C" + bytes((size,)),
            b"\x1d(k\x03\x00\x31E1",
            stored,
            b"\x1d(k\x03\x00\x31Q0",
        )
    )


def encode(
    rows: tuple[Row, ...],
    profile: EscPosProfile,
    draw_text: Callable[[TextRow], Bitmap],
    draw_qr: Callable[[QrRow], Bitmap],
) -> tuple[bytes, ...]:
    """The whole job as complete commands, from initialisation to the barrier.

    Between two of them a status request may be sent; inside one it may not. Text bitmaps start at the paper's left edge;
    QR bitmaps carry no quiet zone and are centred by the printer.
    """
    commands = [INITIALISE + CHINESE_MODE + automatic_status(profile)]
    style = b""
    for row in rows:
        if isinstance(row, TextRow) and not row.raster:
            wanted = _style(row, profile)
            commands.append((wanted if wanted != style else b"") + row.text.encode(profile.code_page) + b"\n")
            style = wanted
        elif isinstance(row, TextRow):
            commands += (*_reset_style(style), *raster(draw_text(row), profile.raster_slice))
            style = b""
        else:
            commands += (*_reset_style(style), *_graphics(row, profile, draw_qr))
            style = b""
    commands += [*_reset_style(style), cut(profile), QUEUED_PAPER_STATUS if profile.queued_status else b""]
    return tuple(command for command in commands if command)


def dots_at_most(command: bytes) -> int:
    """Paper that one command of `encode` moves, in dots, reckoned generously: for printers that cannot tell."""
    if command.startswith(_RASTER):
        return int.from_bytes(command[6:8], "little")
    if command.startswith(b"\x1d(k"):
        return 177 * command[command.index(b"\x31C") + 2]
    fed = sum(command[match.end()] for match in _FEED.finditer(command) if match.end() < len(command))
    return fed + LINE_DOTS[2] * command.endswith(b"\n")


def _graphics(
    row: RuleRow | QrRow | GapRow, profile: EscPosProfile, draw_qr: Callable[[QrRow], Bitmap]
) -> Iterator[bytes]:
    match row:
        case RuleRow():
            line = Bitmap(profile.width_bytes, RULE_DOTS, b"\xff" * profile.width_bytes * RULE_DOTS)
            yield feed(RULE_PAD_DOTS)
            yield from raster(line, RULE_DOTS)
            yield feed(RULE_PAD_DOTS)
        case GapRow():
            yield feed(row.dots)
        case QrRow():
            quiet = feed(QR_QUIET_MODULES * row.module_dots)
            native = native_qr(row.data, row.module_dots) if profile.native_qr else None
            yield quiet + b"\x1ba\x01"
            yield from raster(draw_qr(row), profile.raster_slice) if native is None else (native,)
            yield b"\x1ba\x00" + quiet


def _style(row: TextRow, profile: EscPosProfile) -> bytes:
    size = (row.scale - 1) * 0x11
    quad = b"\x1cW" + bytes((row.scale - 1,)) if profile.chinese_scale_command else b""
    return b"".join(
        (
            b"\x1ba" + bytes((_ALIGN[row.align],)),
            b"\x1bE" + bytes((row.bold,)),
            b"\x1d!" + bytes((size,)),
            quad,
            b"\x1b3" + bytes((LINE_DOTS[row.scale],)),
        )
    )


def _reset_style(style: bytes) -> tuple[bytes, ...]:
    """Alignment moves images too, so graphics start from the left edge."""
    return (b"\x1ba\x00",) if style and not style.startswith(b"\x1ba\x00") else ()


def _inked_bytes(bitmap: Bitmap) -> int:
    width = bitmap.width_bytes
    for column in range(width - 1, -1, -1):
        if any(bitmap.data[column::width]):
            return column + 1
    return 1
