"""Stands where the bridge will stand, while the kiosk behind the screens is being assembled.

Shows the lobby as it is remembered, goes home when touched, and keeps everything else that is asked until somebody is
there to do it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from kiosk.clock import CHINA
from ui.remembered import Remembered
from ui.views.dates import clock_time, long_date, short_date
from ui.views.daylight import daylight
from ui.views.qml_map import plain

_LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class Asked:
    """One intent of a screen."""

    name: str
    args: dict[str, Any]


class Doorway(QObject):
    """The same face to QML as `ui.bridge.Bridge`: attract and home, and nothing that needs a kiosk."""

    screenChanged = Signal()  # noqa: N815 - QML derives onX from it
    viewChanged = Signal()  # noqa: N815 - as above
    chromeChanged = Signal()  # noqa: N815 - as above

    def __init__(self, lobby: Remembered, now: datetime) -> None:
        """`now` is aware; the clock on the screen stands still, for the kiosk is there within the second."""
        super().__init__()
        light, day = daylight(now.astimezone(CHINA).time()), now.astimezone(CHINA).date()
        clock = {"clockText": clock_time(now)}
        self._views = {
            "attract": {**lobby.attract, **clock, "scene": light.scene, "dateText": long_date(day, _LANGUAGE)},
            "home": {**lobby.home, "scene": light.scene, "greeting": light.greeting},
        }
        self._chrome = {**lobby.chrome, **clock, "dateText": short_date(day, _LANGUAGE), "night": light.night}
        self._screen = "attract"
        self.asked: list[Asked] = []
        """In order; for the bridge to hear again"""
        self.was_touched = False

    def deeds(self) -> object:
        """As of the bridge."""
        return len(self.asked)

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        """``attract`` or ``home``."""
        return self._screen

    @Property(str, notify=viewChanged)
    def viewText(self) -> str:  # noqa: N802 - QML's spelling
        """As of the bridge."""
        return json.dumps(self._views[self._screen])

    @Property(str, constant=True)
    def homeText(self) -> str:  # noqa: N802 - as above
        """As of the bridge."""
        return json.dumps(self._views["home"])

    @Property(str, notify=chromeChanged)
    def chromeText(self) -> str:  # noqa: N802 - as above
        """As of the bridge."""
        return json.dumps(self._chrome)

    @Slot(str, "QVariant")
    def intent(self, name: str, args: Any) -> None:  # noqa: ANN401 - a map of plain values
        """Something was pressed."""
        self.asked.append(Asked(name, plain(args)))
        if name == "start" and self._screen == "attract":
            self._screen = "home"
            self.screenChanged.emit()

    @Slot()
    def touched(self) -> None:
        """Somebody is there."""
        self.was_touched = True

    @Slot(bool)
    def typing(self, on: bool) -> None:  # noqa: FBT001 - a slot's argument has no name in QML
        """There is no keyboard yet."""
