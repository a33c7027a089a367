"""The thread that empties the outbox, and the one place that knows whether the platform can be reached."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from threading import Condition, Thread

from kiosk.clock import Clock
from kiosk.protocol.messages import CaseAnswer
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.link import Link
from kiosk.sync.upkeep import Upkeep
from offline_cache.errors import StoreFailed
from offline_cache.outbox import LONGEST_WAIT, Outbox, Queued

_PAUSE_S = 5.0
"""The queue is looked at this often even when nothing calls for it: the wall clock may have jumped"""
_SHORTEST_PAUSE_S = 0.02
_STORE_PAUSE_S = 5.0
_ANSWER_KEPT_S = 10.0
"""An answer may arrive before the one who waits for it has asked; it is personal, so it is not kept longer"""
_ANSWERS_KEPT = 2
_REMAINS_KEPT = timedelta(days=30)
"""What stays of a delivered message has no personal data (sync.md 2.8)"""


class Alarm(StrEnum):
    """What a technician must look into."""

    NOT_ALLOWED = "not_allowed"
    """401 or 403: the queue stands still but for one try every 5 minutes"""
    STORE_FAILED = "store_failed"
    """The disk refuses; nothing is lost, nothing moves"""


class SyncEngine:
    """Start it once; everything else may be called from any thread."""

    def __init__(
        self,
        client: CentralClient,
        outbox: Outbox,
        clock: Clock,
        *,
        ping_every_s: float = 2.0,
        jitter: Callable[[float, float], float] = random.uniform,
        upkeep: Callable[[bool], object] | None = None,
    ) -> None:
        """`ping_every_s` bounds how late a change of the network is noticed.

        `upkeep` looks after the store, on a thread of its own: see `Upkeep`.
        """
        self._outbox = outbox
        self._upkeep = Upkeep(upkeep or (lambda _idle: outbox.tidy()))
        self._clock = clock
        self._client = client
        self._courier = Courier(client, outbox, clock.now, jitter)
        self._link = Link(client.ping, ping_every_s)
        client.when_unreachable(self._link.ask_now)
        self._link.subscribe(self._link_changed)
        self._change = Condition()
        self._thread = Thread(target=self._run, name="sync-engine", daemon=True)
        self._woken = self._fresh_start = self._stopping = False
        self._held_until = self._forget_at = float("-inf")
        self._alarm: Alarm | None = None
        self._waiting: dict[str, None] = {}
        self._under_way = ""
        self._hopeless: set[str] = set()
        self._answers: dict[str, tuple[float, CaseAnswer]] = {}

    @property
    def online(self) -> bool:
        """The platform can be reached and accepts this kiosk."""
        return self._link.online

    @property
    def alarm(self) -> Alarm | None:
        """What stands in the way, if it is more than the network."""
        if self._link.not_allowed:
            return Alarm.NOT_ALLOWED
        return self._alarm or (Alarm.STORE_FAILED if self._upkeep.failing else None)

    def subscribe(self, listener: Callable[[bool], None]) -> Callable[[], None]:
        """Call `listener` with `online` after each change, from a thread of the engine. Returns how to end that."""
        return self._link.subscribe(listener)

    def start(self) -> None:
        """Begin to deliver; returns at once."""
        self._link.start()
        self._thread.start()
        self._upkeep.start()

    def stop(self) -> None:
        """End its threads; returns when the call under way has ended. The outbox may be closed after this."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        self._link.stop()
        if self._thread.ident is not None:
            self._thread.join()
        self._upkeep.stop()

    def nudge(self) -> None:
        """Something new lies in the outbox."""
        with self._change:
            self._woken = True
            self._change.notify_all()

    def resume(self) -> None:
        """A technician has done something about it: forget every wait and try at once."""
        with self._change:
            self._fresh_start = self._woken = True
            self._change.notify_all()
        self._link.ask_now()

    def deliver_now(self, message_id: str, timeout_s: float) -> CaseAnswer | None:
        """As `deliver_together`, for one case; None where no answer came."""
        return self.deliver_together((message_id,), timeout_s).get(message_id)

    def deliver_together(self, message_ids: Sequence[str], timeout_s: float) -> dict[str, CaseAnswer]:
        """The platform's answers to cases just accepted, while the citizen stands there, by id. They go before all others.

        Returns as soon as it is clear that no more will come now (offline, refused, alarm), at the latest after `timeout_s`.
        A case without an answer stays in the outbox and is delivered later.
        """
        with self._change:
            self._waiting |= dict.fromkeys(message_ids)
            self._woken = True
            self._change.notify_all()
            try:
                awaited = [each for each in message_ids if self._is_awaited(each)]
                self._change.wait_for(lambda: all(self._is_decided(each) for each in awaited), timeout_s)
                return {each: self._answers.pop(each)[1] for each in message_ids if each in self._answers}
            finally:
                for each in message_ids:
                    self._waiting.pop(each, None)
                self._hopeless.difference_update(message_ids)

    def _is_awaited(self, message_id: str) -> bool:
        """Whether an answer to it is there, or may still come."""
        there = message_id in self._answers or self._under_way == message_id
        return there or self._outbox.is_waiting(message_id)

    def _is_decided(self, message_id: str) -> bool:
        if message_id in self._answers:
            return True
        if self._under_way == message_id and not self._stopping:
            # a slow answer is still an answer; a dead line ends the call itself
            return False
        return message_id in self._hopeless or self._link.offline or self._alarm is not None or self._stopping

    def _link_changed(self, online: bool) -> None:  # noqa: FBT001 - the listener's shape
        with self._change:
            self._fresh_start = self._fresh_start or online
            self._woken = True
            self._change.notify_all()

    def _run(self) -> None:
        begun = False
        while not self._stopping:
            try:
                if not begun:
                    self._outbox.give_back_all()
                    begun = True
                pause = self._turn()
                self._settle(Alarm.STORE_FAILED)
            except StoreFailed:
                self._raise_alarm(Alarm.STORE_FAILED)
                pause = _STORE_PAUSE_S
            with self._change:
                self._forget_old_answers()
                self._change.wait_for(lambda: self._woken or self._stopping, pause)
                self._woken = False

    def _turn(self) -> float:
        """Deliver one message if one is due. Returns how many seconds to pause, 0 when there may be more."""
        with self._change:
            fresh_start, self._fresh_start = self._fresh_start, False
        if fresh_start:
            self._held_until = float("-inf")
            self._settle(Alarm.NOT_ALLOWED)
            self._outbox.retry_all()
        queued = self._next()
        if queued is None:
            self._clear_up()
            return self._pause()
        self._under_way = queued.id
        outcome = None
        try:
            outcome = self._courier.deliver(queued)
        finally:
            self._note(queued.id, outcome)
        self._hold(queued, outcome)
        return 0.0

    def _clear_up(self) -> None:
        self._upkeep.nothing_is_due()
        if self._clock.monotonic() >= self._forget_at and self._client.clock_offset_s is not None:
            self._forget_at = self._clock.monotonic() + timedelta(days=1).total_seconds()
            # by the platform's time as well: a wall clock that jumped ahead would forget what is of yesterday
            told = datetime.fromtimestamp(self._client.platform_time_s, UTC)
            self._outbox.forget_sent(min(told, self._clock.now()) - _REMAINS_KEPT)

    def _next(self) -> Queued | None:
        now = self._clock.now()
        if self._alarm is not Alarm.NOT_ALLOWED or not self._is_held():
            with self._change:
                waiting = tuple(self._waiting)
            for message_id in waiting:
                if queued := self._outbox.take(now, only=message_id):
                    return queued
        return None if self._is_held() else self._outbox.take(now)

    def _note(self, message_id: str, outcome: Outcome[CaseAnswer | None] | None) -> None:
        """Tell who waits. Done in one step with the end of the call, or an answer could fall between two looks."""
        with self._change:
            self._under_way = ""
            match outcome:
                case Delivered(answer):
                    if answer is not None:
                        self._answers[message_id] = (self._clock.monotonic(), answer)
                    else:  # what is no case has no answer to wait for
                        self._hopeless.update({message_id} & self._waiting.keys())
                    self._alarm = None
                case NotAllowed():
                    self._alarm = Alarm.NOT_ALLOWED
                case Refused():
                    self._hopeless.update({message_id} & self._waiting.keys())
                case TryLater() | None:
                    pass
            self._change.notify_all()

    def _hold(self, queued: Queued, outcome: Outcome[CaseAnswer | None]) -> None:
        """Spare the platform, and ourselves, the rest of the queue when the next message would fare no better.

        The hold ends before the message is due again, so that one that is its own cause cannot block the others.
        """
        match outcome:
            case NotAllowed():
                self._held_until = self._clock.monotonic() + LONGEST_WAIT.total_seconds()
            case TryLater(everyone=True):
                wait = self._outbox.until_next(self._clock.now(), only=queued.id) or 0.0
                wish = min(outcome.retry_after or 0.0, wait)
                self._held_until = self._clock.monotonic() + (wish + wait) / 2
            case _:
                pass

    def _is_held(self) -> bool:
        return self._clock.monotonic() < self._held_until

    def _pause(self) -> float:
        now = self._clock.now()
        held = max(0.0, self._held_until - self._clock.monotonic())
        until_next = self._outbox.until_next(now)
        pauses = [_PAUSE_S if until_next is None else max(until_next, held)]
        with self._change:
            waiting = tuple(self._waiting)
        # a waiting citizen's message is exempt from the hold
        pauses += [own for one in waiting if (own := self._outbox.until_next(now, only=one)) is not None]
        return min(_PAUSE_S, max(min(pauses), _SHORTEST_PAUSE_S))

    def _raise_alarm(self, alarm: Alarm) -> None:
        with self._change:
            self._alarm = alarm
            self._change.notify_all()

    def _settle(self, alarm: Alarm) -> None:
        with self._change:
            if self._alarm is alarm:
                self._alarm = None

    def _forget_old_answers(self) -> None:
        limit = self._clock.monotonic() - _ANSWER_KEPT_S
        unclaimed = [key for key in self._answers if key not in self._waiting]
        for place, key in enumerate(unclaimed):
            if self._answers[key][0] < limit or place < len(unclaimed) - _ANSWERS_KEPT:
                del self._answers[key]
