"""The sheets of an exchange file: CSV in UTF-8 or GB18030, or XLSX. Bounded, because the file comes from anywhere."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from kiosk.matters.problems import MatterProblem

LARGEST = 20_000_000
"""Bytes of one file"""
MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
_LARGEST_UNPACKED = 200_000_000
_MOST_SHEETS = 20
_LOOKED_AT = 4_096
"""Bytes of each part of an XLSX in which a document type would stand"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as it stands in a file: its header, and each further row with its number in the file."""

    file: Path
    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


class _RefusedError(Exception):
    def __init__(self, expected: str, zh: str, path: str = "") -> None:
        super().__init__(expected)
        self.expected, self.zh, self.path = expected, zh, path


def sheets_of(place: Path) -> tuple[Sheet, ...] | MatterProblem:
    """The sheets of an XLSX or CSV file, or of every one in a folder; or what is wrong with the first that is none."""
    files = sorted(place.iterdir()) if place.is_dir() else [place]
    sheets: list[Sheet] = []
    for file in files:
        if place.is_dir() and file.suffix.lower() not in {".csv", ".xlsx"}:
            continue
        try:
            sheets += _read(file)
        except _RefusedError as refused:
            return MatterProblem(file, refused.path, refused.expected, zh=refused.zh)
        except OSError as error:
            return MatterProblem(file, "", f"expected a readable file: {error.strerror}", zh="文件读不了")
    if not sheets:
        return MatterProblem(
            place, "", "expected at least one .csv or .xlsx with a table", zh="没有找到 .csv 或 .xlsx 表格"
        )
    return tuple(sheets)


def _read(file: Path) -> list[Sheet]:
    size = file.stat().st_size
    if size > LARGEST:
        raise _RefusedError(
            f"expected at most {LARGEST} bytes; found {size}", f"文件太大（{size} 字节），最多 {LARGEST}"
        )
    match file.suffix.lower():
        case ".csv":
            return [_sheet(file, file.stem, _csv_rows(file.read_bytes()))]
        case ".xlsx":
            return _workbook(file)
        case _:
            raise _RefusedError("expected a .csv or .xlsx file", "只认 .csv 和 .xlsx 文件")


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    first = text.split("\n", maxsplit=1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first and "," not in first else ",")
    try:
        yield from reader
    except csv.Error as error:
        raise _RefusedError(f"expected a CSV table: line {reader.line_num}: {error}", "不是 CSV 表格") from None


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise _RefusedError("expected text; found bytes that are none", "不是文本文件")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _RefusedError("expected text in UTF-8 or GB18030", "文字编码应为 UTF-8 或 GB18030")


def _workbook(file: Path) -> list[Sheet]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a third of a second that a kiosk never needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    _check_package(file)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, SyntaxError, TypeError, AttributeError) as error:
        raise _not_xlsx() from error
    try:
        if len(book.sheetnames) > _MOST_SHEETS:
            raise _RefusedError(f"expected at most {_MOST_SHEETS} sheets", f"最多 {_MOST_SHEETS} 张表")
        return [_sheet(file, sheet.title, _cells(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    except (KeyError, ValueError, SyntaxError, TypeError, AttributeError, BadZipFile) as error:
        raise _not_xlsx() from error
    finally:
        book.close()


def _not_xlsx() -> _RefusedError:
    return _RefusedError("expected an XLSX workbook; its inside is damaged", "不是 XLSX 工作簿，或文件已损坏")


def _check_package(file: Path) -> None:
    """What the zip says of itself, before anything is unpacked whole."""
    try:
        with ZipFile(file) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            if unpacked > _LARGEST_UNPACKED:
                raise _RefusedError(
                    f"expected at most {_LARGEST_UNPACKED} bytes unpacked; found {unpacked}",
                    f"解压后太大（{unpacked} 字节）",
                )
            for entry in package.infolist():
                with package.open(entry) as part:
                    head = part.read(_LOOKED_AT)
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise _RefusedError("expected a workbook without document types", "工作簿里有不允许的 XML 声明")
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _not_xlsx() from error


def _cells(rows: Iterable[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(int(cell))
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date():
            return f"{cell:%Y%m%d}"
        case _:
            return str(cell)


def _sheet(file: Path, name: str, rows: Iterable[list[str]]) -> Sheet:
    header: tuple[str, ...] = ()
    kept: list[tuple[int, tuple[str, ...]]] = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(cell.strip() for cell in row)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            continue
        _bounded(name, number, cells)
        if header:
            kept.append((number, cells))
        else:
            header = tuple(cell.lower() for cell in cells)
    return Sheet(file, name, header, tuple(kept))


def _bounded(name: str, number: int, cells: tuple[str, ...]) -> None:
    place = f"sheet {name}, row {number}"
    if number > MOST_ROWS:
        raise _RefusedError(f"expected at most {MOST_ROWS} rows", f"最多 {MOST_ROWS} 行", place)
    if len(cells) > MOST_COLUMNS:
        raise _RefusedError(f"expected at most {MOST_COLUMNS} columns", f"最多 {MOST_COLUMNS} 列", place)
    longest = max(map(len, cells))
    if longest > LONGEST_CELL:
        raise _RefusedError(
            f"expected at most {LONGEST_CELL} characters in a cell; found {longest}",
            f"单元格最多 {LONGEST_CELL} 字",
            place,
        )
