"""Double taps: the second half of one must not press what the first half has brought to the same place."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QPointerEvent

DOUBLE_TAP_MS = 300
"""From letting go to the next press. Hands that tap twice leave 60 to 200 ms between"""
NEAR_PX = 96
"""The smallest target of the screens (DESIGN.md section 8): further away is another button, pressed on purpose"""

_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel)
_BETWEEN = (QEvent.Type.MouseMove, QEvent.Type.TouchUpdate)
_POINTING = frozenset((*_PRESSES, *_RELEASES, *_BETWEEN))


class TapGuard(QObject):
    """An event filter for the window. Judges by the time stamps of the events, never by when they are handled.

    A press is swallowed, up to its release, when it comes within `DOUBLE_TAP_MS` of the last release, at the same place,
    and `deeds()` differs from what it was when that last press began: the tap before has done something. Letters on the
    keyboard and strokes of a signature do nothing by themselves, so fast ones all count.
    """

    def __init__(self, deeds: Callable[[], object]) -> None:
        """`deeds` answers a value that changes with everything a tap brings about; cheap, called at each press."""
        super().__init__()
        self._deeds = deeds
        self._before: object = None
        self._released_at: int | None = None
        self._place = QPointF()
        self._swallowing = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's spelling
        """Whether the window is not to hear of this event."""
        if event.type() not in _POINTING or not isinstance(event, QPointerEvent):
            return False
        kind = event.type()
        place = event.point(0).position() if event.pointCount() else self._place  # a touch that was taken back has none
        if kind in _PRESSES:
            self._pressed(event.timestamp(), place)
        swallowed = self._swallowing
        if kind in _RELEASES:
            self._released_at, self._place, self._swallowing = event.timestamp(), place, False
        if swallowed:
            event.accept()  # a touch nobody accepts comes again as a mouse
        return swallowed

    def _pressed(self, at: int, place: QPointF) -> None:
        if self._swallowing:
            return
        quick = self._released_at is not None and 0 <= at - self._released_at < DOUBLE_TAP_MS
        away = place - self._place
        near = max(abs(away.x()), abs(away.y())) < NEAR_PX
        deeds = self._deeds()
        self._swallowing = quick and near and deeds != self._before
        if not self._swallowing:
            self._before = deeds
