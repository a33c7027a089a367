"""The legal clock against a slow one that lists every day, on the real calendars with their 调休."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.cases.clock import Interval, due_day, is_expected, last_day_with, longest_path, remaining
from kiosk.clock import CHINA
from kiosk.matters.coded import Term, Unit
from kiosk.matters.deadline import WorkCalendar, due, load_calendar

FIRST = date(2025, 1, 1)
_loaded = load_calendar()
assert isinstance(_loaded, WorkCalendar)
CALENDAR = _loaded
HORIZON = [FIRST + timedelta(days=index) for index in range(3 * 366)]

days = st.integers(0, 700).map(lambda offset: FIRST + timedelta(days=offset))
pauses = st.lists(st.tuples(days, st.integers(0, 40)), max_size=5).map(
    lambda found: [Interval(begin, begin + timedelta(days=length)) for begin, length in found]
)


def slow_due(start: date, count: int, paused: Iterable[Interval], *, working: bool) -> date:
    """Every day from the start on, thrown out one reason after the other; the one that is left at the place wanted."""
    excluded = {
        one.began + timedelta(days=index)
        for one in paused
        if one.ended is not None
        for index in range(1, (one.ended - one.began).days + 1)
    }
    counted = [day for day in HORIZON if day > start and day not in excluded]
    if working:
        counted = [day for day in counted if CALENDAR.is_working(day)]
    end = counted[count - 1]
    return end if working else next(day for day in HORIZON if day >= end and CALENDAR.is_working(day))


@settings(max_examples=150, deadline=None)
@given(days, st.integers(1, 45), pauses, st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
def test_a_due_day_is_that_of_the_slow_clock(start: date, count: int, paused: list[Interval], unit: Unit) -> None:
    expected = slow_due(start, count, paused, working=unit is Unit.WORKING_DAYS)
    assert due_day(start, Term(count=count, unit=unit), paused, CALENDAR) == expected


@settings(max_examples=150, deadline=None)
@given(days, st.integers(1, 45), st.sampled_from(list(Unit)))
def test_without_a_pause_it_is_the_day_that_the_kiosk_prints(start: date, count: int, unit: Unit) -> None:
    term = Term(count=min(count, 11) if unit is Unit.MONTHS else count, unit=unit)
    applied_at = datetime.combine(start, time(23, 50), CHINA)
    assert due_day(start, term, (), CALENDAR) == due(applied_at, term, CALENDAR).date


@settings(max_examples=100, deadline=None)
@given(days, days)
def test_what_is_left_is_counted_day_by_day(today: date, due: date) -> None:
    left = remaining(today, due, CALENDAR)
    if today <= due:
        assert left == len([day for day in HORIZON if today < day <= due and CALENDAR.is_working(day)])
    else:
        assert left == -max(1, len([day for day in HORIZON if due < day <= today and CALENDAR.is_working(day)]))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 5))
def test_the_last_soon_day_is_soon_and_the_next_is_not(today: date, left: int) -> None:
    last = last_day_with(today, left, CALENDAR)
    assert remaining(today, last, CALENDAR) <= left
    assert remaining(today, last + timedelta(days=1), CALENDAR) == left + 1


def test_the_spring_festival_and_its_working_saturdays() -> None:
    # 15 to 23 February 2026 are off, Saturday 14 and Saturday 28 are worked.
    assert due_day(date(2026, 2, 13), Term(count=1), (), CALENDAR) == date(2026, 2, 14)
    assert due_day(date(2026, 2, 13), Term(count=2), (), CALENDAR) == date(2026, 2, 24)
    assert due_day(date(2026, 2, 26), Term(count=2), (), CALENDAR) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("term", "due"),
    [
        (Term(count=24, unit=Unit.HOURS), date(2026, 11, 23)),  # Saturday: the next working day
        (Term(count=1, unit=Unit.MONTHS), date(2026, 12, 21)),  # 20 December is a Sunday
        (Term(count=3, unit=Unit.MONTHS), date(2027, 2, 22)),
        (Term(count=30, unit=Unit.CALENDAR_DAYS), date(2026, 12, 21)),
    ],
)
def test_other_units(term: Term, due: date) -> None:
    assert due_day(date(2026, 11, 20), term, (), CALENDAR) == due


def test_the_end_of_a_short_month() -> None:
    assert due_day(date(2026, 1, 31), Term(count=1, unit=Unit.MONTHS), (), CALENDAR) == date(2026, 2, 28)


def test_a_pause_that_lasts_leaves_no_due_day() -> None:
    assert due_day(date(2026, 11, 20), Term(count=3), [Interval(date(2026, 11, 21))], CALENDAR) is None


def test_a_pause_of_one_day_costs_nothing() -> None:
    day = date(2026, 11, 23)
    paused = due_day(date(2026, 11, 20), Term(count=3), [Interval(day, day)], CALENDAR)
    assert paused == due_day(date(2026, 11, 20), Term(count=3), (), CALENDAR)


@pytest.mark.parametrize(
    ("start", "due", "expected"),
    [
        (date(2026, 11, 20), date(2026, 12, 31), False),
        (date(2026, 12, 20), date(2090, 1, 4), True),
        (date(1990, 12, 31), date(2026, 1, 5), True),
    ],
)
def test_a_day_across_a_year_without_its_notice_is_expected_only(start: date, due: date, expected: bool) -> None:
    assert is_expected(start, due, CALENDAR) is expected


def test_the_longest_path_and_a_circle_that_ends() -> None:
    own = {"a": 3, "b": 5, "c": 2, "d": 1}
    assert longest_path(own, {"c": ["a", "b"], "d": ["c"]}) == {"a": 3, "b": 5, "c": 7, "d": 8}
    assert longest_path(own, {"c": ["not-here"]})["c"] == 2
    circle = longest_path({"a": 3, "b": 5}, {"a": ["b"], "b": ["a"]})
    assert circle == {"a": 8, "b": 5}
