"""The print head: turns ESC/POS commands into strips of dots, with the printer's modes in between."""

from dataclasses import dataclass

from PIL import Image

from devices.bench.escpos_commands import Command
from devices.codecs.escpos_layout import QrRow, columns_of
from devices.receipt_raster import CELL_DOTS, draw_qr, paint_text

WIDTH_DOTS = 576
_DEFAULT_SPACING = 30
_GLYPH_DOTS = 24


@dataclass(slots=True)
class _Modes:
    align: int = 0
    bold: bool = False
    scale: int = 1
    spacing: int = _DEFAULT_SPACING


class ThermalHead:
    """Executes printing commands. Each gives back the strip that the motor has to move past the head, maybe none."""

    def __init__(self, width_dots: int = WIDTH_DOTS, missing: str = "") -> None:
        """`missing` are the characters that this model's font draws as blanks."""
        self.width_dots = width_dots
        self._missing = frozenset(missing)
        self.clear()

    def clear(self) -> None:
        """Power-up state, print buffer empty."""
        self._modes = _Modes()
        self._line: list[tuple[str, bool, int]] = []
        self._qr_data = b""
        self._qr_size = 3

    def execute(self, command: Command) -> Image.Image | None:
        """The strip of dots (mode 1, 255 is burnt) of this command; ``None`` where the paper does not move."""
        match command.name:
            case "text":
                return self._text(command.payload)
            case "LF":
                return self._line_feed()
            case "ESC J":
                return self._after_line(command.arguments[0])
            case "ESC d":
                return self._after_line(command.arguments[0] * self._modes.spacing)
            case "GS v 0":
                return self._raster(command)
            case "GS ( k":
                return self._qr(command)
            case _:
                self._set(command)
                return None

    def _set(self, command: Command) -> None:
        value = command.arguments[0] if command.arguments else 0
        match command.name:
            case "ESC @":
                self.clear()
            case "ESC a":
                self._modes.align = value % 3
            case "ESC E":
                self._modes.bold = bool(value & 1)
            case "ESC 3":
                self._modes.spacing = value
            case "ESC 2":
                self._modes.spacing = _DEFAULT_SPACING
            case "GS !":
                self._modes.scale = 2 if value & 0x11 else 1
            case _:
                return

    def _text(self, payload: bytes) -> Image.Image | None:
        text = payload.decode("gbk", errors="replace").replace("\ufffd", "?")
        full: list[Image.Image] = []
        for char in text:
            width = columns_of(char) * CELL_DOTS * self._modes.scale
            if self._width() + width > self.width_dots:
                full.append(self._line_feed())
            self._line.append((char if char not in self._missing else "\u3000", self._modes.bold, self._modes.scale))
        return stacked(full, self.width_dots) if full else None

    def _width(self) -> int:
        return sum(columns_of(char) * CELL_DOTS * scale for char, _, scale in self._line)

    def _line_feed(self) -> Image.Image:
        tallest = max((scale for _, _, scale in self._line), default=1)
        strip = Image.new("1", (self.width_dots, max(self._modes.spacing, tallest * _GLYPH_DOTS)), 0)
        # Descenders may reach below the pitch of a tight line; paint on a taller strip and cut.
        canvas = Image.new("1", (self.width_dots, strip.height + _GLYPH_DOTS * 3), 0)
        x = self._left(self._width())
        for char, bold, scale in self._line:
            x = paint_text(canvas, (x, (tallest - scale) * _GLYPH_DOTS), char, bold=bold, scale=scale)
        strip.paste(canvas.crop((0, 0, self.width_dots, strip.height)), (0, 0))
        self._line.clear()
        return strip

    def _after_line(self, dots: int) -> Image.Image:
        blank = Image.new("1", (self.width_dots, dots), 0)
        return stacked([self._line_feed(), blank], self.width_dots) if self._line else blank

    def _left(self, width: int) -> int:
        return (0, (self.width_dots - width) // 2, self.width_dots - width)[self._modes.align]

    def _raster(self, command: Command) -> Image.Image:
        width, height = (int.from_bytes(command.arguments[i : i + 2], "little") for i in (1, 3))
        picture = Image.frombytes("1", (width * 8, height), command.payload)
        mode = command.arguments[0] & 3
        picture = picture.resize(
            (picture.width * (1 + (mode & 1)), height * (1 + (mode >> 1))), Image.Resampling.NEAREST
        )
        return self._placed(picture)

    def _qr(self, command: Command) -> Image.Image | None:
        match command.arguments:
            case b"1C":
                self._qr_size = command.payload[0]
            case b"1P":
                self._qr_data = command.payload[1:]
            case b"1Q":
                data = self._qr_data.decode("utf-8", errors="replace")
                dots = draw_qr(QrRow(data, self._qr_size), self.width_dots)
                return self._placed(Image.frombytes("1", (dots.width_bytes * 8, dots.height), dots.data))
        return None

    def _placed(self, picture: Image.Image) -> Image.Image:
        strip = Image.new("1", (self.width_dots, picture.height), 0)
        strip.paste(picture, (self._left(picture.width), 0))
        return strip


def stacked(strips: list[Image.Image], width_dots: int) -> Image.Image:
    """Strips one below the other."""
    whole = Image.new("1", (width_dots, sum(strip.height for strip in strips)), 0)
    y = 0
    for strip in strips:
        whole.paste(strip, (0, y))
        y += strip.height
    return whole
