"""The hours in which a matter is done at a kiosk, China time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kiosk.clock import CHINA
from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.service import OpeningHours

_FARTHEST_DAYS = 16
"""The longest holiday with the days around it is shorter"""


def is_open(opening: Sequence[OpeningHours], now: datetime, calendar: WorkCalendar) -> bool:
    """Whether it is done at `now` (aware). Without any hours it always is."""
    here = now.astimezone(CHINA)
    return not opening or any(
        hours.opens <= here.time() < hours.closes and _is_its_day(hours, here, calendar) for hours in opening
    )


def opens_next(opening: Sequence[OpeningHours], now: datetime, calendar: WorkCalendar) -> datetime | None:
    """When it is done again after `now`, China time; ``None`` when it is open, or not for half a month."""
    if is_open(opening, now, calendar):
        return None
    here = now.astimezone(CHINA)
    days = (here + timedelta(days=ahead) for ahead in range(_FARTHEST_DAYS))
    starts = (
        datetime.combine(day.date(), hours.opens, CHINA)
        for day in days
        for hours in opening
        if _is_its_day(hours, day, calendar)
    )
    return min((start for start in starts if start > here), default=None)


def _is_its_day(hours: OpeningHours, day: datetime, calendar: WorkCalendar) -> bool:
    match hours.on:
        case "working_days":
            return calendar.is_working(day.date())
        case "days_off":
            return not calendar.is_working(day.date())
        case _:
            return True
