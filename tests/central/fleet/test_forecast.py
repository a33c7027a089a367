"""When paper runs out: told where enough is known, and honestly not told where not."""

from datetime import UTC, datetime, timedelta

import pytest

from central.fleet.forecast import Forecast, Reading, Sure, forecast

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def falling(*percents: int, hours: float = 12.0) -> list[Reading]:
    """One reading each `hours`, the last one `hours` ago."""
    return [(NOW - timedelta(hours=hours * (len(percents) - place)), one) for place, one in enumerate(percents)]


def test_a_steady_fall_is_followed_to_its_end() -> None:
    found = forecast(falling(90, 80, 70, 60, 50, hours=24), NOW)
    assert found.sure is Sure.YES
    assert found.empty_at is not None
    assert timedelta(days=5) <= found.empty_at - NOW <= timedelta(days=7)
    assert found.percent == 50
    assert 7 < found.per_day < 11


@pytest.mark.parametrize(
    ("readings", "sure"),
    [
        ([], Sure.NO_LEVEL),
        (falling(50), Sure.NOT_ENOUGH),
        (falling(50, 40), Sure.NOT_ENOUGH),
        (falling(52, 51, 50, 49, hours=2), Sure.NOT_ENOUGH),
        (falling(50, 50, 50, 50), Sure.NOT_ENOUGH),
        (falling(51, 50, 49, hours=24), Sure.NOT_ENOUGH),
        (falling(100, 99, 98, 97, hours=24 * 20), Sure.FAR),
        (falling(20, 10, 0), Sure.EMPTY),
    ],
)
def test_what_is_not_known_is_not_told(readings: list[Reading], sure: Sure) -> None:
    found = forecast(readings, NOW)
    assert found.sure is sure
    assert found.empty_at is None


def test_what_was_before_the_refill_does_not_count() -> None:
    assert forecast(falling(30, 20, 10, 100), NOW).sure is Sure.NOT_ENOUGH
    found = forecast(falling(30, 20, 10, 100, 96, 92, hours=24), NOW)
    assert (found.sure, found.readings) == (Sure.YES, 3)
    assert found.empty_at is not None
    assert found.empty_at > NOW + timedelta(days=15)


def test_a_wavering_sensor_is_no_refill() -> None:
    assert forecast(falling(60, 50, 52, 40, 30, hours=24), NOW).readings == 5


def test_a_printer_that_nobody_uses_any_more_does_not_go_on_falling() -> None:
    weeks_ago = [(at - timedelta(days=40), percent) for at, percent in falling(90, 80, 70, hours=24)]
    found = forecast(weeks_ago, NOW)
    assert found.per_day < 1
    assert forecast(falling(90, 80, 70, hours=24), NOW).per_day > 5


def test_the_answer_says_on_how_much_it_stands() -> None:
    assert forecast(falling(90, 80, 70, hours=24), NOW) != Forecast(Sure.YES, 70)
    assert forecast(falling(90, 80, 70, hours=24), NOW).readings == 3
