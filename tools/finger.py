"""A finger on a window, and waiting with the application running: without QtTest, which brings widgets along."""

import time
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtQuick import QQuickWindow

_APART_MS = 600
"""More than a double tap leaves between its halves: stories are faster than hands"""


class Finger:
    """One finger, as the mouse that a touchscreen without a driver of its own is."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._at = 0

    def press(self, point: QPoint) -> None:
        """Down at `point`, in the window's pixels."""
        self._at = max(self._at + _APART_MS, round(time.monotonic() * 1000))
        self._send(QEvent.Type.MouseButtonPress, point, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, point: QPoint) -> None:
        """On, still down."""
        self._send(QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)

    def release(self, point: QPoint) -> None:
        """Up."""
        self._send(QEvent.Type.MouseButtonRelease, point, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)

    def tap(self, point: QPoint) -> None:
        """Down and up."""
        self.press(point)
        self.release(point)

    def _send(self, kind: QEvent.Type, point: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        self._at += 1
        place = QPointF(point)
        event = QMouseEvent(kind, place, QPointF(self._window.mapToGlobal(point)), button, held, _NONE)
        event.setTimestamp(self._at)
        QCoreApplication.sendEvent(self._window, event)


_NONE = Qt.KeyboardModifier.NoModifier


class _Pause:
    """One loop and one timer for every pause: PySide never lets go of what `QTimer.singleShot` was given."""

    def __init__(self) -> None:
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._loop.quit)

    def take(self, milliseconds: int) -> None:
        """Run the loop so long."""
        self._timer.start(milliseconds)
        self._loop.exec()


@cache
def _pause() -> _Pause:
    return _Pause()


def pause(milliseconds: int) -> None:
    """Let the application run. Not to be called while a pause is under way."""
    _pause().take(milliseconds)
