"""The legal clock of a case: working days, pauses left out, and how much is left. Pure; days are those of China.

The day of an event is its own day, and counting goes on with the next (行政许可法 art. 82 and 45): the day of the
application does not count; neither do the days after a pause began, up to and with the day on which it ended.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from kiosk.matters.coded import Term, Unit
from kiosk.matters.deadline import WorkCalendar

_ONE_DAY = timedelta(days=1)
_HOURS = 24
_MONTHS = 12
YELLOW_DAYS = 1
"""Working days left from which a case is called soon overdue, unless an installation says otherwise"""


@dataclass(frozen=True, slots=True)
class Interval:
    """A pause, from the day on which it began to the day on which it ended; `ended` is None while it lasts."""

    began: date
    ended: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` does not count because of this pause."""
        return self.began < day and (self.ended is None or day <= self.ended)


def day_of(moment: datetime) -> date:
    """The day of an aware `moment` in China."""
    return timezone.localtime(moment).date()


def due_day(start: date, term: Term, pauses: Sequence[Interval], calendar: WorkCalendar) -> date | None:
    """The last day of `term` counted from `start`; None while a pause keeps it from being known.

    Months are those of the calendar, and what is not counted in working days ends on the next working day when its last
    day is none (民法典 art. 202 and 203). Hours end with their day.
    """
    if any(pause.ended is None for pause in pauses):
        return None
    working = term.unit is Unit.WORKING_DAYS
    day, left = start, _days(start, term)
    while left > 0:
        day += _ONE_DAY
        left -= (not working or calendar.is_working(day)) and not any(pause.holds(day) for pause in pauses)
    while not working and not calendar.is_working(day):
        day += _ONE_DAY
    return day


def is_expected(start: date, due: date, calendar: WorkCalendar) -> bool:
    """Whether `due` is 预计 only: between `start` and it lies a year whose holidays nobody has told yet."""
    return not calendar.years.issuperset(range(start.year, due.year + 1))


def remaining(today: date, due: date, calendar: WorkCalendar) -> int:
    """Working days after `today` up to and with `due`; below zero the working days that it is late."""
    if today <= due:
        return _working_between(today, due, calendar)
    return -max(1, _working_between(due, today, calendar))


def last_day_with(today: date, days: int, calendar: WorkCalendar) -> date:
    """The latest due day that leaves `days` working days or fewer: up to here it is soon overdue."""
    day = today
    while _working_between(today, day + _ONE_DAY, calendar) <= days:
        day += _ONE_DAY
    return day


def longest_path(own: dict[str, int], after: dict[str, Iterable[str]]) -> dict[str, int]:
    """Days from the start until each member of a bundle can be done: its own and the longest of what goes before.

    Members of `after` that are not in `own` have not arrived and count nothing; so does an edge that closes a circle.
    """
    found: dict[str, int] = {}
    begun: set[str] = set()

    def until(code: str) -> int:
        if code not in found:
            begun.add(code)
            before = [one for one in after.get(code, ()) if one in own and (one in found or one not in begun)]
            found[code] = own[code] + max((until(one) for one in before), default=0)
        return found[code]

    return {code: until(code) for code in own}


def _days(start: date, term: Term) -> int:
    match term.unit:
        case Unit.MONTHS:
            return (_months_later(start, term.count) - start).days
        case Unit.HOURS:
            return -(-term.count // _HOURS)
        case _:
            return term.count


def _months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _working_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first`, up to and with `last`."""
    return sum(calendar.is_working(first + _ONE_DAY * index) for index in range(1, (last - first).days + 1))
