"""The window: QML engine, type, words and pictures, and Main.qml. Needs no kiosk; what it shows is handed to it."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QMetaObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from ui import art, fonts
from ui.taps import TapGuard
from ui.translator import apply_language

log = logging.getLogger("ui")

QML = Path(__file__).parent / "qml"


class Shown(Protocol):
    """What Main.qml takes for its `kiosk`: a `QObject` that is `ui.bridge.Bridge` or like it."""

    def deeds(self) -> object:
        """A value that changes with everything a tap brings about."""


class Window:
    """Made on the GUI thread, opened once, closed once."""

    def __init__(self) -> None:
        """`QGuiApplication` must exist. Nothing is shown yet."""
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(QML))
        self.frames = art.install(self.engine)
        fonts.install()
        apply_language(self.engine, "zh_CN")
        self._shown: Shown | None = None
        self._guard = TapGuard(lambda: self._shown.deeds() if self._shown is not None else 0)
        self._root: QQuickWindow | None = None

    @property
    def root(self) -> QQuickWindow:
        """The window itself, once it is open."""
        if self._root is None:
            raise RuntimeError("the window is not open")
        return self._root

    @property
    def is_open(self) -> bool:
        """Whether there is a window."""
        return self._root is not None

    def open(self, shown: Shown, *, full_screen: bool, then: Callable[[], None], **properties: object) -> None:
        """Show `shown`, with further `properties` of Main.qml. `then` is called when the first frame is on the screen.

        Raises ``RuntimeError`` when the screens themselves are broken.
        """
        self._shown = shown
        self.engine.setInitialProperties({"kiosk": shown, **properties})
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise RuntimeError("Main.qml could not be loaded")
        self._root = roots[0]
        self._root.installEventFilter(self._guard)
        _at_first_frame(self._root, then)
        if full_screen:
            self._root.setVisibility(QQuickWindow.Visibility.FullScreen)

    def show(self, shown: Shown, **properties: object) -> None:
        """Show something else from now on, in the same window, with further `properties` of Main.qml."""
        self._shown = shown
        for name, value in {"kiosk": shown, **properties}.items():
            self.root.setProperty(name, value)

    def ask(self, *functions: str) -> None:
        """Let Main.qml call these of its functions, in order, from the event loop.

        Never from here: whoever calls from Python holds the interpreter while QML's loader thread is waited for, and that
        thread wants it for every line Qt logs.
        """
        from PySide6.QtCore import Qt  # noqa: PLC0415 - all its names are made at once, which the first screen need not await

        for function in functions:
            QMetaObject.invokeMethod(self.root, function, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Away with it, and with whatever it held."""
        for root in self.engine.rootObjects():
            if isinstance(root, QQuickWindow):
                root.hide()
            root.deleteLater()
        QGuiApplication.processEvents()


def _at_first_frame(root: QQuickWindow, then: Callable[[], None]) -> None:
    def shown() -> None:
        root.frameSwapped.disconnect(shown)
        log.info("first screen shown, taking input")
        then()

    root.frameSwapped.connect(shown)
