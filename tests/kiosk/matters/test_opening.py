from datetime import datetime, time

import pytest

from kiosk.clock import CHINA
from kiosk.matters.availability import CLOSED, Level, Situation, availability
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.opening import is_open, opens_next
from kiosk.matters.service import OpeningHours
from tests.kiosk.matters.whole import whole_matter

_LOADED = load_calendar()
assert isinstance(_LOADED, WorkCalendar)
CALENDAR: WorkCalendar = _LOADED
OFFICE = (
    OpeningHours(on="working_days", opens=time(9), closes=time(12)),
    OpeningHours(on="working_days", opens=time(13), closes=time(17)),
    OpeningHours(on="days_off", opens=time(10), closes=time(11)),
)
USABLE = frozenset({"id_card_reader", "receipt_printer", "document_printer", "document_camera", "scan_to_pay"})


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    """In 2026; the 6th of March is a Friday."""
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(6, 9), True),
        (at(6, 8, 59), False),
        (at(6, 12), False),
        (at(6, 13), True),
        (at(7, 9, 30), False),
        (at(7, 10, 30), True),
        (at(14, 9, 30, month=2), True),  # a Saturday that is worked for the Spring Festival
        (at(17, 9, 30, month=2), False),
    ],
)
def test_hours_go_by_working_days(now, expected):
    assert is_open(OFFICE, now, CALENDAR) is expected


def test_the_next_opening_is_told():
    assert opens_next(OFFICE, at(6, 12, 30), CALENDAR) == at(6, 13)
    assert opens_next(OFFICE, at(6, 17), CALENDAR) == at(7, 10)
    assert opens_next(OFFICE, at(6, 10), CALENDAR) is None
    assert opens_next(OFFICE[:1], at(15, 9, month=2), CALENDAR) == at(24, 9, month=2), "after the whole festival"


def test_without_hours_it_is_never_closed():
    assert is_open((), at(1, 3), CALENDAR)
    assert opens_next((), at(1, 3), CALENDAR) is None


def test_a_closed_matter_cannot_be_done_now():
    matter = whole_matter()
    asleep = Situation(USABLE, online=True, now=at(6, 23), calendar=CALENDAR)
    awake = Situation(USABLE, online=True, now=at(6, 9), calendar=CALENDAR)
    assert availability(matter, asleep).reasons == (CLOSED,)
    assert availability(matter, awake).level is Level.CAN_FINISH


def test_hours_over_midnight_are_two_entries():
    with pytest.raises(ValueError, match="two entries"):
        OpeningHours(opens=time(20), closes=time(6))
