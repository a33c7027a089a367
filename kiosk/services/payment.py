"""Payment: the journal first, then the provider; and no order is let go of before its money has come to rest."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.clock import Clock, Delays
from kiosk.payments.api import (
    Closed,
    OrderState,
    PaymentProvider,
    Pending,
    ProviderRefused,
    ProviderUnreachable,
    Succeeded,
    Waiting,
)
from kiosk.protocol.messages import PaymentProof
from kiosk.services.filing import FilingService
from kiosk.services.runner import Post
from kiosk.visit.effects import SettleOrder, TakePayment
from kiosk.visit.events import (
    Event,
    Failed,
    OrderSettled,
    Paid,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
)
from kiosk.visit.state import Visit
from offline_cache.errors import StoreFailed, StoreRefused
from offline_cache.journal import Journal, JournalEntry
from offline_cache.message import Outgoing

log = logging.getLogger(__name__)

_POLL_S = 0.5
_POLL_UNREACHABLE_S = 2.0
_GIVEN_UP_KEPT = 64
"""Order numbers that must not be opened any more, should their opening come late"""


@dataclass(slots=True)
class _Order:
    """An order under watch. `wanted` falls when the citizen leaves; then its money goes back."""

    order_no: str
    tell: Callable[[Event], None]
    deadline: float
    wanted: bool = True
    last: OrderState | None = None
    file: Callable[[Succeeded], None] | None = None
    """After a power cut: what the money is for. It has to be done before the order is let go of"""
    erased: bool = False
    """The journal keeps the order but no longer the application"""
    opening: bool = False
    """`take` is still at it: the watch leaves it alone"""
    at_rest: bool = False
    """The provider has closed or refunded it; only the journal is left to know"""
    refused: bool = False
    """The provider said no to settling it; said once"""


class PaymentService:
    """Carries out `TakePayment` and `SettleOrder`; one thread watches every open order."""

    def __init__(
        self, provider: PaymentProvider, *, journal: Journal, filing: FilingService, clock: Clock, delays: Delays
    ) -> None:
        self._provider = provider
        self._journal = journal
        self._filing = filing
        self._clock = clock
        self._delays = delays
        self._orders: dict[str, _Order] = {}
        self._changed = threading.Condition()
        self._stopping = False
        self._reachable = True
        self._store_fails = False
        self._given_up: deque[str] = deque(maxlen=_GIVEN_UP_KEPT)
        self.recovered: Callable[[str], None] = lambda _receipt_no: None
        """Told the receipt number of a visit of the last run that was filed in this one"""
        self._thread = threading.Thread(target=self._watch, name="payments", daemon=True)

    def start(self) -> None:
        """Look into what the last run left open, then watch."""
        try:
            entries = self._journal.unsettled()
        except StoreFailed as error:
            raise StoreRefused("the payment journal cannot be read") from error
        for entry in entries:
            self._recover(entry)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; what is open stays in the journal."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()

    @property
    def reachable(self) -> bool:
        """Whether the provider answered the last time."""
        return self._reachable

    @property
    def open_orders(self) -> int:
        """How many orders have not come to rest."""
        with self._changed:
            return len(self._orders)

    def take(self, visit: Visit, effect: TakePayment, post: Post) -> None:
        """Journal, open, offer. No answer from the provider is said as such; the visit then has the order settled.

        The citizen may give the order up at any moment of this, even before it begins.
        """
        order = self._opening(effect.order_no, post)
        if order is None:
            return
        try:
            self._journal.open(effect.order_no, visit.id, effect.amount_fen, self._filing.draft(visit))
        except StoreFailed:
            log.exception("an order could not be journalled")
            self._not_opened(order, "filing.storage")
            return
        if not order.wanted:
            self._opened(order)  # the watch erases the application and sees to the rest
            return
        try:
            offer = self._provider.create(effect.order_no, effect.amount_fen, visit.matter.short_title.zh)
        except ProviderUnreachable:
            self._reachable = False
            self._not_opened(order, "payment.unreachable")
            return
        except ProviderRefused:
            self._not_opened(order, "payment.refused")
            return
        self._reachable = True
        good_for = min(offer.expires_in, self._delays.payment)
        order.deadline = self._clock.monotonic() + good_for
        if order.wanted:
            post(PaymentOffered(effect.order_no, offer.code_url, good_for))
        self._opened(order)

    def settle(self, _visit: Visit, effect: SettleOrder, post: Post) -> None:
        """Nobody wants this order: forget the application now, and chase the money until it is at rest."""
        with self._changed:
            self._given_up.append(effect.order_no)
            order = self._orders.get(effect.order_no)
            if order is None:
                order = self._orders[effect.order_no] = _Order(effect.order_no, post, 0.0)
            order.wanted = False
            order.tell = post
            opening = order.opening
        if not opening:  # else the application may not be in the journal yet; the watch erases it
            order.erased = self._erased(effect.order_no)
        with self._changed:
            self._changed.notify()

    def _erased(self, order_no: str) -> bool:
        try:
            self._journal.mark_unwanted(order_no)
        except StoreFailed:
            self._note_store_failure()
            return False  # the money is chased all the same, and the erasing tried again
        return True

    def _opening(self, order_no: str, post: Post) -> _Order | None:
        """Under watch from the first moment; ``None`` when it was given up before it began."""
        with self._changed:
            if order_no in self._given_up:
                return None
            order = self._orders[order_no] = _Order(order_no, post, float("inf"), opening=True)
            return order

    def _opened(self, order: _Order) -> None:
        with self._changed:
            order.opening = False
            self._changed.notify()

    def _not_opened(self, order: _Order, fault: str) -> None:
        """The visit will have it settled; unless it has done so already, which the watch then carries out."""
        with self._changed:
            order.opening = False
            if order.wanted:
                self._orders.pop(order.order_no, None)
            self._changed.notify()
        order.tell(Failed("TakePayment", fault, of=order.order_no))

    def _drop(self, order: _Order, *, wanted: bool) -> bool:
        """Watch it no more; refused when it was given up while the provider was asked, for then its money goes back."""
        with self._changed:
            if order.wanted is not wanted:
                return False
            self._orders.pop(order.order_no, None)
            return True

    def _watch(self) -> None:
        while self._wait():
            self._look_around()

    def _wait(self) -> bool:
        with self._changed:
            if not self._stopping:
                pause = _POLL_S if self._reachable else _POLL_UNREACHABLE_S
                self._changed.wait(pause if self._orders else None)
            return not self._stopping

    def _look_around(self) -> None:
        """A function of its own, so that nothing of an order outlives the look at it."""
        with self._changed:
            orders = tuple(order for order in self._orders.values() if not order.opening)
        for order in orders:
            self._look_at(order)

    def _look_at(self, order: _Order) -> None:
        try:
            if order.wanted:
                self._follow(order)
            else:
                self._return_money(order)
            self._reachable = True
            self._store_fails = False
        except ProviderUnreachable:
            self._reachable = False
        except ProviderRefused:
            if not order.refused:
                log.error("the provider refuses to settle an order; it stays in the journal for a technician")  # noqa: TRY400
            order.refused = True
        except StoreFailed:
            self._note_store_failure()

    def _note_store_failure(self) -> None:
        if not self._store_fails:
            log.error("the store fails under an order; it is looked at again until it does not")
        self._store_fails = True

    def _follow(self, order: _Order) -> None:
        state = self._provider.query(order.order_no)
        if isinstance(state, Waiting) and self._clock.monotonic() >= order.deadline:
            state = self._provider.close(order.order_no)
        if state == order.last:
            return
        match state:
            case Waiting():
                pass
            case Pending():
                order.tell(PaymentPending(order.order_no))
            case Succeeded(channel=channel, paid_at=paid_at):
                if order.file is not None:
                    order.file(state)
                # Dropped before it is told: whoever hears of it may give the order up at once.
                if self._drop(order, wanted=True):
                    order.tell(Paid(order.order_no, channel, paid_at))
            case Closed(refused=refused):
                self._journal.settled(order.order_no)
                if self._drop(order, wanted=True):
                    order.tell(PaymentFailed(order.order_no, "payment.refused" if refused else "payment.expired"))
        order.last = state

    def _return_money(self, order: _Order) -> None:
        """The money first: a store that fails must not keep it, nor let a restart file what was given up."""
        if not order.erased:
            order.erased = self._erased(order.order_no)
        if not order.at_rest:
            match self._provider.close(order.order_no):
                case Succeeded():
                    self._provider.refund(order.order_no)
                case Closed():
                    pass
                case Waiting() | Pending():
                    return  # money is on its way; look again
            order.at_rest = True
        self._journal.settled(order.order_no)
        self._drop(order, wanted=False)
        order.tell(OrderSettled(order.order_no))

    def _recover(self, entry: JournalEntry) -> None:
        """After a power cut: a paid visit is filed, everything else is given back.

        The citizen has left, so nobody is told; the follow-up address on the platform shows the case.
        """
        order = _Order(entry.order_no, _nobody, self._clock.monotonic(), wanted=entry.wanted, erased=not entry.wanted)
        if entry.draft is not None:
            order.file = self._filing_of(entry, entry.draft)
        self._orders[entry.order_no] = order

    def _filing_of(self, entry: JournalEntry, draft: Outgoing) -> Callable[[Succeeded], None]:
        def file(paid: Succeeded) -> None:
            proof = PaymentProof(
                state="paid",
                amount_fen=entry.amount_fen,
                order_no=entry.order_no,
                channel=paid.channel,
                paid_at=paid.paid_at,
            )
            self._filing.file_draft(draft, proof, entry.order_no)
            log.info("a paid visit of the last run was filed")
            self.recovered(draft.receipt_no)
            self._let_go_of_what_is_unwanted()

        return file

    def _let_go_of_what_is_unwanted(self) -> None:
        """A second order of the same visit pays for nothing now: the filing has marked it so in the journal."""
        unwanted = {entry.order_no for entry in self._journal.unsettled() if not entry.wanted}
        with self._changed:
            for order_no in unwanted & set(self._orders):
                self._orders[order_no].wanted = False


def _nobody(_event: Event) -> None:
    """The citizen left before this run began."""
