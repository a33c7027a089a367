"""One picture of any screen: the product's Main.qml on a bridge that only shows; Qt warnings are collected."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    Property,
    QEvent,
    QEventLoop,
    QObject,
    QTimer,
    QtMsgType,
    QUrl,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from ui import art, fonts, keyboard, qt_messages
from ui.translator import apply_language

FOREIGN = (*qt_messages.HARMLESS, "PinyinDecoder")
"""Here the folder for the words of the pinyin keyboard may be new, too"""
QML = Path(__file__).parent / "qml"
WIDTH, HEIGHT = 1080, 1920
_FRAME_MS = 5000
"""So long a frame is waited for on a busy machine; a window that nobody shows draws none"""


class StillKiosk(QObject):
    """Stands where the bridge stands: shows one view and remembers what was asked of it."""

    screenChanged = Signal()  # noqa: N815 - QML derives onX from it
    viewChanged = Signal()  # noqa: N815 - QML derives onX from it
    chromeChanged = Signal()  # noqa: N815 - QML derives onX from it

    def __init__(self) -> None:
        super().__init__()
        self._screen = ""
        self._view: dict[str, Any] = {}
        self._chrome: dict[str, Any] = {}
        self.intents: list[tuple[str, dict[str, Any]]] = []

    def show(self, screen: str, view: dict[str, Any], chrome: dict[str, Any]) -> None:
        """What the screens read from now on."""
        self._screen, self._view, self._chrome = screen, view, chrome
        self.chromeChanged.emit()
        self.screenChanged.emit()
        self.viewChanged.emit()

    @Property(str, notify=screenChanged)
    def screen(self) -> str:
        """Its name."""
        return self._screen

    @Property("QVariant", notify=viewChanged)  # type: ignore[arg-type]  # PySide takes a C++ type's name too
    def view(self) -> dict[str, Any]:
        """What it shows."""
        return self._view

    @Property("QVariant", notify=chromeChanged)  # type: ignore[arg-type]  # as above
    def chrome(self) -> dict[str, Any]:
        """The shell around it."""
        return self._chrome

    @Property(str, notify=viewChanged)
    def viewText(self) -> str:  # noqa: N802 - a name of QML
        """The view as JSON."""
        return json.dumps(self._view, ensure_ascii=False)

    @Property(str, notify=chromeChanged)
    def chromeText(self) -> str:  # noqa: N802 - a name of QML
        """The shell as JSON."""
        return json.dumps(self._chrome, ensure_ascii=False)

    @Property("QVariant", notify=chromeChanged)  # type: ignore[arg-type]  # as above
    def live(self) -> dict[str, Any] | None:
        """What the camera sees: a sample says it among its changes of the chrome."""
        return self._chrome.get("live")

    @Slot()
    def touched(self) -> None:
        """Kept."""
        self.intents.append(("touched", {}))

    @Slot(bool)
    def typing(self, on: bool) -> None:  # noqa: FBT001 - QML calls it so
        """Kept."""
        self.intents.append(("typing", {"on": on}))

    @Slot(str, "QVariant")
    def intent(self, name: str, args: Any) -> None:  # noqa: ANN401 - whatever QML hands over
        """Kept."""
        self.intents.append((name, args.toVariant() if hasattr(args, "toVariant") else args))


class Stage:
    """One window for many pictures."""

    def __init__(self, *, with_keyboard: bool = True) -> None:
        if with_keyboard:
            keyboard.prepare()
        self.app = QGuiApplication.instance() or QGuiApplication([])
        self.warnings: list[str] = []
        self._previous = qInstallMessageHandler(self._hear)
        fonts.install()
        self.kiosk = StillKiosk()
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(QML))
        self.frames = art.install(self.engine)
        self._keyboard = with_keyboard

    def _hear(self, kind: QtMsgType, _context: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not message.startswith(FOREIGN):
            self.warnings.append(message)

    def show(self, screen: str, view: dict[str, Any], chrome: dict[str, Any]) -> None:
        """Show one view and let it settle. Raises ``RuntimeError`` when the screens cannot be loaded."""
        apply_language(self.engine, chrome["language"])
        theme = self.engine.singletonInstance("Suishiban.Theme", "Theme")
        if isinstance(theme, QObject):
            theme.setProperty("reduceMotion", True)  # noqa: FBT003 - Qt takes no name
        self.kiosk.show(screen, view, chrome)
        if not self.engine.rootObjects():
            self.engine.setInitialProperties(
                {
                    "kiosk": self.kiosk,
                    "keyboardSource": keyboard.PANEL if self._keyboard else QUrl(),
                }
            )
            self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
            if not self.engine.rootObjects():
                raise RuntimeError("\n".join(self.warnings))
            root = self.engine.rootObjects()[0]
            if not isinstance(root, QQuickWindow):
                raise TypeError(type(root).__name__)
            # Kept, because the wrappers of its children die with the window's wrapper.
            self.window = root
            self.window.resize(WIDTH, HEIGHT)
        for _ in range(6):
            self.app.processEvents()
        self._drawn()
        # Outside of an event loop nobody else deletes the screen that went; it would follow every change of the next ones.
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _drawn(self) -> None:
        """Until a frame was drawn: rows and columns are laid out for it, milliseconds after what they hold has changed."""
        drawn, late = QEventLoop(), QTimer()
        late.setSingleShot(True)
        late.timeout.connect(drawn.quit)
        self.window.frameSwapped.connect(drawn.quit)
        late.start(_FRAME_MS)
        self.window.update()
        drawn.exec()
        self.window.frameSwapped.disconnect(drawn.quit)

    def picture(self) -> QImage:
        """What is on the screen now."""
        self.app.processEvents()
        return self.window.grabWindow()

    def close(self) -> None:
        """Take the window down before the engine, as Qt wants it."""
        for root in self.engine.rootObjects():
            root.deleteLater()
        self.app.processEvents()
        qInstallMessageHandler(self._previous)
