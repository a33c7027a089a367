"""Takes releases into use: fetched and prepared beside the visits, changed between two of them, checked, and taken back if bad.

One thread. Everything slow happens before: at the moment of the change there are only links to set and one value to replace.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Condition, Thread

from kiosk.clock import CHINA, Clock
from kiosk.protocol.fleet import LookEnd
from kiosk.protocol.release_look import Looked, NotBelieved, NotReached
from kiosk.services.offer import Offer, Shelf
from kiosk.services.release_check import THOROUGH, Undecided, Unfit, self_check
from kiosk.services.release_desk import Desk, Request
from kiosk.services.release_standing import Standing, recall, remember
from offline_cache.errors import StoreFailed
from offline_cache.releases import BASELINE, Release, ReleaseStore
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

EVERY_S = 6 * 3600.0
"""Looks without any reason; a change of edition that polling finds, or the network's return, makes one at once"""
SPREAD = 0.2
_AGAIN_S = 60.0
_AGAIN_AT_MOST_S = 15 * 60.0
"""After looks that came to nothing, twice as long each time: the network's return makes one at once anyway"""
_TICK_S = 1.0
_EXAMINATIONS = 5
"""Of one release that came to no end, before it is refused as one that nobody here can examine"""
_TRIAL_S = 600.0
"""A release under which the application has run so long has proven itself"""


@dataclass(frozen=True, slots=True)
class Means:
    """What the activation stands on."""

    look: Callable[[Path | None], Looked]
    """Verify and stage, from the platform or from a folder. Raises `NotBelieved` or `NotReached`"""
    prepare: Callable[[Release | None], Offer]
    """An offer of a release that lies ready; of what was shipped, for None. Raises `Unfit`"""
    while_idle: Callable[[Callable[[], None]], bool]
    """Do something now if nobody is on a visit, and let nobody begin meanwhile; whether it was done"""
    note: Callable[[str, int, str], None] = lambda _what, _release, _why: None
    """``activated``, ``rolled_back`` or ``refused``, with the release and a reason without any personal data"""
    keep: Callable[[], bool] = lambda: False
    """Whether something that waits may still name an old release"""
    close: Callable[[bool], None] = lambda _overdue: None
    """Nobody new is let in while a release is overdue"""


