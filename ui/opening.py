"""``python -m ui --config kiosk.toml``: from nothing to the first screen, and to the kiosk behind it.

The first screen is that of the last start, as `ui.remembered` kept it; meanwhile a thread imports and assembles the kiosk.
Without such a memory, or with another configuration, the kiosk is assembled first. Either way a start that cannot be is
refused with a sentence and `_MISCONFIGURED` (`BEGIN_ANEW` when the reason may pass), and no window is left.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from kiosk.nameless import log_to_stderr
from ui import allocator, keyboard, qt_messages
from ui.doorway import Doorway
from ui.remembered import Remembered, recall, remember
from ui.window import Window

if TYPE_CHECKING:
    from kiosk.config import Config
    from kiosk.runtime import Kiosk
    from ui.app import Application

log = logging.getLogger("ui")

_MISCONFIGURED = 78
"""EX_CONFIG of sysexits.h: restarting will not help"""
_CRASHED = 70
"""EX_SOFTWARE: the watchdog starts the application again, and the journal restores what was paid"""
BEGIN_ANEW = 75
"""EX_TEMPFAIL: told to restart by the platform, or refused for what may pass; whoever started the application starts it again"""
_PAUSE_S = 40.0
"""Before that, after a refusal: ten starts in five minutes are the most that systemd tries (deploy/suishiban-kiosk.service)"""
_KEEP_MS = 3000
"""After the start, when nobody waits for anything"""


class StartRefusedError(Exception):
    """The start cannot be; the text says why, with file and place."""

    def __init__(self, why: str, *, passing: bool = False) -> None:
        """`passing`: it may pass without anybody, such as a full disk."""
        super().__init__(why)
        self.passing = passing


class Opening(QObject):
    """One start. Made on the GUI thread; `close` ends whatever came of it."""

    refused = Signal()
    """The start cannot be, `refusal` says why; the window is still to be closed"""
    again = Signal()
    """The platform wants the application to begin anew"""
    _came = Signal(object)

    def __init__(self, config: Path) -> None:
        """Nothing happens yet."""
        super().__init__()
        self.refusal = ""
        self.passing = False
        self.application: Application | None = None
        self._config = config
        self._window = Window()
        self._doorway: Doorway | None = None
        self._outcome: tuple[Config, Kiosk] | StartRefusedError | None = None
        self._assembling = threading.Thread(target=self._assemble, name="assembling")
        self._came.connect(self._arrived)  # said by another thread, heard on that of the window
        self._keeping = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._keeping.timeout.connect(self._keep)

    def begin(self) -> None:
        """Show the first screen, now or as soon as there is a kiosk. Raises `StartRefusedError` before there is a window."""
        lobby = recall(self._config)
        if lobby is not None:
            self._begin_remembered(lobby)
            return
        config, kiosk = assembled(self._config)
        kiosk.fleet.when_told_to_restart(self.again.emit)
        self.application = _application(config, kiosk, self._window)
        self.application.open()
        self._keeping.start()

    def close(self) -> None:
        """End the application, or what has become of it so far."""
        self._keeping.stop()
        self._came.disconnect(self._arrived)
        if self._assembling.is_alive():
            self._assembling.join()
        if self.application is not None:
            self.application.close()
            return
        self._window.close()
        if isinstance(self._outcome, tuple):
            self._outcome[1].close()

    def end_anew(self) -> None:
        """End the application so that it is started again. A method of an object: on the window's thread, whoever asks."""
        QGuiApplication.exit(BEGIN_ANEW)

    def _begin_remembered(self, lobby: Remembered) -> None:
        self._doorway = Doorway(lobby, datetime.now(UTC))
        self._window.open(self._doorway, full_screen=lobby.full_screen, then=self._first_frame, bareStart=True)

    def _first_frame(self) -> None:
        self._assembling.start()
        self._window.ask("furnish", "prepareHome")

    def _assemble(self) -> None:
        """On a thread of its own."""
        try:
            self._outcome = assembled(self._config)
        except StartRefusedError as refusal:
            self._outcome = refusal
        self._came.emit(None)

    def _arrived(self) -> None:
        if isinstance(self._outcome, StartRefusedError):
            self.refusal, self.passing = str(self._outcome), self._outcome.passing
            self.refused.emit()
        elif self._outcome is not None and self._doorway is not None:
            self._outcome[1].fleet.when_told_to_restart(self.again.emit)
            self.application = _application(*self._outcome, self._window)
            self.application.step_in(self._doorway)
            self._doorway = None
            log.info("the kiosk is behind the screen")
            self._keeping.start()

    def _keep(self) -> None:
        if self.application is None:
            return
        try:
            remember(self._config, self.application.config.kiosk.state, self.application.lobby())
            log.info("the lobby is kept for the next start")
        except OSError as error:
            log.warning("the next start will be slower: the lobby could not be kept (%s)", error.strerror)


