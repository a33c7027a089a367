"""The touchscreen application: ``python -m ui --config kiosk.toml``."""

import argparse
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.config import Config, ConfigError, load_config
from kiosk.nameless import log_to_stderr
from kiosk.runtime import CatalogueError, Kiosk
from kiosk.visit.state import Visit
from offline_cache.errors import StoreRefused
from ui import allocator, art, fonts, keyboard
from ui.bridge import Bridge
from ui.preload import Preload
from ui.taps import TapGuard
from ui.translator import apply_language

if TYPE_CHECKING:
    from ui.devdock.dock import Dock

log = logging.getLogger("ui")

QML = Path(__file__).parent / "qml"
DOCK = QUrl.fromLocalFile(str(Path(__file__).parent / "devdock" / "DevDock.qml"))
_TIDY_MS = 1000
"""After the end of a visit, when the change of screens is over"""
_MISCONFIGURED = 78
"""EX_CONFIG of sysexits.h: restarting will not help"""
_FOREIGN = ("Couldn't load pipewire", "Couldn't resolve pipewire", "Member contentWidth of the object PopupList")
"""What Qt's own keyboard says on a machine without sound; nothing of ours can avoid it"""
_CRASHED = 70
"""EX_SOFTWARE: the watchdog starts the application again, and the journal restores what was paid"""


class Application:
    """Kiosk, bridge and window; made on the GUI thread, closed once."""

    def __init__(self, config: Config, *, kiosk: Kiosk | None = None) -> None:
        """`QGuiApplication` must exist. Raises `ConfigError`, `CatalogueError` or `StoreRefused`."""
        self.config = config
        self.kiosk = kiosk or Kiosk(config)
        self.engine = QQmlApplicationEngine()
        self.engine.addImportPath(str(QML))
        self.dock: Dock | None = None
        self._memory = memory_folder(config.kiosk.state)
        self.kiosk.runner.subscribe(_draw_codes)  # before the bridge, and so before any screen asks for them
        self.bridge = Bridge(self.kiosk, art.install(self.engine))
        self.bridge.languageChanged.connect(lambda language: apply_language(self.engine, language))
        self.bridge.wiped.connect(lambda: keyboard.wipe(self.engine))
        self._preload = Preload(self.engine, QML / "Suishiban" / "Screens")
        self._tidy = QTimer()
        self._tidy.setSingleShot(True)
        self._tidy.setInterval(_TIDY_MS)
        self._tidy.timeout.connect(allocator.give_back)
        self.bridge.wiped.connect(self._tidy.start)

    def open(self) -> QQuickWindow:
        """Start the kiosk and show the window. Raises ``RuntimeError`` when the screens themselves are broken."""
        fonts.install()
        apply_language(self.engine, "zh_CN")
        keyboard.keep_data_in(self.engine, self._memory)
        properties: dict[str, object] = {
            "kiosk": self.bridge,
            "keyboardSource": keyboard.PANEL if self.config.screen.keyboard else QUrl(),
        }
        if self.config.dock is not None:
            properties |= self._dock(self.config.dock.control)
        self.engine.setInitialProperties(properties)
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise RuntimeError("Main.qml could not be loaded")
        self.window = roots[0]
        self._taps = TapGuard(self.bridge.deeds)
        self.window.installEventFilter(self._taps)
        self.window.setVisibility(
            QQuickWindow.Visibility.FullScreen if self.config.screen.full_screen else QQuickWindow.Visibility.Windowed
        )
        self.kiosk.start()
        self.window.frameSwapped.connect(self._shown, Qt.ConnectionType.SingleShotConnection)
        return self.window

    def _shown(self) -> None:
        log.info("first screen shown, taking input")
        self._preload.begin()

    def _dock(self, control: Path) -> dict[str, object]:
        from ui.devdock.dock import Dock  # noqa: PLC0415 - a real kiosk never loads the development dock

        self.dock = Dock(control)
        return {"devDockSource": DOCK, "dockModel": self.dock}

    def close(self) -> None:
        """Window, bridge, kiosk, in this order."""
        self._tidy.stop()
        self._preload.stop()
        self.bridge.stop()
        if self.dock is not None:
            self.dock.close()
        for root in self.engine.rootObjects():
            root.deleteLater()
        QGuiApplication.processEvents()
        self.kiosk.stop()
        shutil.rmtree(self._memory, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """Run until the window is closed or a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="随时办: the touchscreen application.")
    parser.add_argument("--config", type=Path, default=Path("var/kiosk.toml"))
    options = parser.parse_args(arguments)
    log_to_stderr()
    prepare()
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    qInstallMessageHandler(_log_qt)
    threading.excepthook = _crash
    sys.excepthook = _crash_main
    try:
        application = Application(load_config(options.config))
        application.open()
    except (ConfigError, CatalogueError, StoreRefused) as error:
        print(f"随时办 cannot start: {error}", file=sys.stderr)  # noqa: T201 - the one who starts it reads this
        return _MISCONFIGURED
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    waker = QTimer()
    waker.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
    waker.start(200)
    code = app.exec()
    application.close()
    return code


def prepare() -> None:
    """Choose renderer, style, keyboard and how memory is kept. To be called before the application object exists."""
    allocator.settle()
    # A thread that computes lets the screens wait this long at most; Python's own 5 ms are a third of a frame.
    sys.setswitchinterval(0.001)
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    keyboard.prepare()


def memory_folder(state: Path) -> Path:
    """An empty, private folder in memory, where the keyboard may keep its files without any of them reaching a disk.

    One for each kiosk, by its state folder: what a crash left in it is gone at the next start.
    """
    memory = Path("/dev/shm")  # noqa: S108 - memory, with a private folder inside
    if not memory.is_dir():
        memory = Path(tempfile.gettempdir())
        log.warning("there is no /dev/shm: the keyboard's files go to %s; mount it in memory", memory)
    folder = memory / f"suishiban-{sha256(str(state.resolve()).encode()).hexdigest()[:16]}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _draw_codes(visit: Visit | None) -> None:
    """On the runner's thread: the codes of the visit, which take longer than a frame may."""
    if visit is None:
        art.forget()
        return
    for text in (visit.payment.code_url, visit.case.follow_url if visit.case is not None else ""):
        if text:
            art.qr_matrix(text)


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or message.startswith(_FOREIGN)
    level = logging.DEBUG if quiet else logging.WARNING
    log.log(level, "Qt: %s", message)


def _crash(broken: threading.ExceptHookArgs) -> None:
    """A bug on any thread: nothing that stands on it can be trusted."""
    if broken.exc_value is not None:
        _crash_main(broken.exc_type, broken.exc_value, broken.exc_traceback)


def _crash_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("a bug ended the application", exc_info=(kind, error, trace))
    os._exit(_CRASHED)
