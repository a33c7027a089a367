"""A world around one visit, for Hypothesis: a provider that holds money, a platform that holds cases, and bad timing.

`VisitWorld.handle` is the function under test; the planted bugs of ``test_invariants`` put a broken one in its place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer
from kiosk.visit import events
from kiosk.visit.effects import (
    AwaitAnswer,
    AwaitReturn,
    CaptureMaterial,
    Effect,
    FileCase,
    Prefill,
    PrintDocument,
    PrintReceipt,
    ReadCard,
    SettleOrder,
    StoreSignature,
    TakePayment,
)
from kiosk.visit.machine import handle
from kiosk.visit.state import EndReason, FiledCase, Holder, Page, PaymentState, Visit
from kiosk.visit.steps.materials import current
from tests.kiosk.visit.people import CARD_REPLACEMENT, EXPIRED, NAME, NAMESAKE, NOW, TODAY, WANG, prefilled

ANSWER = CaseAnswer(case_no="BJ1", application_id="0" * 32, application_sha256="0" * 64, accepted_at=NOW)
TAPS: list[events.Event] = [
    events.PaymentRetried(),
    events.PaymentDeferred(),
    events.BackTapped(),
    events.CaptureTapped(),
    events.PagesFinished("home_proof"),
    events.PaperRetried("receipt"),
    events.Rated(1),
    events.EditRequested(Step.FORM),
]
ENDINGS: list[events.Event] = [
    events.Abandoned(EndReason.LEFT),
    events.Abandoned(EndReason.TIMED_OUT),
    events.CardTaken(),
    events.CardStayedAway(),
    events.Finished(),
    events.Finished(),
]
_TAPPED = (
    events.GuideAccepted,
    events.PageAnswered,
    events.CaptureTapped,
    events.PagesFinished,
    events.MaterialDeferred,
    events.ReviewAccepted,
    events.EditRequested,
    events.Signed,
    events.PaymentRetried,
    events.PaymentDeferred,
    events.SubmitTapped,
    events.BackTapped,
    events.Rated,
    events.PaperRetried,
)
"""What somebody does on the screen, whoever it is"""


def amount_of(visit: Visit) -> int:
    """What the answers of this citizen come to, in fen."""
    why = visit.situation.get("why", "")
    by_situation = {"first": 12000, "lost": 14000}
    return by_situation[why] if why else visit.matter.fee.amount_fen if visit.matter.fee is not None else 0


@dataclass
class Order:
    """One order at the provider."""

    created: bool = False
    paid: bool = False
    closed: bool = False
    refunded: bool = False
    misreported: bool = False
    """The provider said that it came to nothing, and was wrong"""


class VisitWorld(RuleBasedStateMachine):
    """Everything that can happen to a citizen who replaces a social security card."""

    matter = CARD_REPLACEMENT
    handle: Callable[[Visit, events.Event], tuple[Visit, tuple[Effect, ...]]] = staticmethod(handle)

    def __init__(self) -> None:
        super().__init__()
        self.visit = Visit(id="0" * 32, matter=self.matter)
        self.pending: list[tuple[Visit, Effect]] = []
        self.orders: dict[str, Order] = {}
        self.cases: list[str] = []
        """The paid order of each case, empty for an unpaid one"""
        self.filing_asked = 0
        self.told: set[str] = set()
        """Orders of which the provider has said once that they are paid; it need not say so again"""
        self.card: Holder | None = None
        """Whose card lies on the reader, as far as anybody has read it"""

    def send(self, event: events.Event) -> None:
        if isinstance(event, events.Paid):
            self.told.add(event.order_no)
        if isinstance(event, events.CardRead):
            self.card = event.holder
        if isinstance(event, events.CardTaken):
            self.card = None
        before = self.visit
        after, effects = type(self).handle(before, event)
        self.watch_the_card(before, event, after)
        if before.step is Step.FILING and before.ended is None:
            decided = isinstance(event, events.Filed | events.Failed)
            assert decided or (after.step is Step.FILING and after.ended is None), "left the point of no return"
        for effect in effects:
            if isinstance(effect, TakePayment):
                assert effect.order_no not in self.orders, "an order number was used twice"
                assert before.signature is not None, "money was asked for before the signature"
                assert effect.amount_fen == amount_of(before), "another sum than that of the situation"
                self.orders[effect.order_no] = Order()
            if isinstance(effect, FileCase):
                asked = {spec.key for spec in before.selected.scanned}
                assert set(before.materials) == asked, "other papers are handed in than the situation asks for"
                self.filing_asked += 1
                assert self.filing_asked == 1, "filed twice"
            self.pending.append((before if after.ended else after, effect))
        self.visit = after

    def watch_the_card(self, before: Visit, event: events.Event, after: Visit) -> None:
        """What the going and coming of the card may do to a visit, and what it may not."""
        if before.ended is not None or before.absence is None:
            return
        if isinstance(event, _TAPPED):
            assert after == before, "somebody went on while the card was away"
        if isinstance(event, events.CardRead) and event.holder == before.holder:
            assert after == replace(before, absence=None), "the card came back, and the visit is not where it was"
        if isinstance(event, events.CardRead) and event.holder != before.holder:
            assert after.ended is EndReason.OTHER_CARD, "a visit went on under another's card"
        if isinstance(event, events.CardStayedAway):
            assert after.ended is EndReason.CARD_REMOVED, "a card that stayed away was waited for without end"

    # ---------------------------------------------------------------- the citizen

    @initialize(
        at=st.sampled_from([Step.GUIDE, Step.SIGN, Step.PAYMENT, Step.PAYMENT, Step.FILING, Step.RESULT]),
        lifted=st.sampled_from([False, False, True]),
    )
    def begins(self, at: Step, *, lifted: bool) -> None:
        """Most of what can go wrong lies near the money, so most histories begin there; some without the card."""
        self.comes_to(at, lifted=lifted)

    def comes_to(self, at: Step, *, lifted: bool) -> None:
        while self.visit.step is not at:
            self.goes_on()
            while self.pending and self.visit.step is not at:
                self.carry_out(*self.pending.pop(0), well=True)
            if self.visit.payment.state is PaymentState.WAITING and self.visit.step is not at:
                number = self.visit.payment.order_no
                self.orders[number].paid = True
                self.send(events.Paid(number, "微信支付", NOW))
        if lifted:
            self.send(events.CardTaken())

    @rule()
    def goes_on(self) -> None:
        """The next sensible thing for the screen that is shown."""
        match self.visit.step:
            case Step.GUIDE:
                self.send(events.GuideAccepted())
            case Step.FORM:
                self.send(self.page())
            case Step.MATERIALS:
                self.send(events.MaterialDeferred(self.slot()))
            case Step.REVIEW:
                self.send(events.ReviewAccepted())
            case Step.SIGN:
                self.send(events.Signed(NAME))
            case Step.PAYMENT:
                self.send(events.SubmitTapped())
            case _:
                pass

    def page(self) -> events.Event:
        """What is answered on a page of the form."""
        return events.PageAnswered({"delivery": "post", "mail_address": "云桥区北桥路100弄5号"}, {})

    def slot(self) -> str:
        """The material on the screen."""
        spec = current(self.visit)
        return spec.key if spec is not None else ""

    @rule(event=st.sampled_from(TAPS))
    def taps(self, event: events.Event) -> None:
        """Whatever else a screen offers; most of it means nothing where the visit is."""
        self.send(event)

    @rule(event=st.sampled_from(ENDINGS))
    def leaves(self, event: events.Event) -> None:
        self.send(event)

    @precondition(lambda self: self.visit.absence is not None)
    @rule()
    def nobody_comes_back(self) -> None:
        self.send(events.CardStayedAway())

    # ---------------------------------------------------------------- the world

    @precondition(lambda self: self.pending)
    @rule(data=st.data(), well=st.sampled_from([True, True, True, False]))
    def answers(self, data: st.DataObject, well: bool) -> None:
        """Any effect under way may come back now, well or not."""
        place = data.draw(st.integers(0, len(self.pending) - 1))
        self.carry_out(*self.pending.pop(place), well=well)

    @precondition(lambda self: any(order.created and not order.closed for order in self.orders.values()))
    @rule(data=st.data())
    def money_arrives(self, data: st.DataObject) -> None:
        open_orders = [no for no, order in self.orders.items() if order.created and not order.closed]
        self.orders[data.draw(st.sampled_from(open_orders))].paid = True

    @precondition(lambda self: self.visit.payment.state in (PaymentState.ASKED, PaymentState.WAITING))
    @rule()
    def the_phone_pays(self) -> None:
        """As it goes most often: the order on the screen is opened, paid and reported without delay."""
        number = self.visit.payment.order_no
        if not self.orders[number].closed:
            self.orders[number].created = self.orders[number].paid = True
            self.send(events.Paid(number, "微信支付", NOW))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), pending=st.booleans())
    def provider_tells(self, data: st.DataObject, pending: bool) -> None:
        """The truth, late and as often as it likes; or that it does not know yet."""
        number = data.draw(st.sampled_from(sorted(self.orders)))
        if self.orders[number].paid and not pending:
            self.send(events.Paid(number, "微信支付", NOW))
        elif self.orders[number].created and not self.orders[number].closed:
            self.send(events.PaymentPending(number))

    @precondition(lambda self: any(order.created and not order.paid for order in self.orders.values()))
    @rule(data=st.data(), wrongly=st.sampled_from([False, False, True]))
    def order_expires(self, data: st.DataObject, wrongly: bool) -> None:
        unpaid = [no for no, order in self.orders.items() if order.created and not order.paid]
        number = data.draw(st.sampled_from(unpaid))
        self.orders[number].misreported = wrongly
        self.orders[number].closed = not wrongly
        self.send(events.PaymentFailed(number, "payment.expired"))

    @precondition(lambda self: any(isinstance(effect, AwaitReturn) for _, effect in self.pending))
    @rule(laid=st.sampled_from([WANG, WANG, NAMESAKE, EXPIRED, None]))
    def a_card_is_laid_down(self, laid: Holder | None) -> None:
        """The same one, somebody else's (a namesake's too), or one that cannot be read."""
        self.pending.remove(next(each for each in self.pending if isinstance(each[1], AwaitReturn)))
        self.send(events.CardFound())
        unread = events.Failed("AwaitReturn", "card.unreadable")
        self.send(events.CardRead(laid, TODAY) if laid is not None else unread)

    def carry_out(self, visit: Visit, effect: Effect, *, well: bool) -> None:
        match effect:
            case ReadCard():
                # A second reading, asked for before the first had an answer, finds the card that lies there.
                self.send(events.CardRead(WANG if well or self.visit.holder is not None else EXPIRED, TODAY))
            case AwaitReturn():
                self.send(events.CardRead(WANG if well else NAMESAKE, TODAY))
            case Prefill():
                self.send(events.Prefilled(prefilled()))
            case CaptureMaterial(slot=slot) if well:
                self.send(events.MaterialCaptured(slot, Page(b"jpeg")))
            case CaptureMaterial(slot=slot):
                self.send(events.Failed("CaptureMaterial", "page.blurred", of=slot))
            case StoreSignature():
                self.send(events.SignatureStored(b"png", NOW))
            case TakePayment(order_no=number):
                self.open_order(number, well=well)
            case SettleOrder(order_no=number):
                self.settle(number)
            case FileCase():
                self.file(visit, well=well)
            case PrintReceipt() | PrintDocument():
                self.send(
                    events.Printed("receipt") if well else events.Failed("PrintReceipt", "receipt.lost", of="receipt")
                )
            case AwaitAnswer() if well:
                self.send(events.CaseAnswered(ANSWER))
            case _:
                pass

    def open_order(self, number: str, *, well: bool) -> None:
        """Without an answer the order exists all the same: the worst case for money."""
        self.orders[number].created = not self.orders[number].closed
        if well:
            self.send(events.PaymentOffered(number, "http://pay.invalid/1", 300.0))
        else:
            self.send(events.Failed("TakePayment", "payment.unreachable", of=number))

    def settle(self, number: str) -> None:
        order = self.orders[number]
        if order.paid:
            assert number not in self.cases, "refunded an order that has become a case"
            order.refunded = True
        order.closed = True
        self.send(events.OrderSettled(number))

    def file(self, visit: Visit, *, well: bool) -> None:
        if not well:
            self.send(events.Failed("FileCase", "filing.storage"))
            return
        number = visit.payment.order_no if visit.payment.state is PaymentState.PAID else ""
        assert not number or not self.orders[number].refunded, "filed with money that was given back"
        self.cases.append(number)
        self.send(events.Filed(FiledCase("L-0412-0001", NOW, "http://central.invalid/r/x")))

    # ---------------------------------------------------------------- what must always hold

    @invariant()
    def nothing_of_the_citizen_after_the_end(self) -> None:
        if self.visit.ended is None:
            return
        visit: Any = self.visit
        left = [
            visit.holder,
            visit.situation,
            visit.values,
            visit.materials,
            visit.signature,
            visit.case,
            visit.rating,
            visit.papers,
        ]
        assert not any(left), "something of the citizen is left"

    @invariant()
    def nobody_works_under_anothers_card_or_none(self) -> None:
        visit = self.visit
        needed = visit.step not in (Step.FILING, Step.RESULT) and visit.payment.state is not PaymentState.PAID
        if visit.ended is None and visit.holder is not None and visit.absence is None and needed:
            assert self.card == visit.holder, "a visit goes on without its card"

    @invariant()
    def a_card_is_waited_for_only_where_it_is_needed(self) -> None:
        visit = self.visit
        if visit.absence is None:
            return
        assert visit.step not in (Step.FILING, Step.RESULT), "filed, and still waiting for the card"
        assert visit.payment.state is not PaymentState.PAID, "paid, and still waiting for the card"
        assert any(isinstance(effect, AwaitReturn) for _, effect in self.pending), "nobody looks for the card"

    def teardown(self) -> None:
        """Let the world come to rest, then look at the money."""
        for _ in range(200):
            lost = self.homeless() - self.told
            if self.pending:
                self.carry_out(*self.pending.pop(0), well=True)
            elif lost:
                self.send(events.Paid(min(lost), "微信支付", NOW))
            elif self.visit.ended is None:
                self.send(events.Abandoned(EndReason.LEFT))
            else:
                break
        for number, order in self.orders.items():
            ends = (number in self.cases) + order.refunded
            assert not order.paid or ends == 1, (
                "money kept without a case or a refund" if not ends else "refund and case"
            )
            assert order.paid or order.closed or order.misreported or not order.created, "an order was left open"
        assert not self.visit.orders, "an order is still remembered as open"

    def homeless(self) -> set[str]:
        """Orders whose money came and has found no end."""
        return {no for no, order in self.orders.items() if order.paid and not order.refunded and no not in self.cases}
