"""What the kiosk's threads tell the screens: visits, devices, cards, the network, another catalogue. Heard on the GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kiosk.matters.catalogue import Catalogue
from kiosk.matters.search import SearchIndex
from kiosk.runtime import Kiosk

_SHOWN_ROLES = ("id_card_reader", "receipt_printer", "document_printer", "document_camera")


class News(QObject):
    """Signals to connect queued: each is sent on the thread that has something to tell."""

    visit = Signal(object)
    """The visit (`kiosk.visit.state.Visit`), or ``None`` at its end"""
    status = Signal(object)
    """Something that is shown may have changed; what it was does not matter"""
    live = Signal(object, object)
    """What the document camera sees (`ui.live_camera.Live`), and its picture unpacked or ``None``"""
    card = Signal(object)
    """An event of the reader (`kiosk.visit.events.Event`) while nobody is on a visit"""
    closed = Signal()
    """The kiosk may have been closed or opened to citizens"""
    catalogue = Signal(object)
    """Another release is in force"""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ends: list[Callable[[], None]] = []

    def subscribe(self, kiosk: Kiosk, is_a_guest_here: Callable[[], bool]) -> None:
        """Begin to tell. `is_a_guest_here` says, on any thread, whether somebody is there without a visit."""
        self._ends = [
            kiosk.runner.subscribe(self.visit.emit),
            kiosk.errands.subscribe(lambda: self.status.emit(None)),
            kiosk.subscribe_catalogue(self.catalogue_changed),
            kiosk.runner.count_guest(is_a_guest_here),
            kiosk.withdrawal.subscribe(lambda _reason: self.closed.emit()),
            kiosk.engine.subscribe(lambda _online: self.status.emit(None)),
            *(kiosk.devices.role(role).subscribe(self.status.emit) for role in _SHOWN_ROLES),
        ]
        kiosk.cabinet.subscribe(lambda _closed: self.closed.emit())

    def catalogue_changed(self, catalogue: Catalogue, _search: SearchIndex) -> None:
        """From any thread, once the kiosk has both: home, lists and search show another release from now on.

        Meant for the time between two visits; one that begins meanwhile keeps the matter it began with.
        """
        self.catalogue.emit(catalogue)

    def end(self) -> None:
        """Tell nothing more."""
        for end in self._ends:
            end()
