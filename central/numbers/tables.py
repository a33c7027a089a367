"""Tables as files: pure. What a spreadsheet would run stays a text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

Cell = str | int | float | date | None
Definitions = Sequence[tuple[str, str]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula"""
_LONGEST_NAME = 31
_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def as_csv(sheets: Sequence[Sheet], definitions: Definitions, head: Definitions, meaning: str) -> bytes:
    """UTF-8 with a mark, as spreadsheets want it: what it is about, the tables, then the definitions under `meaning`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in head)
    for sheet in sheets:
        writer.writerow([])
        writer.writerow([_safe(sheet.name)])
        writer.writerow([_safe(cell) for cell in sheet.heads])
        writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    writer.writerow([])
    writer.writerow([meaning])
    writer.writerows([_safe(cell) for cell in row] for row in definitions)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(sheets: Sequence[Sheet], definitions: Definitions, head: Definitions, meaning: str) -> bytes:
    """One sheet for each table, and one called `meaning` that says what all of it means."""
    from openpyxl import Workbook  # noqa: PLC0415 - half a second that most processes never need

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:_LONGEST_NAME])
        page.freeze_panes = "A2"
        page.append([_bold(page, cell) for cell in sheet.heads])
        for row in sheet.rows:
            page.append([_safe(cell) for cell in row])
    page = book.create_sheet(meaning)
    page.column_dimensions["B"].width = _WIDTH
    _append(page, (*head, *definitions))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _append(page: "object", rows: Iterable[tuple[str, str]]) -> None:
    for name, text in rows:
        page.append([_bold(page, name), _safe(text)])  # type: ignore[attr-defined]  # openpyxl's write-only sheet


def _bold(page: "object", text: str) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    cell = WriteOnlyCell(page, value=_safe(text))
    cell.font = Font(bold=True)
    return cell


def _safe(cell: Cell) -> Cell:
    """A text that a spreadsheet takes for one, whatever it begins with."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell.isoformat() if isinstance(cell, date) else cell
