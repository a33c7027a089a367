"""The screen of an empty lobby."""

from dataclasses import dataclass
from typing import Literal

from ui.views.daylight import Scene


@dataclass(frozen=True, slots=True)
class AttractView:
    """``service_count`` is worded already, as in "300 多"."""

    scene: Scene
    clock_text: str
    date_text: str
    zone: str
    network: Literal["online", "offline", "down"]
    service_count: str
