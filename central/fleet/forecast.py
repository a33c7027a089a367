"""When something runs out, from what was left of it over time: pure. Says so when too little is known to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

Reading = tuple[datetime, int]
"""When, and percent left"""
REFILL = 5
"""Points by which a level has to rise to be a refill and no wavering of a sensor"""
LEAST_READINGS = 3
LEAST_TIME = timedelta(hours=12)
LEAST_FALL = 3
FARTHEST = timedelta(days=90)


class Sure(StrEnum):
    """Whether there is a forecast, and why not."""

    YES = "yes"
    NO_LEVEL = "no_level"
    """Nothing measures it"""
    NOT_ENOUGH = "not_enough"
    """Too few readings since it was filled, or over too short a time"""
    FAR = "far"
    """It lasts longer than anybody should plan by this"""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is left, and when nothing is. `empty_at` is there if, and only if, it is `YES`."""

    sure: Sure
    percent: int | None = None
    empty_at: datetime | None = None
    per_day: float = 0.0
    """Points that it falls in a day"""
    readings: int = 0
    """How many the forecast stands on"""


def forecast(readings: Sequence[Reading], now: datetime) -> Forecast:
    """By a straight line through the readings since the last refill; `readings` in the order of time."""
    if not readings:
        return Forecast(Sure.NO_LEVEL)
    since = _since_refill(readings)
    percent = since[-1][1]
    if percent == 0:
        return Forecast(Sure.EMPTY, 0, readings=len(since))
    known = Forecast(Sure.NOT_ENOUGH, percent, readings=len(since))
    if len(since) < LEAST_READINGS or now - since[0][0] < LEAST_TIME or since[0][1] - percent < LEAST_FALL:
        return known
    # The last level still holds: without this point a printer that nobody uses any more would go on falling.
    per_day = -_slope_per_day([*since, (now, percent)])
    if per_day <= 0:
        return known
    left = timedelta(days=percent / per_day)
    if left > FARTHEST:
        return Forecast(Sure.FAR, percent, per_day=per_day, readings=len(since))
    return Forecast(Sure.YES, percent, now + left, per_day, len(since))


def _since_refill(readings: Sequence[Reading]) -> Sequence[Reading]:
    begin = 0
    for place in range(1, len(readings)):
        if readings[place][1] - readings[place - 1][1] >= REFILL:
            begin = place
    return readings[begin:]


def _slope_per_day(points: Sequence[Reading]) -> float:
    """Least squares, in points a day; 0 when all are of one moment."""
    days = [(at - points[0][0]).total_seconds() / 86_400 for at, _ in points]
    mean_x, mean_y = sum(days) / len(points), sum(percent for _, percent in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x in days)
    if not spread:
        return 0.0
    return sum((x - mean_x) * (percent - mean_y) for x, (_, percent) in zip(days, points, strict=True)) / spread
