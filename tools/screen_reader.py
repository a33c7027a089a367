"""Eyes and finger before the application's window: what is shown, by object name and words, and a press on it."""

from abc import ABC
from collections.abc import Callable, Iterator
from itertools import pairwise
from time import monotonic
from typing import Self

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow

from devices.bench.client import BenchControl
from kiosk.faults import FAULTS
from kiosk.visit.state import Visit
from tools.citizen import PATIENCE_S, Citizen, StoryError
from tools.finger import Finger, pause
from ui.app import Application

LOOK_MS = 10
SIGNATURE = (
    ((0.20, 0.35), (0.34, 0.33), (0.48, 0.34)),
    ((0.34, 0.20), (0.34, 0.45), (0.33, 0.70)),
    ((0.18, 0.70), (0.34, 0.68), (0.52, 0.69)),
    ((0.62, 0.25), (0.70, 0.40), (0.60, 0.60), (0.74, 0.72), (0.86, 0.60)),
)
"""Strokes as shares of the pad"""


class ScreenReader(Citizen, ABC):
    """Somebody who sees the screens and presses what is on them. Lives on the GUI thread, like the application."""

    def __init__(self, application: Application, control: BenchControl, *, still: bool = True) -> None:
        """`application` must be open; `still` turns its animations off."""
        super().__init__(application.kiosk, control)
        self._application = application
        self.window: QQuickWindow = application.window
        self.finger = Finger(self.window)
        self.elder = False
        self._heard = application.kiosk.runner.visit
        application.kiosk.runner.subscribe(self._hear)
        if still:
            theme: object = application.engine.singletonInstance("Suishiban.Theme", "Theme")
            if isinstance(theme, QObject):
                theme.setProperty("reduceMotion", still)

    # ------------------------------------------------------------------ looking and waiting

    def _hear(self, visit: Visit | None) -> None:
        self._heard = visit

    def now(self) -> Visit | None:
        """What the bridge has been told, for it listened first: the screen may lag behind the visit, a finger must not."""
        return self._heard

    def wait(self, what: str, reached: Callable[[], object], seconds: float = PATIENCE_S) -> Self:
        """As for every citizen, with the application running meanwhile."""
        deadline = monotonic() + seconds
        while not reached():
            if monotonic() > deadline:
                raise StoryError(f"waited {seconds:.0f} s in vain for {what}; {self.described()}")
            pause(LOOK_MS)
        pause(1)
        return self

    @property
    def screen(self) -> str:
        """Name of the screen that the bridge shows."""
        return str(self._application.bridge.screen)

    def described(self) -> str:
        """Where the application is, for a failure's text: names of screen and controls, nothing of the citizen."""
        visit = self.now()
        trouble = visit.trouble if visit is not None else None
        names = sorted({item.objectName() for item in self.shown() if item.objectName()})
        return f"screen {self.screen}, trouble {trouble}, shown {names}"

    def shown(self) -> Iterator[QQuickItem]:
        """Every item that is shown, parents first."""
        stage = self.window.findChild(QQuickItem, "stage")
        if stage is None:
            raise StoryError("there is no stage")
        yield from _walk(stage)

    def texts(self) -> list[str]:
        """Every text that is shown, in the order of the tree."""
        return [str(text) for item in self.shown() if (text := item.property("text")) and isinstance(text, str)]

    def reads(self, text: str) -> Self:
        """Spaces do not count: long numbers are shown in groups."""
        wanted = _bare(text)
        return self.wait(f"the text “{text}”", lambda: any(wanted in _bare(shown) for shown in self.texts()))

    def reads_fault(self, code: str) -> Self:
        """Headline or advice of the fault, as the machine's table has it."""
        self.waits_for(f"the trouble {code}", lambda visit: visit.trouble is not None and visit.trouble.fault == code)
        words = FAULTS[code].words(self.language)
        wanted = {_bare(words.headline), _bare(words.advice)}
        return self.wait(
            f"the sentence of {code}", lambda: any(part in _bare(shown) for shown in self.texts() for part in wanted)
        )

    def is_on(self, screen: str) -> Self:
        """The screen of that name is shown, with all that belongs to it."""
        return self.wait(f"the screen {screen}", lambda: self.screen == screen)

    def picture(self) -> QImage:
        """What is on the screen now."""
        pause(3 * LOOK_MS)
        return self.window.grabWindow()

    # ------------------------------------------------------------------ the finger

    def find(self, name: str) -> QQuickItem | None:
        """The shown control of that object name that can be pressed."""
        return next((item for item in self.shown() if item.objectName() == name and item.isEnabled()), None)

    def press(self, name: str, seconds: float = PATIENCE_S) -> Self:
        """A tap in the middle of a control, as soon as it is there and can be pressed."""
        self._tap(self._found(name, lambda: self.find(name), seconds))
        return self

    def _found(self, what: str, look: Callable[[], QQuickItem | None], seconds: float = PATIENCE_S) -> QQuickItem:
        """The item as it is found, before anything else can happen to it."""
        item = look()
        if item is None:
            self.wait(f"{what} to be there", lambda: look() is not None, seconds)
            return self._found(what, look, seconds)
        return item

    def _tap(self, item: QQuickItem) -> None:
        point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        self.finger.tap(point)
        pause(1)

    def types(self, keys: str) -> Self:
        """Each character on the on-screen keyboard."""
        for key in keys:
            self.press_key(key)
        return self

    def press_key(self, label: str) -> Self:
        """The key, or the candidate above the keys, that reads `label`."""
        self._tap(self._found(f"the key {label}", lambda: self._key(label)))
        return self

    def _key(self, label: str) -> QQuickItem | None:
        for item in self.shown():
            if item.metaObject().className().startswith("KeyFace") and str(item.property("text")).lower() == label:
                return item
        return None

    def draws(self, item: QQuickItem) -> None:
        """The signature, with a finger that moves in small steps."""
        for stroke in SIGNATURE:
            points = [item.mapToScene(QPointF(x * item.width(), y * item.height())).toPoint() for x, y in stroke]
            self.finger.press(points[0])
            for start, end in pairwise(points):
                for part in range(1, 5):
                    self.finger.move(start + (end - start) * (part / 4))
            self.finger.release(points[-1])


def _walk(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from _walk(child)


def _bare(text: str) -> str:
    return "".join(text.split())
