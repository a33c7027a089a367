"""The runner: one thread that owns the visit.

Events come in over a queue, `handle` turns them into a new visit and effects, effects are carried out on a small pool
and answer with events. Only frozen values cross. Listeners are called on the runner's thread with each new visit.
"""

import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import uuid4

from kiosk.clock import Clock, Delays
from kiosk.matters.model import Matter
from kiosk.matters.plan import SUPPLEMENT, Step
from kiosk.services.idle import Patience, card_patience, is_active, patience
from kiosk.visit.effects import Effect
from kiosk.visit.events import (
    Abandoned,
    CardStayedAway,
    Event,
    OrderSettled,
    Paid,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
    SubmitTapped,
)
from kiosk.visit.machine import handle
from kiosk.visit.state import EndReason, Holder, PaymentState, Supplied, Visit

Post = Callable[[Event], None]
Carrier = Callable[[Visit, Any, Post], None]
"""Carries out one kind of effect: ``(visit, effect, post)``. Blocks as long as it takes; answers through `post`."""

_TICK_S = 0.2
_MONEY = (PaymentOffered, PaymentPending, Paid, PaymentFailed, OrderSettled)


class Runner:
    """Runs one visit at a time, and keeps the money of those that ended in sight."""

    def __init__(
        self,
        carriers: Mapping[type[Effect], Carrier],
        *,
        clock: Clock,
        delays: Delays,
        release_of: Callable[[Matter], int] = lambda _matter: 0,
    ) -> None:
        """`carriers` must know every effect; a missing one is a bug and raises at the first use.

        `release_of` says which release a matter came with; the visit keeps it.
        """
        self._carriers = carriers
        self._release_of = release_of
        self._clock = clock
        self._delays = delays
        self._events: queue.Queue[tuple[str, Event] | None] = queue.Queue()
        self._pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="effect")
        self._listeners: list[Callable[[Visit | None], None]] = []
        self._guests: list[Callable[[], bool]] = []
        self._lock = threading.Lock()
        self._visit: Visit | None = None
        self._unsettled: dict[str, Visit] = {}
        self.last_ended: Visit | None = None
        """The visit that ended last: why it did, and nothing of the citizen"""
        self._touched = 0.0
        self._entered_paid = 0.0
        self._asked_at = 0.0
        self._away_since = 0.0
        self.elder = False
        self.typing = False
        self._thread = threading.Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        """Begin to take events."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more events; effects under way are waited for."""
        self._events.put(None)
        self._thread.join()
        self._pool.shutdown(wait=True)

    def subscribe(self, listener: Callable[[Visit | None], None]) -> Callable[[], None]:
        """`listener` hears of each new visit value, and of ``None`` when a visit has ended. Call the answer to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def alive(self) -> bool:
        """Whether events are still taken."""
        return self._thread.is_alive()

    @property
    def visit(self) -> Visit | None:
        """The visit under way, if any."""
        with self._lock:
            return self._visit

    def begin(
        self, matter: Matter, language: str, holder: Holder | None = None, supplement: Supplied | None = None
    ) -> Visit:
        """A citizen chose `matter`, perhaps with a card that was read before; or brings papers for the case `supplement`.

        A visit under way is never replaced (a double tap, a late press): then it is that one which is returned.
        """
        with self._lock:
            if self._visit is not None:
                return self._visit
            release = self._release_of(matter)
            visit = Visit(id=uuid4().hex, matter=matter, language=language, release=release, holder=holder)
            if supplement is not None:
                visit = replace(visit, supplement=supplement, step=SUPPLEMENT[0])
            self._visit = visit
            self._touched = self._clock.monotonic()
        self._tell(visit)
        return visit

    def count_guest(self, is_here: Callable[[], bool]) -> Callable[[], None]:
        """While `is_here` says so, a person is there who is on no visit yet. Call the answer to end it."""
        self._guests.append(is_here)
        return lambda: self._guests.remove(is_here)

    @property
    def has_guest(self) -> bool:
        """Whether somebody is there who is on no visit yet."""
        return any(is_here() for is_here in tuple(self._guests))

    def while_idle(self, work: Callable[[], None]) -> bool:
        """Do `work` now if nobody is on a visit, and no guest is here; nobody can begin meanwhile. Whether it was done."""
        with self._lock:
            if self._visit is not None or self.has_guest:
                return False
            work()
            return True

    def post(self, event: Event) -> None:
        """An event for the visit under way; without one it is dropped."""
        visit = self.visit
        if visit is not None:
            self.post_for(visit.id, event)

    def post_for(self, visit_id: str, event: Event) -> None:
        """An event for a certain visit, which may have ended since."""
        self._events.put((visit_id, event))

    def touch(self) -> None:
        """Somebody is there."""
        with self._lock:
            self._touched = self._clock.monotonic()

    def patience(self) -> Patience | None:
        """How long until the visit ends by itself; ``None`` without a visit."""
        with self._lock:
            visit, touched, away_since = self._visit, self._touched, self._away_since
        if visit is None:
            return None
        now = self._clock.monotonic()
        if visit.absence is not None:
            return card_patience(away_since=away_since, now=now, elder=self.elder, delays=self._delays)
        if self._is_active(visit, now):
            touched = now
        return patience(visit, touched=touched, now=now, elder=self.elder, typing=self.typing, delays=self._delays)

    def _is_active(self, visit: Visit, now: float) -> bool:
        """Money is waited for while its code is good, and a little longer; after that the screen is anybody's."""
        if visit.step is Step.PAYMENT and now - self._asked_at > self._delays.payment + self._delays.payment_grace:
            return visit.working
        return is_active(visit)

    def aside(self, work: Callable[[], None]) -> None:
        """Do something that belongs to no step, off the caller's thread."""
        self._pool.submit(work).add_done_callback(_report)

    def _run(self) -> None:
        while True:
            try:
                item = self._events.get(timeout=_TICK_S)
            except queue.Empty:
                self._tick()
                continue
            if item is None:
                return
            self._take(*item)
            item = None  # an event may hold a card or a page; it must not lie here until the next one

    def _take(self, visit_id: str, event: Event) -> None:
        with self._lock:
            current = self._visit
        if current is not None and current.id == visit_id:
            self._advance(current, event)
        elif isinstance(event, _MONEY) and visit_id in self._unsettled:
            visit, effects = handle(self._unsettled[visit_id], event)
            self._remember(visit)
            self._carry(visit, effects)

    def _advance(self, before: Visit, event: Event) -> None:
        visit, effects = handle(before, event)
        if visit is before and not effects:
            return
        came_or_went = (visit.absence is None) != (before.absence is None)
        if visit.step is not before.step or before.working != visit.working or came_or_went:
            self.touch()
        with self._lock:
            if came_or_went:
                self._away_since = self._clock.monotonic()
            self._visit = visit if visit.ended is None else None
        if visit.payment.state is not before.payment.state:
            self._entered_paid = self._clock.monotonic()
        if visit.payment.order_no != before.payment.order_no:
            self._asked_at = self._clock.monotonic()
        carrying = before if visit.ended is not None else visit
        if visit.ended is not None:
            self._remember(visit)
            self.last_ended = visit
            self._tell(None)
        else:
            self._tell(visit)
        self._carry(carrying, effects)

    def _remember(self, visit: Visit) -> None:
        if visit.orders:
            self._unsettled[visit.id] = visit
        else:
            self._unsettled.pop(visit.id, None)

    def _carry(self, visit: Visit, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            future = self._pool.submit(self._carriers[type(effect)], visit, effect, self.poster(visit.id))
            future.add_done_callback(_report)

    def poster(self, visit_id: str) -> Post:
        """What posts events for one visit, from any thread."""
        return lambda event: self.post_for(visit_id, event)

    def _tell(self, visit: Visit | None) -> None:
        for listener in tuple(self._listeners):
            listener(visit)

    def _tick(self) -> None:
        visit = self.visit
        if visit is None:
            return
        now = self._clock.monotonic()
        if self._is_active(visit, now):
            self.touch()
        if visit.step is Step.PAYMENT and visit.payment.state is PaymentState.PAID:
            if now - self._entered_paid >= self._delays.paid_pause:
                self.post(SubmitTapped())
            return
        left = self.patience()
        if left is None or not left.over:
            return
        if visit.absence is None:
            self.post_for(visit.id, Abandoned(EndReason.TIMED_OUT))
        elif not visit.absence.reading:  # a card that lies there again is not punished for the reader's slowness
            self.post_for(visit.id, CardStayedAway())


def _report(future: Any) -> None:  # noqa: ANN401 - concurrent.futures' own type is generic over the result
    error = future.exception()
    if error is not None:
        # A bug, not a fault: the process ends, the watchdog restarts it and the journal restores what was paid.
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
