"""The guide on paper: what became of it, for whoever pressed the button and waits."""

from functools import partial

from PySide6.QtCore import SignalInstance

from devices.api.errors import DeviceError
from kiosk.runtime import Kiosk
from kiosk.visit.state import Visit
from ui.views.guide import PaperState


class GuidePaper:
    """Prints on the runner's threads; `said` is emitted when there is news, from whichever thread has it."""

    def __init__(self, kiosk: Kiosk, said: SignalInstance) -> None:
        self._kiosk = kiosk
        self._said = said
        self._news: tuple[str, PaperState] = ("", PaperState())

    def of(self, visit: Visit | None) -> PaperState:
        """How it stands with the paper of this visit."""
        whose, state = self._news
        return state if visit is not None and visit.id == whose else PaperState()

    def print(self, visit: Visit) -> None:
        """Begin, unless it is being printed."""
        if self.of(visit).phase == "printing":
            return
        self._news = visit.id, PaperState("printing")
        self._kiosk.runner.aside(partial(self._print, visit))

    def _print(self, visit: Visit) -> None:
        try:
            self._kiosk.papers.print_guide(visit.matter, visit.language)
        except DeviceError as error:
            state = PaperState("failed", error.fault.value)
        else:
            state = PaperState("printed")
        self._news = visit.id, state
        self._said.emit(None)


def reprint(kiosk: Kiosk, language: str, said: SignalInstance) -> None:
    """The receipt that is owed since before the restart, on the runner's threads; `said` is emitted when it is out."""

    def work() -> None:
        kiosk.unprinted.print(language)
        said.emit(None)

    kiosk.runner.aside(work)
