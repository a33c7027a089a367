"""From a receipt to printable rows: wrapping, the column of pairs, and text or raster for each line (pure)."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from devices.api.receipt_printer import Align, Gap, Pair, QrCode, Receipt, Rule, TextLine
from devices.codecs.escpos_profile import DOTS_PER_MM, EscPosProfile

LINE_DOTS = {1: 34, 2: 60}
"""line pitch by text scale: a 24 or 48 dot glyph and the air below it"""
RULE_PAD_DOTS = 9
RULE_DOTS = 2
GAP_DOTS = 24
QR_QUIET_MODULES = 4
"""white modules above and below; left and right there is paper enough"""

_NOT_AT_START = frozenset("，。、；：？！）》〉」』】〕％…·,.;:?!)]}%")
_NOT_AT_END = frozenset("（《〈「『【〔([{")
_JOINS_DIGITS = frozenset(":.,")
_LABEL_SHARE = 0.45


@dataclass(frozen=True, slots=True, repr=False)
class TextRow:
    """One printed row, already wrapped. `raster` rows cannot be left to the printer's own font."""

    text: str
    align: Align
    bold: bool
    scale: int
    raster: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the paper."""


@dataclass(frozen=True, slots=True, repr=False)
class QrRow:
    """A centred QR code."""

    data: str
    module_dots: int


@dataclass(frozen=True, slots=True)
class GapRow:
    """Blank paper, in dots."""

    dots: int


Row = TextRow | RuleRow | QrRow | GapRow


def lay_out(receipt: Receipt, profile: EscPosProfile) -> tuple[Row, ...]:
    """Wrap every line to the profile's width. Control characters become blanks, so that no text can carry commands."""
    label_columns = _label_columns(receipt, profile)
    return tuple(row for line in receipt.lines for row in _rows(line, profile, label_columns))


def prints_as_text(text: str, profile: EscPosProfile) -> bool:
    """Whether the printer's own font can draw all of it.

    Only ASCII and two-byte code-page characters count (devices.md 3.2). Accented Latin letters exist in GBK, but as
    full-width glyphs that tear a name apart, so they are drawn as well.
    """
    return all(_in_font(char, profile) for char in text)


