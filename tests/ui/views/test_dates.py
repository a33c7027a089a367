"""Dates and times as they are said on the screens."""

from datetime import UTC, date, datetime

import pytest

from ui.views.dates import clock_time, long_date, short_date

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "language", "short", "long"),
    [
        (SUNDAY, "zh_CN", "11月22日 周日", "11月22日 周日"),
        (SUNDAY, "en", "Sun 22 Nov", "Sunday 22 November"),
        (date(2026, 3, 2), "zh_CN", "3月2日 周一", "3月2日 周一"),
        (date(2026, 3, 2), "en", "Mon 2 Mar", "Monday 2 March"),
    ],
)
def test_a_day_is_said_in_its_language(day, language, short, long):
    assert (short_date(day, language), long_date(day, language)) == (short, long)


def test_time_is_china_s_also_over_midnight():
    assert clock_time(datetime(2026, 11, 22, 1, 52, 7, tzinfo=UTC)) == "09:52"
    assert clock_time(datetime(2026, 11, 22, 16, 5, tzinfo=UTC)) == "00:05"
