"""Seconds of a day in China, hour by hour."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from central.fleet.hours import DAY_S, HOURS, day_bounds, seconds_by_hour

DAY = date(2026, 11, 22)
BEGIN, END = day_bounds(DAY)


def test_the_day_is_the_one_in_china() -> None:
    assert datetime(2026, 11, 21, 16, tzinfo=UTC) == BEGIN
    assert timedelta(days=1) == END - BEGIN


def test_hours_get_what_lies_in_them() -> None:
    found = seconds_by_hour(BEGIN + timedelta(minutes=90), BEGIN + timedelta(hours=3), DAY)
    assert found[:4] == [0, 1800, 3600, 0]
    assert sum(seconds_by_hour(BEGIN - timedelta(days=2), END + timedelta(days=2), DAY)) == DAY_S
    assert sum(seconds_by_hour(END, END + timedelta(hours=1), DAY)) == 0
    assert sum(seconds_by_hour(BEGIN - timedelta(hours=1), BEGIN, DAY)) == 0


@given(st.integers(-90_000, 180_000), st.integers(0, 90_000))
def test_no_second_is_lost_or_counted_twice(start: int, length: int) -> None:
    began = BEGIN + timedelta(seconds=start)
    found = seconds_by_hour(began, began + timedelta(seconds=length), DAY)
    within = max(0, min(start + length, DAY_S) - max(start, 0))
    assert len(found) == HOURS
    assert sum(found) == within
    assert all(0 <= one <= 3600 for one in found)
