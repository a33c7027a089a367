"""Scenery and theme follow the clock."""

from datetime import time

import pytest

from ui.views.daylight import daylight


@pytest.mark.parametrize(
    ("local", "scene", "greeting", "night"),
    [
        (time(6, 29), "night", "night", True),
        (time(6, 30), "day", "morning", False),
        (time(11, 30), "day", "noon", False),
        (time(13, 0), "day", "afternoon", False),
        (time(17, 0), "dusk", "evening", False),
        (time(18, 30), "night", "evening", True),
        (time(23, 0), "night", "night", True),
        (time(0, 0), "night", "night", True),
    ],
)
def test_each_hour_has_its_scene(local: time, scene: str, greeting: str, night: bool) -> None:
    light = daylight(local)
    assert (light.scene, light.greeting, light.night) == (scene, greeting, night)
