"""Numbers as a file: what was asked for, what each number means, and a hash by which the file is known again."""

import csv
import hashlib
import io
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from central.numbers.models import Export

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

Cell = str | int | float | date | None
Definitions = Sequence[tuple[str, str]]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def handed_out(
    request: HttpRequest, stem: str, sheets: Sequence[Sheet], definitions: Definitions, asked: Mapping[str, str]
) -> HttpResponse:
    """The tables as ``?export=csv`` or ``xlsx``; whoever got it, and the file's hash, are kept.

    The hash stands in ``Content-Digest`` (RFC 9530) and in the file's name; the console finds the export by it.
    """
    is_csv = request.GET.get("export") == "csv"
    head = _head(asked)
    data = as_csv(sheets, definitions, head) if is_csv else as_xlsx(sheets, definitions, head)
    digest = hashlib.sha256(data)
    name = f"{stem}-{digest.hexdigest()[:12]}.{'csv' if is_csv else 'xlsx'}"
    Export.objects.create(
        by=request.user.get_username(),
        name=name,
        asked=dict(asked),
        rows=sum(len(sheet.rows) for sheet in sheets),
        sha256=digest.hexdigest(),
    )
    answer = HttpResponse(data, content_type="text/csv; charset=utf-8" if is_csv else _XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Digest"] = f"sha-256=:{b64encode(digest.digest()).decode()}:"
    answer["Cache-Control"] = "no-store"
    return answer


def as_csv(sheets: Sequence[Sheet], definitions: Definitions, head: Definitions) -> bytes:
    """UTF-8 with a mark, as spreadsheets want it: what it is about, the tables, then the definitions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([_safe(cell) for cell in row] for row in head)
    for sheet in sheets:
        writer.writerow([])
        writer.writerow([_safe(sheet.name)])
        writer.writerow([_safe(cell) for cell in sheet.heads])
        writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    writer.writerow([])
    writer.writerow([gettext("口径")])
    writer.writerows([_safe(cell) for cell in row] for row in definitions)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(sheets: Sequence[Sheet], definitions: Definitions, head: Definitions) -> bytes:
    """One sheet for each table, and one that says what all of it means."""
    from openpyxl import Workbook  # noqa: PLC0415 - half a second that most processes never need

    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.name[:_LONGEST_NAME])
        page.freeze_panes = "A2"
        page.append([_bold(page, cell) for cell in sheet.heads])
        for row in sheet.rows:
            page.append([_safe(cell) for cell in row])
    page = book.create_sheet(gettext("口径"))
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


def _head(asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    now = timezone.localtime()
    return ((gettext("导出时间"), f"{now:%Y-%m-%d %H:%M}"), *((name, text) for name, text in asked.items()))


def _safe(cell: Cell) -> Cell:
    """A text that a spreadsheet takes for one, whatever it begins with."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else cell
