"""Which scenery, theme and greeting belong to a time of day."""

from dataclasses import dataclass
from datetime import time
from typing import Literal

Scene = Literal["day", "dusk", "night"]
Greeting = Literal["morning", "noon", "afternoon", "evening", "night"]

_DAWN, _DUSK, _DARK = time(6, 30), time(17, 0), time(18, 30)
_NOON, _AFTERNOON, _LATE = time(11, 30), time(13, 0), time(23, 0)


@dataclass(frozen=True, slots=True)
class Daylight:
    """``night`` is the dark theme; the shell changes it between visits only."""

    scene: Scene
    greeting: Greeting
    night: bool


def daylight(local: time) -> Daylight:
    """Day 06:30-17:00, dusk scenery by day theme 17:00-18:30, night 18:30-06:30 (DESIGN 2.1)."""
    if _DAWN <= local < _DUSK:
        greeting: Greeting = "morning" if local < _NOON else "noon" if local < _AFTERNOON else "afternoon"
        return Daylight("day", greeting, night=False)
    if _DUSK <= local < _DARK:
        return Daylight("dusk", "evening", night=False)
    return Daylight("night", "evening" if _DARK <= local < _LATE else "night", night=True)
