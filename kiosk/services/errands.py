"""Errands: one citizen at a time who comes for something that is no application, and the world that it asks.

The errand is changed under a lock on whichever thread posts; what it asks of the world is carried out aside and comes back
as an event. Whoever listens hears of every change. Once it has ended nothing of the citizen is left here.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import uuid4

from devices.api.errors import DeviceError
from devices.api.receipt_printer import Receipt
from kiosk.clock import Clock
from kiosk.matters.deadline import WorkCalendar, deadline
from kiosk.matters.model import Matter
from kiosk.protocol.lookups import LookupsAnswer, LookupsRequest
from kiosk.protocol.outcome import Delivered, Outcome
from kiosk.protocol.progress import ProgressAnswer, ProgressRequest
from kiosk.protocol.voice import (
    ALPHABET,
    CODE_LENGTH,
    WORKING_DAYS,
    TicketJudgement,
    TicketLook,
    TicketsAnswer,
    TicketsRequest,
    TicketStanding,
    WrittenTicket,
)
from kiosk.services.errand_papers import case_slip, ticket_slip
from kiosk.visit import errand as e
from kiosk.visit.errand import At, Errand, ErrandEffect, ErrandEvent
from kiosk.visit.errand_course import ErrandOutcome, begin, handle
from kiosk.visit.state import Holder
from offline_cache.errors import StoreFailed
from offline_cache.message import Outgoing
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence

log = logging.getLogger(__name__)

_T = TypeVar("_T")


class Platform(Protocol):
    """What is asked of the platform; `kiosk.sync.citizen_calls.CitizenCalls` is the real one."""

    def cases(self, question: ProgressRequest) -> Outcome[ProgressAnswer]:
        """How far somebody's cases are."""

    def lookups(self, question: LookupsRequest) -> Outcome[LookupsAnswer]:
        """Who looked at somebody's data."""

    def tickets(self, question: TicketsRequest) -> Outcome[TicketsAnswer]:
        """What somebody wrote with their card."""

    def ticket(self, question: TicketLook) -> Outcome[TicketStanding | None]:
        """The ticket of a slip."""

    def judge(self, word: TicketJudgement) -> Outcome[TicketStanding | None]:
        """Say whether the answer will do."""


@dataclass(frozen=True, slots=True)
class Means:
    """What errands are carried out with. `deliver` waits so many seconds for a message to arrive; `aside` is the runner's."""

    kiosk_id: str
    public_url: str
    platform: Platform
    outbox: Outbox
    sequence: Sequence
    deliver: Callable[[str, float], object]
    print_slip: Callable[[Receipt], None]
    calendar: Callable[[], WorkCalendar]
    matter: Callable[[str], Matter | None]
    aside: Callable[[Callable[[], None]], None]
    clock: Clock
    wait_s: float


