"""The second half of a double tap presses nothing; everything that is meant is heard."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QMouseEvent, QPointingDevice, QTouchEvent, QWindow

from ui.taps import DOUBLE_TAP_MS, NEAR_PX, TapGuard

HERE = QPointF(540, 1680)
NONE = Qt.KeyboardModifier.NoModifier
FINGER = QPointingDevice()


class Glass(QWindow):
    """A window that does a deed with each press it hears of, as long as `does` says so."""

    def __init__(self) -> None:
        super().__init__()
        self.presses = self.releases = self.deeds = 0
        self.does = True
        self.guard = TapGuard(lambda: self.deeds)
        self.installEventFilter(self.guard)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TouchBegin):
            self.presses += 1
            self.deeds += self.does
        elif event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd):
            self.releases += 1
        return super().event(event)

    def tap(self, at: int, place: QPointF = HERE) -> None:
        """A tap of 60 ms, beginning at that many milliseconds."""
        left = Qt.MouseButton.LeftButton
        for kind, when in ((QEvent.Type.MouseButtonPress, at), (QEvent.Type.MouseButtonRelease, at + 60)):
            held = left if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            event = QMouseEvent(kind, place, place, left, held, NONE)
            event.setTimestamp(when)
            QCoreApplication.sendEvent(self, event)

    def touch(self, at: int, place: QPointF = HERE) -> None:
        """The same with a finger."""
        for kind, state, when in (
            (QEvent.Type.TouchBegin, QEventPoint.State.Pressed, at),
            (QEvent.Type.TouchEnd, QEventPoint.State.Released, at + 60),
        ):
            event = QTouchEvent(kind, FINGER, NONE, [QEventPoint(0, state, place, place)])
            event.setTimestamp(when)
            QCoreApplication.sendEvent(self, event)


@pytest.fixture
def glass(qapp: object) -> Iterator[Glass]:
    assert qapp is not None
    window = Glass()
    yield window
    window.removeEventFilter(window.guard)


@pytest.mark.parametrize("gap", [1, 60, 100, DOUBLE_TAP_MS - 1])
def test_the_second_half_of_a_double_tap_presses_nothing(glass: Glass, gap: int) -> None:
    glass.tap(1000)
    glass.tap(1060 + gap)
    assert (glass.presses, glass.releases) == (1, 1)


def test_nor_does_the_third_tap_of_somebody_who_taps_on_and_on(glass: Glass) -> None:
    for tap in range(4):
        glass.tap(1000 + tap * 200)
    assert glass.presses == 1


def test_a_tap_after_a_pause_is_heard(glass: Glass) -> None:
    glass.tap(1000)
    glass.tap(1060 + DOUBLE_TAP_MS)
    assert (glass.presses, glass.releases) == (2, 2)


def test_another_place_is_another_button_pressed_on_purpose(glass: Glass) -> None:
    glass.tap(1000)
    glass.tap(1080, HERE + QPointF(0, NEAR_PX))
    assert glass.presses == 2


def test_taps_that_do_nothing_by_themselves_all_count(glass: Glass) -> None:
    glass.does = False
    for tap in range(5):
        glass.tap(1000 + tap * 120)
    assert glass.presses == 5


def test_a_finger_is_held_back_as_a_mouse_is(glass: Glass) -> None:
    glass.touch(1000)
    glass.touch(1150)
    assert (glass.presses, glass.releases) == (1, 1)
    glass.touch(2000)
    assert (glass.presses, glass.releases) == (2, 2)


def test_a_touch_that_the_system_takes_back_is_over(glass: Glass) -> None:
    glass.touch(1000)
    begun = QTouchEvent(QEvent.Type.TouchBegin, FINGER, NONE, [QEventPoint(0, QEventPoint.State.Pressed, HERE, HERE)])
    taken_back = QTouchEvent(QEvent.Type.TouchCancel, FINGER, NONE, [])
    for event, when in ((begun, 1100), (taken_back, 1150)):
        event.setTimestamp(when)
        QCoreApplication.sendEvent(glass, event)
    glass.touch(2000)
    assert (glass.presses, glass.releases) == (2, 2)
