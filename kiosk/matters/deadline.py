"""Deadlines in working days, with public holidays and the working weekends that pay for them (调休).

The State Council gives one notice a year, usually in November for the next year. A year without its notice counts Monday
to Friday, and a date that rests on such a year is marked as expected (预计). Counting starts on the working day after the
application (行政许可法 art. 82: working days, without statutory holidays).
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from kiosk.clock import CHINA
from kiosk.matters.coded import Term, Unit
from kiosk.matters.model import Part
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem

CALENDARS = Path(__file__).parent / "calendars"
"""The notices this version was shipped with"""

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class Holiday(Part):
    """One holiday of the notice: days off, and the weekend days worked for it."""

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"'{self.name}' ends on {self.last}, before it begins on {self.first}")
        weekdays = [day.isoformat() for day in self.work if day.weekday() < _SATURDAY]
        if weekdays:
            raise ValueError(f"'{self.name}' lists {', '.join(weekdays)} as a worked weekend day, which is a weekday")
        return self


class Notice(Part):
    """The holidays of one year."""

    year: Annotated[int, Field(ge=2007, le=2200)]
    notice: str
    holidays: Annotated[tuple[Holiday, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for holiday in self.holidays:
            if self.year not in {holiday.first.year, holiday.last.year}:
                raise ValueError(f"'{holiday.name}' lies outside {self.year}")
        return self


@dataclass(frozen=True)
class WorkCalendar:
    """The notices known here."""

    notices: tuple[Notice, ...] = ()

    @cached_property
    def years(self) -> frozenset[int]:
        """The years with a notice."""
        return frozenset(notice.year for notice in self.notices)

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(
            holiday.first + _ONE_DAY * offset
            for notice in self.notices
            for holiday in notice.holidays
            for offset in range((holiday.last - holiday.first).days + 1)
        )

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(day for notice in self.notices for holiday in notice.holidays for day in holiday.work)

    def is_working(self, day: date) -> bool:
        """Whether offices work on `day`; Monday to Friday in a year without a notice."""
        if day in self._worked:
            return True
        return day.weekday() < _SATURDAY and day not in self._off


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which a matter is done; `estimated` when a year on the way has no notice yet (预计)."""

    date: date
    estimated: bool = False


def deadline(applied_at: datetime, days: int, calendar: WorkCalendar) -> Deadline:
    """The last of `days` working days after the application. `applied_at` is aware; the day is that of China."""
    start = applied_at.astimezone(CHINA).date()
    day, left = start, days
    while left > 0:
        day += _ONE_DAY
        left -= calendar.is_working(day)
    unknown = set(range(start.year, day.year + 1)) - calendar.years
    return Deadline(day, estimated=bool(unknown))


def due(applied_at: datetime, term: Term, calendar: WorkCalendar) -> Deadline:
    """The day by which `term` is over, as long as nothing pauses it (the platform's clock knows pauses).

    Working days are counted as in `deadline`. Any other unit is counted in days of the calendar, hours to the end of their
    day, and what would end on a day off ends on the next working day (民法典 art. 202 and 203).
    """
    if term.unit is Unit.WORKING_DAYS:
        return deadline(applied_at, term.count, calendar)
    start = applied_at.astimezone(CHINA).date()
    if term.unit is Unit.MONTHS:
        day = _months_later(start, term.count)
    else:
        day = start + _ONE_DAY * (term.count if term.unit is Unit.CALENDAR_DAYS else ceil(term.count / 24))
    while not calendar.is_working(day):
        day += _ONE_DAY
    return Deadline(day, estimated=bool(set(range(start.year, day.year + 1)) - calendar.years))


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + months, 12)
    last = monthrange(start.year + year, month + 1)[1]
    return date(start.year + year, month + 1, min(start.day, last))


def load_calendar(folder: Path = CALENDARS) -> WorkCalendar | MatterProblem:
    """All notices in `folder` (``YYYY.toml``), or the first problem, which is fatal: a wrong date is worse than no start."""
    notices = []
    for file in sorted(folder.glob("*.toml")):
        notice = parse_toml(file, Notice)
        if isinstance(notice, MatterProblem):
            return notice
        if file.stem != str(notice.year):
            return MatterProblem(file, "year", f"expected {file.stem}, the name of the file; found {notice.year}")
        notices.append(notice)
    return WorkCalendar(tuple(notices))
