"""Between the lobby and the errand that it leads to: begun, driven and ended by what the screens ask for. On the GUI thread."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.matters.model import Matter
from kiosk.runtime import Kiosk
from kiosk.visit import errand as e
from kiosk.visit.errand import At, Errand, ErrandEvent
from kiosk.visit.errand_course import leads_back
from kiosk.visit.events import CardTaken, Event
from kiosk.visit.state import Holder, Supplied
from ui.lobby import BY_NUMBER, Lobby

Args = Mapping[str, Any]

EVENTS: Mapping[str, Callable[[Args], ErrandEvent]] = {
    "errand": lambda args: e.Went(At(str(args.get("to") or args["key"]))),
    "case": lambda args: e.CaseChosen(str(args["key"])),
    "ticket": lambda args: e.TicketChosen(str(args["key"])),
    "ticketKind": lambda args: e.KindChosen(args["key"]),
    "number": lambda args: e.NumberGiven(str(args["number"]), str(args["proof"])),
    "write": lambda args: e.TextGiven(str(args["text"])),
    "confirm": lambda _: e.Confirmed(),
    "contented": lambda _: e.Contented(),
    "page": lambda args: e.PageTurned(int(args["page"])),
    "slip": lambda _: e.SlipWanted(),
    "tryAgain": lambda _: e.TriedAgain(),
    "back": lambda args: e.WentBack(str(args.get("text", ""))),
}
_STAYS = (At.VOICE, At.WRITE, At.CHECK, At.SENT)
"""Where nothing of a person is shown but what they write themselves: a card that is taken away leads nowhere else"""


class ErrandWay:
    """Where the lobby's place is ``errand`` there is one, and nowhere else."""

    def __init__(self, kiosk: Kiosk, wiped: Callable[[], None]) -> None:
        """`wiped` is called when somebody else may stand there, though the errand goes on."""
        self._kiosk = kiosk
        self._errands = kiosk.errands
        self._wiped = wiped
        self._wish = ""

    @property
    def errand(self) -> Errand | None:
        """The one under way."""
        return self._errands.errand

    def takes(self, name: str, args: Args) -> bool:
        """Whether an intent was the errand's; the way back is, until it leads out of it."""
        errand, make = self.errand, EVENTS.get(name)
        if errand is None or make is None or (name == "back" and not leads_back(errand)):
            return False
        self._post(make(args))
        return True

    def papers(self, name: str, args: Args) -> tuple[Matter, Supplied] | None:
        """An intent that leads from a case to the camera: what the visit is about. The errand is over with that."""
        found = self._kiosk.handing_in.visit_for(str(args["key"])) if name == "handIn" else None
        if found is not None:
            self._errands.end()
        return found

    def speaks(self, language: str) -> None:
        """Another language from here on."""
        self._errands.post(e.SpokenTo(language))

    def heard(self, event: Event, lobby: Lobby) -> Lobby:
        """After an event of the reader: what belongs to a card goes with it."""
        errand = self.errand
        if errand is None or errand.holder is None or not isinstance(event, CardTaken):
            return lobby
        if errand.at not in _STAYS:
            return Lobby("home")
        self._post(e.HolderLeft())
        return lobby

    def settled(self, lobby: Lobby, guest: Holder | None, language: str) -> Lobby:
        """The lobby has changed, or a card has come: begin what it leads to, end what it has left."""
        if lobby.place == "card" and lobby.wish:
            lobby = self._opened(lobby, guest)
        if lobby.place != "errand":
            self._errands.end()
            return lobby
        errand = self.errand
        if errand is None or lobby.wish != self._wish:  # Help leads from one to another
            self._wish = lobby.wish
            self._errands.begin(At(lobby.wish), language, guest)
        elif guest is not None and (errand.lifted or errand.holder != guest):
            self._post(e.HolderCame(guest))
        return lobby

    def _post(self, event: ErrandEvent) -> None:
        before = self.errand
        self._errands.post(event)
        after = self.errand
        if before is not None and after is not None and after.id != before.id:
            self._wiped()

    def _opened(self, lobby: Lobby, guest: Holder | None) -> Lobby:
        """With the card that lies there; by number where no card can be read."""
        if guest is not None:
            return Lobby("errand", wish=lobby.wish)
        by_number = BY_NUMBER.get(lobby.wish)
        if by_number is not None and not self._kiosk.devices.id_card_reader.status.usable:
            return Lobby("errand", wish=by_number)
        return lobby