class Activation:
    """Start it once; everything public may be called from any thread."""

    def __init__(
        self,
        store: ReleaseStore,
        shelf: Shelf,
        means: Means,
        *,
        settings: Settings,
        clock: Clock,
        good_for: timedelta,
        every_s: float = EVERY_S,
    ) -> None:
        """Nothing runs before `start`. `good_for`: how long after the last look a matter without a last day is offered."""
        self.store, self.shelf = store, shelf
        self._means = means
        self._settings, self._clock, self._good_for, self._every_s = settings, clock, good_for, every_s
        self._desk = Desk(store.folder)
        self._standing = recall(settings)
        self._change = Condition()
        self._pending: Offer | None = None
        self._adjusted_by: tuple[object, ...] = ()
        self._look_at, self._settle_at = 0.0, 0.0
        self._looked_s: float | None = None
        self._disbelieved = ""
        self._again_s = 0.0
        self._stopping = self._seated = False
        self._undecided: dict[int, int] = {}
        self.result = ""
        """What came of the last look, for the technician"""
        self.pause_s = 0.0
        """How long nobody could begin at the last change"""
        self.check: Callable[[Offer], str | None] = self_check
        self._thread = Thread(target=self._run, name="releases", daemon=True)

    # ---------------------------------------------------------------- what others ask

    @property
    def edition(self) -> int:
        """Of what was verified last; another one at the platform is worth a look."""
        return self._standing.edition

    @property
    def standing(self) -> Standing:
        """What was verified last."""
        return self._standing

    @property
    def overdue(self) -> bool:
        """Whether a release that this kiosk should use by now is not in use: then nobody is let in.

        Never for one that it refuses: a bad release must not close a fleet (the heartbeat tells why it was refused).
        """
        standing = self._standing
        if not standing.is_overdue(self.shelf.offer.release, self._clock.now()):
            return False
        return self.store.refused(standing.wanted) is None

    def look(self) -> None:
        """Look now."""
        with self._change:
            self._look_at = 0.0
            self._change.notify_all()

    def heed(self, edition: int) -> None:
        """The platform publishes this edition."""
        if edition != self.edition:
            self.look()

    def start(self) -> None:
        """Count this start, and begin to look."""
        self._seated = self.store.sit()
        if self._seated:
            try:
                self.store.begin(self.shelf.offer.release)
            except OSError as error:
                # A kiosk whose disk is full starts all the same: it has to empty its queue.
                log.warning("this start is not counted for the release in use: %s", error.strerror)
            self._settle_at = self._clock.monotonic() + _TRIAL_S
        else:
            log.warning("another process looks after the releases of this kiosk; they wait until it has ended")
        self._thread.start()

    def stopping(self) -> None:
        """The program is about to end: whatever is interrupted from now on says nothing of a release."""
        self._stopping = True

    def stop(self) -> None:
        """End. A program that ends in order has not failed, so a release on trial has passed."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()
        if self._seated:
            self.store.settle()
        self.store.rise()

    # ---------------------------------------------------------------- one turn

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._seated = self._seated or self.store.sit()
                if self._seated:
                    self.turn()
            except (OSError, StoreFailed) as error:
                self._look_at = self._clock.monotonic() + _AGAIN_S
                self._say_once(f"the disk refuses: {getattr(error, 'strerror', None) or error}")
            with self._change:
                self._change.wait_for(self._is_called, _TICK_S)

    def _say_once(self, trouble: str) -> None:
        if trouble != self.result:
            self.result = trouble
            log.warning("what belongs to a release could not be done: %s", trouble)

    def _is_called(self) -> bool:
        return self._stopping or self._clock.monotonic() >= self._look_at

    def turn(self) -> None:
        """Whatever is due now."""
        for request in self._desk.requests():
            self._desk.answer(request, *self.serve(request))
        if self._clock.monotonic() >= self._look_at:
            self.look_from(None)
        self._adjust()
        if self._pending is not None:
            self.change_if_idle()
        self._means.close(self.overdue)
        if self._settle_at and self._clock.monotonic() >= self._settle_at:
            self.store.settle()
            self._settle_at = 0.0

    def look_from(self, folder: Path | None) -> bool:
        """Look at the platform, or in `folder`; whether all is well with what is there (`result` says what came of it)."""
        good = False
        again = self._again_s = min(_AGAIN_AT_MOST_S, 2 * self._again_s) if self._again_s else _AGAIN_S
        try:
            looked = self._means.look(folder)
        except NotReached as error:
            self.result = f"{LookEnd.NOT_REACHED}: {error}"
        except NotBelieved as error:
            self._disbelieve(str(error))
        else:
            self._disbelieved = ""
            self._remember(looked)
            self._let_go_unless(looked.wanted if looked.staged else None)
            self.result = self._said_of(looked)
            good = not looked.staged or self._take_up(looked.wanted)
            if good or self.store.refused(looked.wanted) is not None:
                self._again_s = 0.0
                again = self._every_s * random.uniform(1 - SPREAD, 1 + SPREAD)  # noqa: S311 - to spread a fleet
        self._catch_up()
        self._look_at = self._clock.monotonic() + again
        return good

    def _said_of(self, looked: Looked) -> str:
        """Nothing of what is staged: that is said when it has been examined."""
        why = self.store.refused(looked.wanted)
        if why is not None:
            return f"release {looked.wanted} {LookEnd.REFUSED}: {why}"
        return "" if looked.staged else f"release {looked.wanted} is in use"

    def _catch_up(self) -> None:
        """What is current but could not be examined at this start is tried again; nothing is known against it."""
        current = self.store.current
        if self._pending is None and current != self.shelf.offer.release and self.store.refused(current) is None:
            self._take_up(current)

    def _let_go_unless(self, wanted: int | None) -> None:
        """What is ready and not wanted any more is not taken into use: its rollout was stopped, or another one follows."""
        pending = self._pending
        if pending is not None and pending.release not in (self.shelf.offer.release, self.store.current, wanted):
            self._pending, self._adjusted_by = None, ()

    def _disbelieve(self, why: str) -> None:
        """Noted once: a timestamp that ran out is met at every look until somebody signs another."""
        self.result = f"{LookEnd.NOT_BELIEVED}: {why}"
        if why != self._disbelieved:
            self._disbelieved = why
            log.warning("what was published was not believed: %s", why)
            self._means.note("refused", 0, why[:200])

    def serve(self, request: Request) -> tuple[bool, str]:
        """What somebody asked for at the command line: whether it was done, and a sentence."""
        match request.do:
            case "import":
                return self._import(Path(request.folder)), self.result
            case "rollback":
                return self._ask_back()
            case _:
                self.look()
                return True, "looking"

    def _import(self, folder: Path) -> bool:
        """Whoever brings a release wants it in spite of all: the one that the verified stick names, and no other."""
        before = self._standing
        good = self.look_from(folder)
        wanted = self._standing.wanted
        if self._standing is before or self.store.refused(wanted) is None:
            return good
        self.store.forgive(wanted)
        return self.look_from(folder)

    # ---------------------------------------------------------------- changes

    def _take_up(self, number: int) -> bool:
        """Make an offer of a release that lies ready, unless it is the one in use or was prepared already; whether it is good."""
        if number == self.shelf.offer.release or (self._pending is not None and self._pending.release == number):
            return True
        try:
            self._pending = self._prepared(number)
        except Unfit as error:
            self.result = f"release {number} {LookEnd.REFUSED}: {error}"
            if self._stopping:
                return False  # the program ends, and so did the examination: nothing is known of the release
            tries = self._undecided[number] = self._undecided.get(number, 0) + 1
            if isinstance(error, Undecided) and tries < _EXAMINATIONS:
                log.info("release %d could not be examined, and will be again: %s", number, error)
                return False
            log.warning("release %d cannot be used: %s", number, error)
            self.store.refuse(number, str(error))
            self._means.note("refused", number, str(error)[:200])
            return False
        self.result = f"release {number} is ready, and is used as soon as nobody is here"
        return True

    def _prepared(self, number: int) -> Offer:
        offer = self._means.prepare(self.store.find(number))
        wrong = self_check(offer, THOROUGH)
        if wrong is not None:
            raise Unfit(wrong)
        return offer

    def _ask_back(self) -> tuple[bool, str]:
        number = self.shelf.offer.release
        if number == BASELINE:
            return False, "what was shipped is in use: there is nothing to go back to"
        good = self.store.previous
        try:
            offer = self._means.prepare(self.store.find(good) if good != BASELINE else None)
        except Unfit as error:
            return False, f"release {good} cannot be used: {error}"

        def back() -> None:
            self.store.roll_back("rolled back by a person")
            self.shelf.put(offer)

        if not self._means.while_idle(back):
            return False, "somebody is on a visit; try again when they have left"
        self._pending, self._adjusted_by = None, ()
        self._means.note("rolled_back", number, "person")
        self.shelf.tell()
        return True, f"release {offer.release} is in use again"

    def change_if_idle(self) -> bool:
        """Take what is pending into use, unless somebody is here; whether it was."""
        offer = self._pending
        if offer is None:
            return False
        before = self.shelf.offer
        wrong: list[str] = []
        if not self._means.while_idle(lambda: wrong.extend(self._change_to(offer))):
            return False
        self._pending = None
        if wrong:
            self.result = f"release {offer.release} {LookEnd.TAKEN_BACK}: {wrong[0]}"
            log.error("release %d was taken back: %s", offer.release, wrong[0])
            self._means.note("rolled_back", offer.release, wrong[0][:200])
            return False
        if offer.release != before.release:
            self.result = f"release {offer.release} is in use"
            log.info("release %d is in use; nobody could begin for %.0f ms", offer.release, self.pause_s * 1000)
            self._settle_at = self._clock.monotonic() + _TRIAL_S
            self._means.note("activated", offer.release, "")
            if not self._means.keep():
                self.store.prune(())
        self.shelf.tell()
        return True

    def _change_to(self, offer: Offer) -> list[str]:
        """The change itself, while nobody can begin. What is wrong is answered after everything is as it was."""
        began = time.perf_counter()
        before = self.shelf.offer
        is_new = offer.release != before.release
        try:
            if is_new:
                self.store.activate(offer.release)
        except OSError as error:
            return [f"the disk refuses ({type(error).__name__})"]
        self.shelf.put(offer)
        wrong = self.check(offer)
        if wrong is not None:
            self.shelf.put(before)
            if is_new:
                self.store.roll_back(wrong)
        self.pause_s = time.perf_counter() - began
        return [wrong] if wrong is not None else []

    # ---------------------------------------------------------------- what is hidden

    def _adjust(self) -> None:
        """From what is in use or about to be disappears what was withdrawn, is over or only planned; urgent notices come in."""
        base, today, rollout = self._pending or self.shelf.offer, self._today(), self._standing.rollout
        by = (id(base.whole), today, self._good_until(), rollout.withdrawn, rollout.notices)
        if by == self._adjusted_by:
            return
        hidden = base.whole.expired(today, self._good_until()) | base.whole.planned(today) | set(rollout.withdrawn)
        if hidden & base.whole.matters.keys() != base.hidden or rollout.notices != base.at_once:
            self._pending = base.changed(hidden, rollout.notices)
        self._adjusted_by = by

    def _today(self) -> date:
        return self._clock.now().astimezone(CHINA).date()

    def _good_until(self) -> date | None:
        """The last day of what names none, for a kiosk that hears nothing; never for one that never heard anything."""
        looked_at = self._standing.looked_at
        if self._looked_s is not None:
            # In this run: a wall clock that was set meanwhile says nothing of the time that has passed.
            looked_at = self._clock.now() - timedelta(seconds=self._clock.monotonic() - self._looked_s)
        return (looked_at + self._good_for).astimezone(CHINA).date() if looked_at is not None else None

    def _remember(self, looked: Looked) -> None:
        self._standing = Standing(looked.edition, looked.rollout, looked.wanted, self._clock.now())
        self._looked_s = self._clock.monotonic()
        remember(self._settings, self._standing)
