"""Seconds of a civil day in China, hour by hour: pure."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")
HOURS = 24
DAY_S = 86_400
_HOUR_S = 3600


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When `day` begins and ends."""
    begin = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return begin, begin + timedelta(days=1)


def seconds_by_hour(began: datetime, until: datetime, day: date) -> list[int]:
    """How many seconds of each hour of `day` lie between the two moments."""
    begin, end = day_bounds(day)
    first, last = max(began, begin), min(until, end)
    found = [0] * HOURS
    if first >= last:
        return found
    from_s, to_s = (first - begin).total_seconds(), (last - begin).total_seconds()
    for hour in range(int(from_s // _HOUR_S), min(HOURS, int(to_s // _HOUR_S) + 1)):
        found[hour] = round(max(0.0, min(to_s, (hour + 1) * _HOUR_S) - max(from_s, hour * _HOUR_S)))
    return found


def added(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """Hour by hour."""
    return [left + right for left, right in zip(one, other, strict=True)]
