"""What the screens see of the bridge: screen, view, shell and camera, each with the signal that says it is another one."""

import json
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, QObject, Signal

from ui.views.live import live_view
from ui.views.qml_map import qml_map


class Pane(QObject):
    """Properties ``screen``, ``view``, ``chrome``, ``live``; lives on the GUI thread."""

    screenChanged = Signal()  # noqa: N815 - QML derives onX from it
    viewChanged = Signal()  # noqa: N815 - as above
    chromeChanged = Signal()  # noqa: N815 - as above
    liveChanged = Signal()  # noqa: N815 - as above

    _home_text: Callable[[], str]
    """Home as JSON, and what comes next as of `coming_text`: said by the class that knows"""
    _next_text: Callable[[], str]

    def __init__(self, language: str) -> None:
        """Empty, until something is put on it."""
        super().__init__()
        self._screen = ""
        self._view: Any = {}
        self._chrome: Any = {}
        self._view_text = self._chrome_text = "{}"
        self._live: Any = qml_map(live_view(None, "", language))

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        """Name of the screen: ``home`` is HomeScreen.qml."""
        return self._screen

    @Property("QVariant", notify=viewChanged)  # type: ignore[arg-type]  # PySide takes a C++ type's name too
    def view(self) -> Any:  # noqa: ANN401 - a map of plain values
        """What the screen shows."""
        return self._view

    @Property(str, notify=viewChanged)
    def viewText(self) -> str:  # noqa: N802 - QML's spelling
        """`view` as JSON: one text crosses faster than a map of maps."""
        return self._view_text

    @Property(str, notify=chromeChanged)
    def chromeText(self) -> str:  # noqa: N802 - as above
        """`chrome` as JSON."""
        return self._chrome_text

    @Property("QVariant", notify=chromeChanged)  # type: ignore[arg-type]  # as above
    def chrome(self) -> Any:  # noqa: ANN401 - as above
        """What the shell around it shows."""
        return self._chrome

    @Property("QVariant", notify=liveChanged)  # type: ignore[arg-type]  # as above
    def live(self) -> Any:  # noqa: ANN401 - as above
        """What the document camera sees."""
        return self._live

    # Not in the class that knows the answers: a property whose signal is of another Python class crashes PySide now and then.

    @Property(str, notify=chromeChanged)
    def homeText(self) -> str:  # noqa: N802 - as above
        """The view of home as JSON, wherever the lobby is: home is made ready before it is asked for."""
        return self._home_text()

    @Property(str, notify=viewChanged)
    def nextText(self) -> str:  # noqa: N802 - as above
        """Screen and view that most likely come next, as of `coming_text`; asked for while nobody does anything."""
        return self._next_text()

    def _put(self, screen: str, view: Any, chrome: Any) -> None:  # noqa: ANN401 - as above
        """Show this; QML hears only of what differs, and of nothing before all of it is there."""
        dressed, moved, changed = chrome != self._chrome, screen != self._screen, view != self._view
        self._screen = screen
        if dressed:
            self._chrome, self._chrome_text = chrome, json.dumps(chrome)
        if changed:
            self._view, self._view_text = view, json.dumps(view)
        signals = (self.chromeChanged, self.screenChanged, self.viewChanged)
        for signal, differs in zip(signals, (dressed, moved, changed), strict=True):
            if differs:
                signal.emit()

    def _put_live(self, live: Any) -> None:  # noqa: ANN401 - as above
        self._live = live
        self.liveChanged.emit()

    def _blank_live(self, language: str) -> None:
        """What the camera saw last is no news to whoever looks now."""
        self._put_live(qml_map(live_view(None, "", language)))
