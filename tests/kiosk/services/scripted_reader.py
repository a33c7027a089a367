"""An ID-card reader that does what a test says, for a real `Supervisor` to own."""

from datetime import date
from threading import Event
from time import monotonic

from devices.api.errors import DeviceError, DeviceFault
from devices.api.id_card_reader import CardKind, IdCard
from devices.api.status import DeviceState, DeviceStatus

CARD = IdCard(
    kind=CardKind.CITIZEN,
    name="王建国",
    sex="1",
    birth=date(1985, 11, 22),
    number="990101198511221212",
    authority="云桥区公安局",
    valid_from=date(2015, 1, 1),
    valid_to=date(2035, 1, 1),
    address="云桥区北桥路100弄5号602室",
)


class ScriptedReader:
    """The card that lies there, and what goes wrong. One object for all openings, so that it can be steered."""

    def __init__(self) -> None:
        self.card: IdCard | None = None
        self.bad_card: DeviceFault | None = None
        """Reading any card fails with this"""
        self.lost = False
        self.hesitates: Event | None = None
        """A read waits for this"""
        self.in_read = Event()
        self.looks: list[float] = []
        self.presences: list[bool] = []
        """What `present` says next, before it says the truth"""
        self._selected = False

    def open(self) -> None:
        self._answer()

    def close(self) -> None:
        """Nothing to let go of."""

    def identity(self) -> str:
        return "scripted"

    def status(self) -> DeviceStatus:
        self._answer()
        return DeviceStatus(DeviceState.ONLINE)

    def find(self) -> bool:
        self._answer()
        self.looks.append(monotonic())
        if self.card is None:
            self._selected = False
        return self.card is not None and not self._selected

    def read(self) -> IdCard:
        self._answer()
        self.in_read.set()
        if self.hesitates is not None:
            self.hesitates.wait(5)
        if self.card is None:
            raise DeviceError(DeviceFault.CARD_MOVED)
        if self.bad_card is not None:
            raise DeviceError(self.bad_card)
        self._selected = True
        return self.card

    def present(self) -> bool:
        self._answer()
        if self.presences:
            return self.presences.pop(0)
        self._selected = self.card is not None
        return self._selected

    def _answer(self) -> None:
        if self.lost:
            raise DeviceError(DeviceFault.READER_LOST, "unplugged")