def assembled(path: Path) -> "tuple[Config, Kiosk]":
    """Configuration and kiosk, not yet started. Raises `StartRefusedError`. Imports most of the program: takes 0.3 s and more."""
    from kiosk.config import ConfigError, TableError, load_config  # noqa: PLC0415 - the first screen does not wait for them
    from kiosk.runtime import CatalogueError, Kiosk  # noqa: PLC0415 - as above
    from offline_cache.errors import StoreInUse, StoreNotNow, StoreRefused  # noqa: PLC0415 - as above

    try:
        config = load_config(path)
        kiosk = Kiosk(config)
    except TableError as error:
        raise StartRefusedError(f"{path}: {error}") from error
    except (ConfigError, CatalogueError, StoreRefused) as error:
        raise StartRefusedError(str(error), passing=isinstance(error, (StoreNotNow, StoreInUse))) from error
    import_module("ui.app")
    return config, kiosk


def _application(config: "Config", kiosk: "Kiosk", window: Window) -> "Application":
    from ui.app import Application  # noqa: PLC0415 - it stands on the whole kiosk

    return Application(config, kiosk=kiosk, shell=window)


def main(arguments: list[str] | None = None) -> int:
    """Run until the window is closed or a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m ui", description="随时办: the touchscreen application.")
    parser.add_argument("--config", type=Path, default=Path("var/kiosk.toml"))
    options = parser.parse_args(arguments)
    log_to_stderr()
    prepare()
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    qInstallMessageHandler(log_qt)
    threading.excepthook = _crash
    sys.excepthook = _crash_main
    opening = Opening(options.config)
    opening.refused.connect(app.quit)
    opening.again.connect(opening.end_anew)
    try:
        opening.begin()
    except StartRefusedError as refusal:
        opening.close()
        return _refuse(str(refusal), passing=refusal.passing)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    waker = QTimer()
    waker.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
    waker.start(200)
    code = app.exec()
    opening.close()
    return _refuse(opening.refusal, passing=opening.passing) if opening.refusal else code


def prepare() -> None:
    """Choose renderer, style, keyboard and how memory is kept. To be called before the application object exists."""
    allocator.settle()
    # A thread that computes lets the screens wait this long at most, at each of the some ten times a change of screens asks
    # Python for something; Python's own 5 ms are a third of a frame.
    sys.setswitchinterval(0.0002)
    # Milliseconds before what has changed is drawn, in which Qt gathers more; it comes all at once here. Qt's own is 5.
    os.environ.setdefault("QT_QPA_UPDATE_IDLE_TIME", "1")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QT_QUICK_CONTROLS_STYLE", "Basic")
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_SCALE_FACTOR_ROUNDING_POLICY", "PassThrough")
    keyboard.prepare()


def _refuse(why: str, *, passing: bool) -> int:
    print(f"随时办 cannot start: {why}", file=sys.stderr)  # noqa: T201 - the one who starts it reads this
    if not passing:
        return _MISCONFIGURED
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # nothing runs any more that could end it gently
    time.sleep(_PAUSE_S)
    return BEGIN_ANEW


def log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    """Qt's own messages, into our log."""
    quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) or message.startswith(qt_messages.HARMLESS)
    level = logging.DEBUG if quiet else logging.WARNING
    log.log(level, "Qt: %s", message)


def _crash(broken: threading.ExceptHookArgs) -> None:
    """A bug on any thread: nothing that stands on it can be trusted."""
    if broken.exc_value is not None:
        _crash_main(broken.exc_type, broken.exc_value, broken.exc_traceback)


def _crash_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.critical("a bug ended the application", exc_info=(kind, error, trace))
    os._exit(_CRASHED)
