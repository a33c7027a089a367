"""The screen of an empty lobby."""

from dataclasses import dataclass
from typing import Literal

from ui.views.daylight import Scene


@dataclass(frozen=True, slots=True)
class AttractView:
    """``service_count`` says how many matters this kiosk does itself."""

    scene: Scene
    clock_text: str
    date_text: str
    zone: str
    network: Literal["online", "offline", "down"]
    service_count: str
    announcement: str = ""
