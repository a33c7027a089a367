"""Identity: asks the reader for a card when a visit wants one, and watches that it stays."""

import threading
from dataclasses import dataclass
from datetime import date

from devices.api.errors import DeviceError
from devices.api.id_card_reader import IdCard, IdCardReader
from devices.supervisor import Supervisor
from kiosk.clock import CHINA, Clock, Delays
from kiosk.matters.model import HolderKind
from kiosk.services.runner import Post
from kiosk.visit.effects import AwaitReturn, ReadCard
from kiosk.visit.events import CardFound, CardRead, CardTaken, Failed
from kiosk.visit.state import Holder, Visit

_FIND_S = 2.0
_READ_S = 8.0
LOBBY = "lobby"
"""Who asks while nobody is on a visit: whoever stands there, and so whoever begins the next one"""
LEFT = "card.left"
"""Somebody's card already lies there; it is not read for the next one"""


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who wants a card: a visit by its id, or the lobby."""

    who: str
    post: Post
    returning: bool = False
    """A card that was lifted is to come back: who waits is told already when it is found"""


class IdentityService:
    """Carries out `ReadCard`: one thread looks for cards, and only while somebody wants one or one lies there."""

    def __init__(self, reader: Supervisor[IdCardReader], *, clock: Clock, delays: Delays) -> None:
        self._reader = reader
        self._clock = clock
        self._delays = delays
        self._changed = threading.Condition()
        self._wanted: _Asker | None = None
        self._owner: _Asker | None = None
        self._held = False
        self._missed = 0
        self._told = ("", "")
        """Who was told of which lasting fault; it is no news to them until it is over"""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="identity", daemon=True)

    def start(self) -> None:
        """Begin to look when asked."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    @property
    def card_present(self) -> bool:
        """Whether a card that was read still lies on the reader."""
        return self._held

    def carry(self, visit: Visit, _effect: ReadCard, post: Post) -> None:
        """Look for a card from now on."""
        self.await_card(visit.id, post)

    def await_return(self, visit: Visit, _effect: AwaitReturn, post: Post) -> None:
        """The card of this visit was lifted; look for it to come back. Whose card comes is for the visit to judge."""
        with self._changed:
            self._wanted = _Asker(visit.id, post, returning=True)
            self._changed.notify()

    def await_card(self, who: str, post: Post) -> None:
        """`post` hears of the next card, and of its going away; asked again, the newest asker gets it.

        A card that somebody left on the reader is never read for the next one: it has to be lifted first.
        """
        with self._changed:
            self._wanted = _Asker(who, post)
            self._changed.notify()

    def hand_over(self, who: str, post: Post) -> None:
        """The card that lies there belongs to another asker from now on: somebody chose a matter with it.

        If it has been taken away in this very moment, the new asker is told so: nobody goes on with a card that left.
        """
        with self._changed:
            held = self._held
            if held:
                self._owner = _Asker(who, post)
        if not held:
            post(CardTaken())

    def forget(self, who: str) -> None:
        """`who` is over: look for nobody on its behalf, tell it nothing."""
        with self._changed:
            if self._wanted is not None and self._wanted.who == who:
                self._wanted = None
            if self._owner is not None and self._owner.who == who:
                self._owner = None
            if self._told[0] == who:
                self._told = ("", "")

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._wanted is not None or self._held)
                if self._stopping:
                    return
                wanted = self._wanted
            try:
                self._look(wanted)
            except DeviceError as error:
                self._say(wanted, error.fault.value)
            with self._changed:
                # Whoever asks anew meanwhile waits too: readers must not be asked faster.
                self._changed.wait_for(lambda: self._stopping, self._delays.card_poll)

    def _look(self, wanted: _Asker | None) -> None:
        if self._held and not self._still_there():
            self._tell_taken()
        if wanted is None:
            return
        if self._held:
            owner = self._owner
            if owner is None or owner.who != wanted.who:  # their own was refused: they know, and have been told why
                self._say(wanted, LEFT)
            return
        if self._reader.call("find", lambda reader: reader.find(), deadline_s=_FIND_S):
            if wanted.returning:
                with self._changed:
                    self._told = (
                        "",
                        "",
                    )  # whoever hears of the card hears what becomes of it, whatever was said before
                wanted.post(CardFound())
            card = self._reader.call("read", lambda reader: reader.read(), deadline_s=_READ_S)
            with self._changed:
                self._told = ("", "")
                self._held, self._missed = True, 0
                asker = self._wanted
                if asker is None or wanted.who not in (asker.who, LOBBY):
                    return  # whoever asked has gone; who only asked again, or went on from the lobby, meanwhile has not
                self._wanted, self._owner = None, asker
            today = self._clock.now().astimezone(CHINA).date()
            asker.post(CardRead(holder_of(card, today), today))
        else:
            with self._changed:
                self._told = ("", "")

    def _still_there(self) -> bool:
        if self._reader.call("present", lambda reader: reader.present(), deadline_s=_FIND_S):
            self._missed = 0
        else:
            self._missed += 1
        return self._missed < self._delays.card_gone_checks

    def _tell_taken(self) -> None:
        with self._changed:
            self._held = False
            owner, self._owner = self._owner, None
            wanted = self._wanted
            if owner is None and wanted is not None and self._told == (wanted.who, LEFT):
                # Whoever was told to lift a card hears that it was: else they are asked to lift what is not there.
                owner, self._told = wanted, ("", "")
        if owner is not None:
            owner.post(CardTaken())

    def _say(self, wanted: _Asker | None, fault: str) -> None:
        """A card fault is news each time; a reader that stays down, or a card that stays, is news once."""
        with self._changed:
            if wanted is None or self._wanted is None or self._wanted.who != wanted.who:
                return
            asker, news = self._wanted, (wanted.who, fault)
            if fault == LEFT or fault.startswith("reader."):
                if news == self._told:
                    return
                self._told = news
        asker.post(Failed("AwaitReturn" if asker.returning else "ReadCard", fault))


def holder_of(card: IdCard, today: date) -> Holder:
    """The card's text as the visit keeps it."""
    had_birthday = (today.month, today.day) >= (card.birth.month, card.birth.day)
    return Holder(
        kind=HolderKind(card.kind.value),
        name=card.name,
        number=card.number,
        sex=card.sex,
        birth=card.birth,
        address=card.added_address or card.address,
        valid_to=card.valid_to,
        age=today.year - card.birth.year - (0 if had_birthday else 1),
        nationality=card.nationality,
    )
