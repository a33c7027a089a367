"""The card-first way in: a card is laid down before a matter is chosen, and the list shows what its holder can do here.

Plain Python on the GUI thread. What it knows of the citizen lives as long as the card lies there and the lobby is open.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.matters.catalogue import Catalogue
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.matters.rules import HolderFacts
from kiosk.services.identity import LOBBY, IdentityService
from kiosk.visit.course import troubled
from kiosk.visit.events import CardRead, CardTaken, Event, Failed
from kiosk.visit.state import Holder, Visit
from kiosk.visit.steps.identify import has_expired
from ui.lobby import Lobby


class Reception:
    """Waits for a card while nobody is on a visit."""

    def __init__(self, identity: IdentityService, post: Callable[[Event], None], any_matter: Matter) -> None:
        """`post` brings events of the reader's thread to the GUI thread, where `hear` takes them."""
        self._identity = identity
        self._post = post
        self.guest: Holder | None = None
        self.waiting = Visit(id=LOBBY, matter=any_matter, step=Step.IDENTIFY)
        """What the identify screen shows: a visit that has not chosen its matter yet"""

    def reword(self, any_matter: Matter) -> None:
        """The catalogue is another one: what waits, waits with one of its matters."""
        self.waiting = replace(self.waiting, matter=any_matter)

    @property
    def facts(self) -> HolderFacts | None:
        """What the list may know of the guest."""
        return self.guest.facts if self.guest is not None else None

    def open(self, language: str) -> None:
        """Wait for the next card. One that a guest has left there is nobody's from now on (`card.left`)."""
        if self.guest is not None:
            self._identity.forget(LOBBY)
        self.guest = None
        self.waiting = replace(self.waiting, trouble=None, language=language)
        self._identity.await_card(LOBBY, self._post)

    def welcome_back(self, guest: Holder) -> None:
        """A guest left the guide for the list, the card still there: it is theirs, and is not asked for again."""
        self.guest = guest
        self._identity.hand_over(LOBBY, self._post)

    def close(self) -> Holder | None:
        """Somebody goes on to a visit, perhaps with the card that was read; forget them here."""
        guest, self.guest = self.guest, None
        return guest

    def shut(self) -> None:
        """Nobody new is let in: no card is read, and whose was read is forgotten."""
        self.close()
        self._identity.forget(LOBBY)

    def hear(self, event: Event, lobby: Lobby) -> Lobby:
        """Where the lobby goes after an event of the reader."""
        match event:
            case CardRead(holder=holder):
                if has_expired(event):
                    return self._again("card.expired", lobby)
                self.guest = holder
                return lobby if lobby.wish else Lobby("search", filter="mine")
            case Failed(fault=fault):
                return self._again(fault, lobby)
            case CardTaken():
                self.open(self.waiting.language)
                return Lobby("home") if lobby.filter == "mine" else lobby
            case _:
                return lobby

    def _again(self, fault: str, lobby: Lobby) -> Lobby:
        self.waiting = troubled(self.waiting, fault)
        self._identity.await_card(LOBBY, self._post)
        # A reader that is down, or a card left behind, is said where a card was asked for; a bad card anywhere.
        said = fault.startswith("card.") and fault != "card.left"
        return Lobby("card") if said and not lobby.wish else lobby


def any_matter(catalogue: Catalogue) -> Matter | None:
    """One that this kiosk does itself, if there is one."""
    return next((matter for matter in catalogue.matters.values() if not matter.at_counter_only), None)


def reception_of(catalogue: Catalogue, identity: IdentityService, post: Callable[[Event], None]) -> Reception | None:
    """Nobody is received where nothing can be done with a card."""
    matter = any_matter(catalogue)
    return Reception(identity, post, matter) if matter is not None else None
