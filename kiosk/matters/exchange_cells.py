"""One cell of an exchange table as a value of a matter, and back. Codes keep the set they were read by."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from kiosk.matters.code_sets import CodeSet
from kiosk.matters.coded import Unit
from kiosk.matters.guidance import FlowStep

Read = Callable[[str], Any]
Write = Callable[[Any], str]

_SEPARATORS = re.compile(r"[,，;；、|]+")
_LINES = re.compile(r"(?:\r?\n)+")
_NUMBERING = re.compile(r"^\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])\s*")
_AMOUNT = re.compile(r"(\d+(?:\.\d{1,2})?)\s*元")
_TRUE, _FALSE = frozenset({"1", "是", "支持", "true", "y"}), frozenset({"0", "否", "不支持", "false", "n"})
_SENTENCE = 300
_UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        "1": Unit.WORKING_DAYS,
        "工作日": Unit.WORKING_DAYS,
        "g": Unit.WORKING_DAYS,
        "workday": Unit.WORKING_DAYS,
        "2": Unit.CALENDAR_DAYS,
        "自然日": Unit.CALENDAR_DAYS,
        "z": Unit.CALENDAR_DAYS,
        "3": Unit.HOURS,
        "小时": Unit.HOURS,
        "5": Unit.MONTHS,
        "月": Unit.MONTHS,
    }
)
_UNIT_CODES = {Unit.WORKING_DAYS: "1", Unit.CALENDAR_DAYS: "2", Unit.HOURS: "3", Unit.MONTHS: "5"}
_STEPS = (
    ("accept", ("受理", "收件", "申请")),
    ("examine", ("审核", "审查", "初审")),
    ("approve", ("审批", "决定", "批准")),
    ("conclude", ("办结", "制证")),
    ("deliver", ("送达", "领取", "发证")),
)


class CellError(ValueError):
    """What a cell should have held, as a sentence in English and in Chinese."""

    def __init__(self, expected: str, zh: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.zh = zh


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of cell is read (empty cells are not) and written."""

    read: Read
    write: Write


def _sentence(text: str) -> str:
    if len(text) > _SENTENCE:
        raise CellError(f"text of at most {_SENTENCE} characters; found {len(text)}", f"不超过 {_SENTENCE} 字的文字")
    return text


def _said(text: str) -> dict[str, str]:
    """A sentence that nobody has translated yet stands in both languages; the lint tells it."""
    return {"zh": _sentence(text), "en": text}


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise CellError("a whole number", "整数")
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise CellError("1 or 0", "1（是）或 0（否）")


def _day(text: str) -> date:
    for form in ("%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day without a time
        except ValueError:
            continue
    raise CellError("a date as YYYYMMDD", "日期 YYYYMMDD")


def _unit(text: str) -> Unit:
    try:
        return _UNITS[text.lower()]
    except KeyError:
        raise CellError(
            "a unit: 1 工作日, 2 自然日, 3 小时 or 5 月", "时限单位：1 工作日、2 自然日、3 小时、5 月"
        ) from None


def lines_of(text: str) -> list[str]:
    """The points of a list somebody wrote into one cell, without their numbers."""
    return [_NUMBERING.sub("", line).strip() for line in _LINES.split(text) if _NUMBERING.sub("", line).strip()]


def _conditions(text: str) -> list[dict[str, Any]]:
    return [{"key": f"c{number}", "text": {"zh": line}} for number, line in enumerate(lines_of(text), start=1)]


def _flow(text: str) -> list[dict[str, Any]]:
    return [{"kind": _step(line), "title": _said(line[:_SENTENCE])} for line in lines_of(text)]


def _step(line: str) -> str:
    """The kind of the word that comes first in the line."""
    found = [(line.find(word), kind) for kind, words in _STEPS for word in words if word in line]
    return min(found)[1] if found else "other"


def _basis(text: str) -> list[dict[str, Any]]:
    return [{"name": _sentence(line)} for line in lines_of(text.replace("；", "\n"))]


def amount_of(text: str) -> int:
    """Fen, from a standard such as ``20 元/本``."""
    found = _AMOUNT.search(text)
    if found is None:
        raise CellError("a standard that names an amount, such as 20 元/本", "写明金额的标准，例如 20 元/本")
    return round(float(found[1]) * 100)


def _specials(text: str) -> list[dict[str, Any]]:
    return [] if text in {"无", "0"} else [{"name": _said(line)} for line in lines_of(text)]


def _names(text: str) -> list[str]:
    return [name for name in _SEPARATORS.split(text) if name]


def _joined(entries: Any) -> str:  # noqa: ANN401 - each kind of cell has its own type, bound by its column
    return "\n".join(entries)


def code(code_set: CodeSet) -> Kind:
    """A cell with one code of `code_set`."""
    return Kind(lambda text: _coded(code_set, text), lambda value: value.code if value else "")


def codes(code_set: CodeSet) -> Kind:
    """A cell with several codes, separated by commas."""
    return Kind(
        lambda text: [_coded(code_set, part) for part in _names(text)],
        lambda values: ",".join(value.code for value in values),
    )


def _coded(code_set: CodeSet, text: str) -> dict[str, str]:
    by_name = {meaning: key for key, meaning in code_set.entries.items()}
    try:
        return code_set.read(by_name.get(text, text)).model_dump()
    except ValueError:
        known = ", ".join(f"{key} {meaning}" for key, meaning in list(code_set.entries.items())[:9])
        raise CellError(f"a code of {code_set.name}: {known}", f"{code_set.title}代码：{known}") from None


def _written_flow(steps: tuple[FlowStep, ...]) -> str:
    return _joined(step.title.zh for step in steps)


TEXT = Kind(str, lambda value: value or "")
SENTENCE = Kind(_sentence, lambda value: value or "")
SAID = Kind(_said, lambda value: value.zh if value else "")
PROSE = Kind(lambda text: {"zh": text}, lambda value: value.zh if value else "")
WHOLE = Kind(_whole, lambda value: "" if value is None else str(value))
FLAG = Kind(_flag, lambda value: "" if value is None else str(int(value)))
COUNT = Kind(_whole, lambda value: str(value or 0))
"""Of a time limit; 0 where there is none"""
DAY = Kind(_day, lambda value: f"{value:%Y%m%d}" if value else "")
UNIT = Kind(_unit, lambda value: _UNIT_CODES[value or Unit.WORKING_DAYS])
NAMES = Kind(_names, ",".join)
CONDITIONS = Kind(_conditions, lambda values: _joined(value.text.zh for value in values))
FLOW = Kind(_flow, _written_flow)
BASIS = Kind(_basis, lambda values: _joined(value.name for value in values))
SPECIALS = Kind(_specials, lambda values: _joined(value.name.zh for value in values) or "无")