def columns_of(text: str) -> int:
    """Half-width cells that `text` fills at scale 1."""
    return sum(cells_of(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` into rows of at most `columns` cells; words and digits stay whole where they fit, punctuation stays put."""
    rows: list[str] = []
    for paragraph in text.split("\n"):
        rows += _wrap_paragraph(_printable(paragraph), columns)
    return rows


def paper_mm(rows: tuple[Row, ...], profile: EscPosProfile) -> int:
    """Paper that the rows will need, rounded up; QR codes are taken at version 12, which is more than a receipt carries."""
    return -(-(sum(_row_dots(row) for row in rows) + profile.feed_before_cut) // DOTS_PER_MM)


def _row_dots(row: Row) -> int:
    match row:
        case TextRow():
            return LINE_DOTS[row.scale]
        case RuleRow():
            return 2 * RULE_PAD_DOTS + RULE_DOTS
        case QrRow():
            return (65 + 2 * QR_QUIET_MODULES) * row.module_dots
        case GapRow():
            return row.dots


def _rows(line: TextLine | Pair | Rule | QrCode | Gap, profile: EscPosProfile, label_columns: int) -> Iterator[Row]:
    match line:
        case TextLine():
            scale = 2 if line.scale >= 2 else 1  # noqa: PLR2004 - the two scales of the contract
            wrapped = wrap(line.text, profile.columns // scale)
            raster = not all(prints_as_text(row, profile) for row in wrapped)
            yield from (TextRow(row, line.align, line.bold, scale, raster) for row in wrapped)
        case Pair():
            yield from _pair_rows(line, profile, label_columns)
        case Rule():
            yield RuleRow()
        case QrCode():
            yield QrRow(line.data, line.module_dots)
        case Gap():
            yield GapRow(max(0, line.lines) * GAP_DOTS)


def _pair_rows(pair: Pair, profile: EscPosProfile, label_columns: int) -> Iterator[Row]:
    labels = wrap(pair.label, label_columns)
    values = wrap(pair.value, profile.columns - label_columns - 2)
    raster = not all(prints_as_text(row, profile) for row in (*labels, *values))
    for index in range(max(len(labels), len(values))):
        label = labels[index] if index < len(labels) else ""
        value = values[index] if index < len(values) else ""
        text = label + " " * (label_columns + 2 - columns_of(label)) + value
        yield TextRow(text.rstrip(), Align.LEFT, pair.bold, 1, raster)


def _label_columns(receipt: Receipt, profile: EscPosProfile) -> int:
    """One value column for the whole receipt, as wide as its longest label asks, within reason."""
    widest = max((columns_of(_printable(line.label)) for line in receipt.lines if isinstance(line, Pair)), default=0)
    return max(2, min(widest, int(profile.columns * _LABEL_SHARE)))


def _printable(text: str) -> str:
    # Printers draw the dash of 9:00–17:00 as wide as a Chinese character.
    composed = unicodedata.normalize("NFC", text).replace("\N{EN DASH}", "-")
    return "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in composed)


@cache
def cells_of(char: str) -> int:
    """Half-width cells of one character: 0 for a combining mark, 1 for ASCII and Latin letters, else 2."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 1 if _narrow_letter(char) else 2


def _narrow_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L") and unicodedata.east_asian_width(char) not in ("W", "F")


@lru_cache(maxsize=4096)
def _in_font(char: str, profile: EscPosProfile) -> bool:
    if char in profile.missing:
        return False
    if char.isascii():
        return " " <= char <= "~"
    if _narrow_letter(char):
        return False
    try:
        return len(char.encode(profile.code_page)) == 2  # noqa: PLR2004 - four-byte codes print as garbage
    except UnicodeEncodeError:
        return False


def _wrap_paragraph(text: str, columns: int) -> list[str]:
    rows: list[str] = []
    row = ""
    for token in _tokens(text, columns):
        if columns_of(row) + columns_of(token) <= columns:
            row += token
            continue
        carried = _carried(row, token)
        rows.append(row.removesuffix(carried).rstrip())
        row = carried + token.lstrip(" ")
    rows.append(row.rstrip())
    return rows


def _carried(row: str, token: str) -> str:
    """What must move to the next row with `token`: the letter or word before a comma, or an opening bracket."""
    if len(row) < 2:  # noqa: PLR2004 - something has to stay
        return ""
    before = row[-1]
    if token[:1] in _NOT_AT_START and before not in _NOT_AT_START and before != " ":
        start = len(row) - 1
        while start > 0 and _in_word(row, start) and _in_word(row, start - 1):
            start -= 1
        # What stays leaves room for the widest comma.
        return row[start:] if row[:start].strip() and columns_of(row[:start]) > 1 else before
    return before if before in _NOT_AT_END else ""


def _tokens(text: str, columns: int) -> Iterator[str]:
    """Words and numbers whole, everything else letter by letter; a word wider than the paper in pieces."""
    word = ""
    for index, char in enumerate(text):
        if _in_word(text, index):
            word += char
            if columns_of(word) < columns:
                continue
            char = ""  # noqa: PLW2901 - the full word is given out below
        if word:
            yield word
            word = ""
        if char:
            yield char
    if word:
        yield word


def _in_word(text: str, index: int) -> bool:
    """Whether no row may begin here: letters and digits, and what joins digits, as in 23:40:07 and 1,280.50."""
    char = text[index]
    if char in _JOINS_DIGITS:
        return text[index - 1 : index].isdecimal() and text[index + 1 : index + 2].isdecimal()
    return char not in _NOT_AT_START and char not in _NOT_AT_END and char != " " and cells_of(char) < 2  # noqa: PLR2004
