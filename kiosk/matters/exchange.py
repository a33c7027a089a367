"""Matters from the national exchange tables (``up_task_*``: basic, extend, material, fee, faq, directory).

What comes out is a matter done at a counter, complete as the tables are: its form at the kiosk is then written in the
console. Either every row can be used, or nothing is: a list of problems, each naming file, sheet, row, column and what was
expected.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from kiosk.expected import expectations
from kiosk.matters.exchange_cells import CellError, amount_of
from kiosk.matters.exchange_columns import CARRIED, FEE, TABLES, Column
from kiosk.matters.exchange_files import Sheet, sheets_of
from kiosk.matters.lint_mistakes import CONTROL, MARKUP
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem

_NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "directory": ("directory", "目录"),
        "material": ("material", "材料"),
        "fee": ("fee", "charge", "收费"),
        "faq": ("faq", "qa", "问题", "问答"),
        "extend": ("extend", "扩展"),
        "basic": ("basic", "基本信息", "实施清单", "事项"),
    }
)
_LINKS = ("task_guid", "task_code")
_FORMS = {"1": "paper", "纸质": "paper", "2": "electronic", "电子": "electronic", "电子化": "electronic"}
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_NOT_CODE = re.compile(r"[^a-z0-9]+")
_BRING = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it. With any problem there are no matters."""

    matters: tuple[Matter, ...] = ()
    problems: tuple[MatterProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row as the parts of a record that its cells gave, and its place."""

    sheet: Sheet
    number: int
    cells: Mapping[str, str]
    record: dict[str, Any]

    @property
    def place(self) -> str:
        return f"sheet {self.sheet.name}, row {self.number}"


def import_tables(place: Path, *, theme: str, clean: bool = False) -> Imported:
    """The matters of the tables in `place`: an XLSX file, a CSV file, or a folder of them.

    `theme` is the one they are put under. With `clean`, HTML and control characters in cells are taken out instead of told.
    """
    sheets = sheets_of(place)
    if isinstance(sheets, MatterProblem):
        return Imported(problems=sheets.all)
    problems: list[MatterProblem] = []
    rows: dict[str, list[_Row]] = {table: [] for table in TABLES}
    for sheet in sheets:
        table = _table_of(sheet)
        if table is None:
            names = ", ".join(f"{key} ({words[-1]})" for key, words in _NAMES.items())
            problems.append(
                MatterProblem(
                    sheet.file,
                    f"sheet {sheet.name}",
                    f"expected the name of one of the exchange tables: {names}",
                    zh=f"认不出这张表，表名应含：{names}",
                )
            )
            continue
        found = list(_columns(sheet, table))
        problems += found
        if not found:
            read, wrong = _rows(sheet, table, clean=clean)
            rows[table] += read
            problems += wrong
    if not problems and not rows["basic"]:
        problems.append(
            MatterProblem(place, "", "expected a table 'basic' with at least one row", zh="缺少实施清单基本信息表")
        )
    if problems:
        return Imported(problems=tuple(problems))
    return _assembled(rows, theme)


def _table_of(sheet: Sheet) -> str | None:
    name = sheet.name.lower()
    for table, words in _NAMES.items():
        if any(word in name for word in words):
            return table
    fits = [table for table, columns in TABLES.items() if _has_its_columns(sheet, columns)]
    return fits[0] if len(fits) == 1 else None


def _has_its_columns(sheet: Sheet, columns: Mapping[str, Column]) -> bool:
    needed = [column for column in columns.values() if column.required]
    return bool(needed) and all(column.name in sheet.header or column.title in sheet.header for column in needed)


def _columns(sheet: Sheet, table: str) -> Iterator[MatterProblem]:
    """Columns that are missing, given twice, or unknown."""
    columns = TABLES[table]
    known = {**columns, **{column.title: column for column in columns.values()}}
    place = f"sheet {sheet.name}"
    for title in sorted({title for title in sheet.header if sheet.header.count(title) > 1}):
        yield MatterProblem(sheet.file, f"{place}, column {title}", "expected each column once", zh="这一列有两个")
    for title in sheet.header:
        if title not in known and title not in CARRIED:
            near = get_close_matches(title, known, n=1)
            hint = f"did you mean '{near[0]}'? " if near else ""
            expected = f"expected a column of the table '{table}'; {hint}Known here: {', '.join(columns)}"
            zh = f"没有这一列{f'，是不是 {near[0]}' if near else ''}；可用：{'、'.join(columns)}"
            yield MatterProblem(sheet.file, f"{place}, column {title or '(empty)'}", expected, zh=zh)
    for column in columns.values():
        if column.required and column.name not in sheet.header and column.title not in sheet.header:
            expected = f"expected this column ({column.title}); the table '{table}' cannot do without it"
            yield MatterProblem(
                sheet.file, f"{place}, column {column.name}", expected, zh=f"缺少必填列 {column.name}（{column.title}）"
            )


def _rows(sheet: Sheet, table: str, *, clean: bool) -> tuple[list[_Row], list[MatterProblem]]:
    columns = {column.title: column for column in TABLES[table].values()} | dict(TABLES[table])
    read, problems = [], []
    for number, values in sheet.rows:
        cells = {title: _cleaned(value) if clean else value for title, value in zip(sheet.header, values, strict=False)}
        row = _Row(sheet, number, cells, {})
        if len(values) > len(sheet.header):
            problems.append(_told(row, "", "expected no more cells than columns", "单元格比列多"))
        for title in sheet.header:
            column = columns.get(title)
            if column is not None:
                problems += _put(row, column, cells.get(title, ""))
        read.append(row)
    return read, problems


def _put(row: _Row, column: Column, text: str) -> Iterator[MatterProblem]:
    if not text:
        if column.required:
            yield _told(row, column.name, f"expected a value ({column.title}); it is required", f"{column.title}必填")
        return
    dirt = MARKUP.search(text) or CONTROL.search(text)
    if dirt is not None:
        expected = f"expected plain text; found {dirt[0][:20]!r} (importing with cleaning takes it out)"
        yield _told(row, column.name, expected, f"含有网页代码或控制字符 {dirt[0][:20]!r}，可用“清理”选项导入")
        return
    try:
        value = column.kind.read(text)
    except CellError as error:
        yield _told(row, column.name, f"expected {error.expected}", f"{column.title}应为{error.zh}")
        return
    *way, last = column.path.split(".")
    place = row.record
    for name in way:
        place = place.setdefault(name, {})
    place[last] = value


def _told(row: _Row, column: str, expected: str, zh: str) -> MatterProblem:
    path = f"{row.place}, column {column}" if column else row.place
    return MatterProblem(row.sheet.file, path, expected, line=None, zh=zh)


def _cleaned(text: str) -> str:
    """Without what has been encoded twice, without tags and control characters; a break is a new line."""
    plain = html.unescape(html.unescape(text))
    return CONTROL.sub("", _TAG.sub("", _BREAK.sub("\n", plain))).replace("\xa0", " ").strip()


def _assembled(rows: Mapping[str, list[_Row]], theme: str) -> Imported:
    items, problems = _newest(rows["basic"])
    children: dict[str, dict[int, list[_Row]]] = {}
    for table in ("extend", "material", "fee", "faq"):
        children[table], wrong = _linked(items, rows[table])
        problems += wrong
    directory = {row.cells.get("catalog_code", row.cells.get("基本编码", "")): row for row in rows["directory"]}
    matters: dict[str, Matter] = {}
    for place, row in enumerate(items):
        own = {table: children[table].get(place, []) for table in children}
        raw, wrong = _raw(row, own, directory, theme)
        problems += wrong
        if wrong:
            continue
        try:
            matter = Matter.model_validate(raw)
        except ValidationError as error:
            problems += [_told(row, _column_of(one.path), one.sentence, one.zh) for one in expectations(Matter, error)]
            continue
        if matter.code in matters:
            problems.append(
                _told(row, "task_code", f"expected each item once; '{matter.code}' is there twice", "事项重复")
            )
        matters[matter.code] = matter
    return Imported(problems=tuple(problems)) if problems else Imported(tuple(matters.values()))


def _newest(rows: list[_Row]) -> tuple[list[_Row], list[MatterProblem]]:
    """Of several versions of an item the newest; the same version twice is a mistake."""
    newest: dict[str, _Row] = {}
    problems = []
    for row in rows:
        code = row.record.get("national", {}).get("task_code", "")
        before = newest.get(code)
        if before is None or _version(row) > _version(before):
            newest[code] = row
        elif _version(row) == _version(before):
            expected = f"expected each item and version once; row {before.number} is the same"
            problems.append(_told(row, "task_code", expected, f"与第 {before.number} 行重复"))
    return list(newest.values()), problems


def _version(row: _Row) -> int:
    version: int = row.record.get("national", {}).get("task_version", 1)
    return version


def _linked(items: list[_Row], rows: list[_Row]) -> tuple[dict[int, list[_Row]], list[MatterProblem]]:
    """The rows of another table by the item they belong to."""
    linked: dict[int, list[_Row]] = {}
    problems = []
    by_key = {
        (link, row.cells.get(link) or row.cells.get("实施编码", "")): place
        for place, row in enumerate(items)
        for link in _LINKS
    }
    for row in rows:
        keys = [(link, row.cells[link]) for link in _LINKS if row.cells.get(link)]
        place = next((by_key[key] for key in keys if key in by_key), None)
        if place is None and not keys and len(items) == 1:
            place = 0
        if place is None:
            expected = "expected task_guid or task_code of a row of 'basic'"
            problems.append(_told(row, "task_guid", expected, "task_guid 或 task_code 在基本信息表里找不到"))
            continue
        linked.setdefault(place, []).append(row)
    return linked, problems


def _raw(
    row: _Row, own: Mapping[str, list[_Row]], directory: Mapping[str, _Row], theme: str
) -> tuple[dict[str, Any], list[MatterProblem]]:
    """What `Matter` is validated from."""
    national = row.record.get("national", {})
    above = directory.get(national.get("catalog_code", ""))
    raw = _merged(above.record if above else {}, row.record)
    for extended in own["extend"]:
        raw = _merged(raw, extended.record)
    fees, problems = _fees(own["fee"])
    place, result = raw.pop("place"), raw.pop("result", None)
    materials = [_material(number, entry.record) for number, entry in enumerate(own["material"], start=1)]
    raw |= {
        "code": _code(national.get("task_code", "")),
        "short_title": raw["title"],
        "theme": theme,
        "materials": materials,
        "fees": fees,
        "faqs": [entry.record for entry in own["faq"]],
        "places": [{"name": raw["department"], **place}],
        "counter": {
            "place": place["address"],
            "hours": place["hours"],
            "bring": [material["title"] for material in materials][:_BRING],
        },
        "results": [result] if result and "name" in result else [],
    }
    return _timed(raw), problems


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(first)
    for key, value in second.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict) and key == "national"
        merged[key] = {**merged[key], **value} if both else value
    return merged


def _timed(raw: dict[str, Any]) -> dict[str, Any]:
    """Terms of zero are none; the handling is what 办件类型 says, or follows from the promise."""
    for name in ("statutory", "promised"):
        if not raw.get(name, {}).get("count"):
            raw.pop(name, None)
    kind = raw.get("national", {}).get("project_type", {}).get("code")
    instant = kind == "1" or (kind != "2" and "promised" not in raw)
    return {**raw, "handling": "instant" if instant else "promised"}


def _material(number: int, record: Mapping[str, Any]) -> dict[str, Any]:
    form = _FORMS.get(str(record.get("form", "")), "either")
    return {**record, "key": f"m{number}", "origin": "scan", "note": record["title"], "form": form}


def _fees(rows: list[_Row]) -> tuple[list[dict[str, Any]], list[MatterProblem]]:
    fees, problems = [], []
    for number, row in enumerate(rows, start=1):
        try:
            amount = amount_of(row.record["standard"]["zh"])
        except CellError as error:
            problems.append(_told(row, FEE["fee_stand"].name, f"expected {error.expected}", f"收费标准应为{error.zh}"))
            continue
        fees.append({**row.record, "key": f"fee{number}", "amount_fen": amount})
    return fees, problems


def _code(task_code: str) -> str:
    return f"item-{_NOT_CODE.sub('-', task_code.lower()).strip('-')}"[:60]


def _column_of(path: str) -> str:
    """The column that fills the place a problem is told at, or the place itself."""
    plain = re.sub(r"\[\d+\]", "", path).replace("places.", "place.").replace("results.", "result.")
    for columns in TABLES.values():
        for column in columns.values():
            if plain == column.path or plain.startswith(f"{column.path}."):
                return column.name
    return path