class Errands:
    """At most one errand."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._lock = threading.Lock()
        self._errand: Errand | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def errand(self) -> Errand | None:
        """The one under way."""
        with self._lock:
            return self._errand

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """`listener` hears after each change, on the thread that makes it. Call the answer to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def begin(self, at: At, language: str, holder: Holder | None = None) -> None:
        """Somebody comes for this; whatever was under way has ended."""
        self._put(begin(uuid4().hex, at, language, holder))

    def end(self) -> None:
        """It is over: nothing of it is kept, and what is still under way is heard by nobody."""
        with self._lock:
            self._errand = None

    def post(self, event: ErrandEvent) -> None:
        """Something happened to the errand under way; without one it is dropped."""
        errand = self.errand
        if errand is not None:
            self._post_for(errand.id, event)

    def _post_for(self, errand_id: str, event: ErrandEvent) -> None:
        with self._lock:
            if self._errand is None or self._errand.id != errand_id:
                return
            outcome = handle(self._errand, event)
            self._errand = outcome[0]
        self._carry(outcome)

    def _put(self, outcome: ErrandOutcome) -> None:
        with self._lock:
            self._errand = outcome[0]
        self._carry(outcome)

    def _carry(self, outcome: ErrandOutcome) -> None:
        errand, effects = outcome
        for listener in tuple(self._listeners):
            listener()
        for effect in effects:
            self._means.aside(lambda asked=effect: self._post_for(errand.id, self._done(errand, asked)))  # type: ignore[misc]

    def _done(self, errand: Errand, effect: ErrandEffect) -> ErrandEvent:
        """Blocks as long as it takes."""
        match effect:
            case e.KeepTicket():
                return self._keep(effect)
            case e.PrintSlip():
                return self._print(errand)
            case _:
                return self._asked(effect)

    def _asked(self, effect: e.AskCases | e.AskLookups | e.AskTickets | e.AskTicket | e.Judge) -> ErrandEvent:
        platform = self._means.platform
        match effect:
            case e.AskCases(holder, number):
                asked = platform.cases(ProgressRequest(holder=holder, receipt_no=number[:40]))
                return _told(asked, lambda answer: e.CasesCame(answer.cases, answer.more))
            case e.AskLookups(holder):
                return _told(
                    platform.lookups(LookupsRequest(holder=holder)),
                    lambda answer: e.LookupsCame(answer.lookups, answer.more),
                )
            case e.AskTickets(holder):
                return _told(
                    platform.tickets(TicketsRequest(holder=holder)),
                    lambda answer: e.TicketsCame(answer.tickets, answer.more),
                )
            case e.AskTicket(number, code):
                return _told(platform.ticket(TicketLook(number=number, code=code)), _ticket)
            case e.Judge(number, code, satisfied, objection):
                word = TicketJudgement(number=number, code=code, satisfied=satisfied, objection=objection)
                return _told(platform.judge(word), _ticket)

    def _keep(self, effect: e.KeepTicket) -> ErrandEvent:
        """Number, seal, commit; only then is the citizen told. Whether it arrives at once is a matter of seconds."""
        means, now = self._means, self._means.clock.now()
        try:
            number = means.sequence.next_receipt_no(means.kiosk_id.removeprefix("K-"), "T")
            written = WrittenTicket(
                id=uuid4().hex,
                kiosk_id=means.kiosk_id,
                number=number,
                code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
                kind=effect.kind,
                text=effect.text,
                holder=effect.holder_sha256,
                written_at=now,
            )
            body = written.model_dump_json().encode()
            means.outbox.accept(Outgoing(written.id, "ticket", body, number, now), settles_order=None)
        except StoreFailed:
            log.exception("what a citizen wrote could not be committed")
            return e.WentWrong("storage")
        return e.Kept(
            e.Sent(
                number=number,
                code=written.code,
                kind=effect.kind,
                at=now,
                due=deadline(now, WORKING_DAYS[effect.kind], means.calendar()).date,
                address=f"{means.public_url}/t/{number}/{written.code}",
                arrived=self._has_arrived(written.id),
            )
        )

    def _has_arrived(self, message_id: str) -> bool:
        try:
            self._means.deliver(message_id, self._means.wait_s)
            return self._means.outbox.has_arrived(message_id)
        except StoreFailed:
            log.exception("what a citizen wrote could not be looked up; it is delivered when the store works again")
            return False

    def _print(self, errand: Errand) -> ErrandEvent:
        if errand.at is At.SENT and errand.sent is not None:
            receipt = ticket_slip(errand.sent, errand.language)
        elif errand.case is not None:
            matter = self._means.matter(errand.case.matter_code)
            receipt = case_slip(errand.case, errand.language, self._means.clock.now(), matter)
        else:
            return e.SlipDone("")
        try:
            self._means.print_slip(receipt)
        except DeviceError as error:
            return e.SlipDone(error.fault.value)
        return e.SlipDone()


def _told(outcome: Outcome[_T], event: Callable[[_T], ErrandEvent]) -> ErrandEvent:
    """Whatever keeps the platform from answering, to the citizen it cannot be had now."""
    return event(outcome.answer) if isinstance(outcome, Delivered) else e.WentWrong("offline")


def _ticket(answer: TicketStanding | None) -> ErrandEvent:
    return e.TicketCame(answer) if answer is not None else e.WentWrong("not_found")
