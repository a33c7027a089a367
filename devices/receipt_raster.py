"""Draws what a receipt printer's own font cannot: rare characters, and QR codes as dots.

Every glyph stands in the printer's own grid (12×24 dots a half-width cell), so that a drawn line looks like its neighbours.
"""

from functools import cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from devices.api.receipt_printer import Align
from devices.codecs.escpos import Bitmap
from devices.codecs.escpos_layout import LINE_DOTS, QrRow, TextRow, cells_of, columns_of

CELL_DOTS = 12
"""width of a half-width cell at scale 1; its height is twice that"""
_BASELINE = 0.88
"""share of the em box above the baseline, alike in Noto CJK and Hanazono"""
_INK = 96
"""darkness (0..255) from which a dot is burnt; thermal heads print thin strokes a little fat"""
_NO_GLYPH = "\U0010fffd"
_GETA = "〓"
"""the typesetter's mark for a character that no font has"""

_FONT_DIRECTORIES = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts").expanduser(),
)
_MONO_SC = 7
"""index of Noto Sans Mono CJK SC in the collection"""
_REGULAR = (("NotoSansCJK-Regular.ttc", _MONO_SC), ("HanaMinA.ttf", 0), ("HanaMinB.ttf", 0), ("BabelStoneHan.ttf", 0))
_BOLD = (("NotoSansCJK-Bold.ttc", _MONO_SC), *_REGULAR)


class FontsMissing(Exception):  # noqa: N818 - what is wrong with the machine, not a mistake of the caller
    """No font with Chinese glyphs is installed; `fonts-noto-cjk` is needed."""


def draw_text_row(row: TextRow, width_dots: int) -> Bitmap:
    """One row as dots, `width_dots` wide and as high as the printer's own line."""
    picture = Image.new("1", (width_dots, LINE_DOTS[row.scale]), 0)
    width = columns_of(row.text) * CELL_DOTS * row.scale
    left = {Align.LEFT: 0, Align.CENTRE: (width_dots - width) // 2, Align.RIGHT: width_dots - width}[row.align]
    paint_text(picture, (left, 0), row.text, bold=row.bold, scale=row.scale)
    return bitmap_of(picture)


def draw_qr(row: QrRow, width_dots: int) -> Bitmap:
    """A QR code without quiet zone; its modules shrink where it would be wider than the paper."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(row.data.encode())
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    side = len(matrix)
    dots = max(1, min(row.module_dots, width_dots // (side + 8)))
    small = Image.new("1", (side, side), 0)
    small.putdata([255 if module else 0 for line in matrix for module in line])
    return bitmap_of(small.resize((side * dots, side * dots), Image.Resampling.NEAREST))


def paint_text(picture: Image.Image, at: tuple[int, int], text: str, *, bold: bool, scale: int) -> int:
    """Blacken the dots of `text` in a mode-1 picture (255 is ink) from the top left corner `at`; returns the x after it."""
    x, y = at
    for char in text:
        cells = cells_of(char)
        width = cells * CELL_DOTS * scale
        if not char.isspace():
            glyph = _glyph(char, 2 * CELL_DOTS * scale, bold=bold)
            left = x - width if cells == 0 else x
            box = (left, y, left + glyph.width, y + glyph.height)
            picture.paste(ImageChops.logical_or(picture.crop(box), glyph), box)
        x += width
    return x


def bitmap_of(picture: Image.Image) -> Bitmap:
    """A mode-1 picture (255 is ink) as raster bytes, padded at the right to whole bytes."""
    width_bytes = -(-picture.width // 8)
    if width_bytes * 8 != picture.width:
        padded = Image.new("1", (width_bytes * 8, picture.height), 0)
        padded.paste(picture, (0, 0))
        picture = padded
    return Bitmap(width_bytes, picture.height, picture.tobytes())


def has_glyph(char: str) -> bool:
    """Whether any installed font really draws this character, and not its box for unknown ones."""
    return any(_knows(font_name, index, char) for font_name, index in _REGULAR)


@cache
def _glyph(char: str, size: int, *, bold: bool) -> Image.Image:
    for font_name, index in _BOLD if bold else _REGULAR:
        if _knows(font_name, index, char):
            return _drawn(char, _font(font_name, index, size), size)
    if char == _GETA:
        raise FontsMissing("no font with Chinese glyphs found; install fonts-noto-cjk")
    return _glyph(_GETA, size, bold=bold)


def _drawn(char: str, font: ImageFont.FreeTypeFont, size: int) -> Image.Image:
    advance = max(1, round(font.getlength(char)))
    cell = max(1, cells_of(char)) * size // 2
    baseline = round(size * _BASELINE)
    left, top, right, _ = (round(edge) for edge in font.getbbox(char, anchor="ls"))
    # Accents on capitals stand higher than the cell, and their letters are proportional even in the monospaced face.
    above, before = max(0, -top - baseline), max(0, -left) if cells_of(char) else 0
    height = size + size // 6
    grey = Image.new("L", (before + max(cell, advance, right), above + height), 0)
    ImageDraw.Draw(grey).text((before, above + baseline), char, fill=255, font=font, anchor="ls")
    if above or advance > cell:
        grey = grey.resize((cell, height), Image.Resampling.LANCZOS)
    return grey.crop((0, 0, max(cell, min(grey.width, advance)), height)).point(_burnt).convert("1")


def _burnt(darkness: int) -> int:
    return 255 if darkness >= _INK else 0


@cache
def _knows(font_name: str, index: int, char: str) -> bool:
    if _path(font_name) is None:
        return False
    font = _font(font_name, index, 2 * CELL_DOTS)
    return bytes(font.getmask(char)) != bytes(font.getmask(_NO_GLYPH))


@cache
def _font(font_name: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    path = _path(font_name)
    if path is None:
        raise FontsMissing(f"{font_name} is not installed")
    return ImageFont.truetype(str(path), size, index=index)


@cache
def _path(font_name: str) -> Path | None:
    return next((found for root in _FONT_DIRECTORIES if root.is_dir() for found in sorted(root.rglob(font_name))), None)
