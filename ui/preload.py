"""What the first citizen would wait for is done before.

Screens are compiled, one after another between touches; large art is drawn; the libraries that write
signatures and codes are loaded.
"""

import gc
import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtQml import QQmlComponent, QQmlEngine

from kiosk.services.signature import draw_signature
from ui import art

_SCENES = (("scene-day", 1080, 720), ("reader-idle", 980, 637), ("reader-read", 980, 637))
"""The art that every visit shows, at the size at which it is shown"""
_PAUSE_MS = 20
"""Between two screens, so that a touch meanwhile waits for one at most"""


class Preload(QObject):
    """Keeps the compiled screens of `folder`; `begin` starts the work, which goes on in Qt's own loader thread."""

    finished = Signal()
    """Every screen is compiled; said once"""

    def __init__(self, engine: QQmlEngine, folder: Path) -> None:
        """Nothing is compiled yet."""
        super().__init__()
        self._engine = engine
        self._waiting = sorted(folder.glob("*Screen.qml"), reverse=True)
        self._kept: list[QQmlComponent] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._next)

    def begin(self) -> None:
        """Compile from now on."""
        # What the start made stays for good; looking through all of it again took up to 50 ms in the midst of a visit.
        gc.collect()
        gc.freeze()
        gc.enable()
        threading.Thread(target=_draw, name="preload", daemon=True).start()
        self._timer.start()

    def stop(self) -> None:
        """Let go of all; the engine goes next."""
        self._timer.stop()
        self._waiting.clear()
        for component in self._kept:
            component.deleteLater()
        self._kept.clear()

    @property
    def done(self) -> bool:
        """Whether every screen is compiled."""
        return not self._waiting and all(component.status() != QQmlComponent.Status.Loading for component in self._kept)

    def _next(self) -> None:
        if self._kept and self._kept[-1].status() == QQmlComponent.Status.Loading:
            self._timer.start()
        elif self._waiting:
            component = QQmlComponent(self._engine, self)
            component.loadUrl(QUrl.fromLocalFile(str(self._waiting.pop())), QQmlComponent.CompilationMode.Asynchronous)
            self._kept.append(component)
            self._timer.start()
        else:
            self.finished.emit()


def _draw() -> None:
    for scene in _SCENES:
        art.scene(*scene)
    draw_signature((), (8, 8))
    art.qr_matrix("")  # brings its library along, in the midst of a payment otherwise
