from datetime import date, datetime, timedelta

import pytest

from kiosk.clock import CHINA
from kiosk.matters.coded import Term, Unit
from kiosk.matters.deadline import WorkCalendar, deadline, due, load_calendar
from kiosk.matters.problems import MatterProblem


@pytest.fixture
def calendar() -> WorkCalendar:
    known = load_calendar()
    assert isinstance(known, WorkCalendar)
    return known


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("applied", "days", "due"),
    [
        ("2025-11-22T09:41", 3, "2025-11-26"),  # the Saturday of the design
        ("2026-03-02T09:00", 1, "2026-03-03"),
        ("2026-03-06T23:50", 1, "2026-03-09"),  # Friday night: Monday
        ("2026-02-13T10:00", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13T10:00", 2, "2026-02-24"),  # over the whole spring festival
        ("2026-09-30T23:59", 3, "2026-10-10"),  # 8, 9, and the Saturday that is worked
        ("2026-12-30T10:00", 1, "2026-12-31"),
    ],
)
def test_known_dates(calendar, applied, days, due):
    found = deadline(at(applied), days, calendar)
    assert (found.date, found.estimated) == (date.fromisoformat(due), False)


def test_year_without_a_notice_is_expected_only(calendar):
    found = deadline(at("2026-12-30T10:00"), 3, calendar)
    assert (found.date, found.estimated) == (date(2027, 1, 4), True)


def test_the_day_is_that_of_china(calendar):
    late = datetime.fromisoformat("2026-03-03T17:00:00+00:00")  # already the 4th in China
    assert deadline(late, 1, calendar).date == date(2026, 3, 5)


def test_naive_weekdays_would_be_wrong(calendar):
    """The planted bug: without the notices the spring festival counts as working days."""
    assert deadline(at("2026-02-13T10:00"), 5, WorkCalendar()).date < deadline(at("2026-02-13T10:00"), 5, calendar).date


def test_every_day_counted_is_worked(calendar):
    start = at("2026-01-01T08:00")
    for offset in range(300):
        found = deadline(start + timedelta(days=offset), 3, calendar)
        assert calendar.is_working(found.date)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("year = 2026\nnotice = 'x'\nholidays = []\n", "holidays", "1 or more entries"),
        (
            "year = 2026\nnotice = 'x'\n[[holidays]]\nname = 'a'\nfirst = 2026-01-03\nlast = 2026-01-01\n",
            "holidays[0]",
            "ends on",
        ),
        (
            "year = 2026\nnotice = 'x'\n[[holidays]]\nname = 'a'\nfirst = 2026-01-01\nlast = 2026-01-01\nwork = [2026-01-05]\n",
            "holidays[0]",
            "which is a weekday",
        ),
        (
            "year = 2025\nnotice = 'x'\n[[holidays]]\nname = 'a'\nfirst = 2025-01-01\nlast = 2025-01-01\n",
            "year",
            "name of the file",
        ),
        (
            "year = 2026\nnotice = 'x'\n[[holidays]]\nname = 'a'\nfirst = 2024-01-01\nlast = 2024-01-01\n",
            "",
            "lies outside 2026",
        ),
    ],
)
def test_malformed_calendar_is_told(tmp_path, text, path, expected):
    (tmp_path / "2026.toml").write_text(text, encoding="utf-8")
    problem = load_calendar(tmp_path)
    assert isinstance(problem, MatterProblem)
    assert problem.path == path
    assert expected in problem.expected


@pytest.mark.parametrize(
    ("count", "unit", "expected"),
    [
        (3, Unit.WORKING_DAYS, date(2026, 3, 11)),
        (1, Unit.CALENDAR_DAYS, date(2026, 3, 9)),  # a Saturday, so Monday
        (4, Unit.CALENDAR_DAYS, date(2026, 3, 10)),
        (2, Unit.HOURS, date(2026, 3, 9)),
        (73, Unit.HOURS, date(2026, 3, 10)),
        (1, Unit.MONTHS, date(2026, 4, 7)),  # the 6th is still 清明
        (10, Unit.MONTHS, date(2027, 1, 6)),
    ],
)
def test_terms_in_every_unit(calendar, count, unit, expected):
    friday = datetime(2026, 3, 6, 10, 0, tzinfo=CHINA)
    found = due(friday, Term(count=count, unit=unit), calendar)
    assert (found.date, found.estimated) == (expected, expected.year > 2026)


def test_a_month_later_is_the_last_day_where_there_is_no_such_day(calendar):
    last_of_january = datetime(2026, 1, 30, 10, 0, tzinfo=CHINA)
    assert due(last_of_january, Term(count=1, unit=Unit.MONTHS), calendar).date == date(2026, 2, 28), (
        "a Saturday that is worked"
    )
