"""Sentences, dates and money in one language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.clock import CHINA
from kiosk.faults import Fault, fault
from kiosk.faults import Words as FaultWords
from kiosk.matters.coded import Term
from kiosk.matters.fields import said
from kiosk.matters.masks import STAR, masked
from kiosk.matters.model import FieldSpec, Mask, Text
from ui import i18n

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FEN = 100
_GROUP = 4
_OFFICE_IN_TITLE = 12
_LISTED = 4


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is said in ``language`` (``zh_CN`` or ``en``)."""

    language: str

    @property
    def english(self) -> bool:
        """Whether the language is English."""
        return self.language.startswith("en")

    def text(self, key: str, **values: object) -> str:
        """One sentence of the screens."""
        return i18n.text(self.language, key, **values)

    def of(self, text: Text) -> str:
        """One sentence of a matter."""
        return text.get(self.language)

    def length(self, term: Term, *, short: bool = False) -> str:
        """``3 个工作日``, ``2 个月``; English says no more than ``20 days`` where it is `short`."""
        return self.text(f"term.{'short.' if short else ''}{term.unit.value}", count=term.count)

    def office(self, name: Text) -> str:
        """The office by its name where that is short enough for a title, else 主管部门."""
        said = self.of(name)
        return said if len(said) <= _OFFICE_IN_TITLE else self.text("office.generic")

    def inside(self, label: str) -> str:
        """A label within a sentence: without its capital in English."""
        return label[:1].lower() + label[1:] if self.english else label

    def listed(self, names: Sequence[str]) -> str:
        """Names one after the other; of many the first three and how many there are."""
        if len(names) > _LISTED:
            first = self.text("list.comma").join(names[: _LISTED - 1])
            return self.text("list.more", first=first, count=len(names))
        return self.text("list.comma").join(names)

    def value(self, spec: FieldSpec, text: str) -> str:
        """A value of the form in full: one of a code set in this language, anything else as it came."""
        return said(spec, text, self.language)

    def veiled(self, spec: FieldSpec, text: str) -> str:
        """The same as it may be seen, with air in a long number: alike on every screen."""
        shown = masked(self.value(spec, text), spec.mask)
        return spaced(shown) if spec.mask in (Mask.ID_NUMBER, Mask.PHONE) else shown

    def fault(self, code: str) -> tuple[Fault, FaultWords]:
        """The row of a fault, and what it says to the citizen."""
        row = fault(code)
        return row, row.words(self.language)

    def amount(self, fen: int) -> str:
        """``20.00``; the unit is a word of its own."""
        return f"{fen // _FEN}.{fen % _FEN:02}"

    def price(self, fen: int) -> str:
        """``20 元``, ``20.50 元``, ``¥20``."""
        short = str(fen // _FEN) if fen % _FEN == 0 else self.amount(fen)
        return self.text("money.price", amount=short)

    def day(self, day: date) -> str:
        """``11月26日``, ``26 Nov``."""
        return f"{day.day} {_MONTHS[day.month - 1]}" if self.english else f"{day.month}月{day.day}日"

    def clock(self, moment: datetime, *, seconds: bool = False) -> str:
        """The time of day in China, ``09:52``."""
        return moment.astimezone(CHINA).strftime("%H:%M:%S" if seconds else "%H:%M")

    def moment(self, moment: datetime, now: datetime, *, seconds: bool = False) -> str:
        """``今天 09:52``, or with the day when that is another one."""
        there = moment.astimezone(CHINA).date()
        time = self.clock(moment, seconds=seconds)
        if there == now.astimezone(CHINA).date():
            return self.text("time.today", time=time)
        return f"{self.day(there)} {time}"


def grouped(number: str) -> str:
    """A long plain number in fours, as people read it out; anything else as it is."""
    if not number.isdigit() or len(number) <= _GROUP * 2:
        return number
    return " ".join(number[start : start + _GROUP] for start in range(0, len(number), _GROUP))


def side_by_side(parts: Iterable[str]) -> str:
    """``甲 · 乙``: a line ends after the dot, never before it."""
    return "\N{NO-BREAK SPACE}· ".join(parts)


def minutes_seconds(seconds: float) -> str:
    """``04:36``; never below zero."""
    left = max(0, int(seconds))
    return f"{left // 60:02}:{left % 60:02}"


def spaced(masked_number: str) -> str:
    """A veiled number with air around its stars: ``990101 ＊＊＊＊＊＊＊＊ 1216``."""
    head = masked_number.rstrip("0123456789Xx").rstrip(STAR)
    rest = masked_number[len(head) :]
    tail = rest.lstrip(STAR)
    stars = rest[: len(rest) - len(tail)]
    return " ".join(part for part in (head, stars, tail) if part)
