"""What tests of the money do inside of the platform."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client

from central.cases.casework import NotDone, Wish, move
from central.cases.models import Case
from central.cases.transitions import Action
from central.delivery.models import ParcelState
from central.delivery.parcels import NotSent, advance, register
from central.payments import settling
from central.payments.models import Order, Reconciliation, Refund, SimulatedEntry
from central.payments.orders import ask_again, collect_at_counter, pay
from central.payments.providers import Outcome, ProviderAway
from central.payments.reconciliation import reconcile
from central.payments.refunds import NoRefund, carry_on, refund
from central.payments.settling import keep_books, keep_settling
from central.payments.simulated import SimulatedProvider
from kiosk.protocol.messages import Attachment, PaymentProof
from tests.central.applications import PAGE, complete_application, replacement_application, unpaid_application
from tests.central.cases.deeds import EVERYTHING, MONDAY, NOTHING, made, taken

GOOD, BAD, SLOW = (SimulatedProvider(one) for one in (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PROCESSING))
LATER = MONDAY + timedelta(hours=1)


def everything() -> dict[str, Any]:
    """All deeds below in one process; the books first."""
    deeds = (
        *(books, three_states, at_the_counter, both_ways, cut_off, owed_no_more, refunds, refunds_at_once),
        *(away, by_itself, long_numbers, parcels),
    )
    return {deed.__name__: deed() for deed in deeds}


def _unpaid(*pages: Attachment) -> Order:
    return Order.objects.get(case=made(unpaid_application(*pages)))


def _paid(paid_at: datetime = MONDAY) -> Order:
    application = replacement_application()
    payment = application.payment
    assert isinstance(payment, PaymentProof)
    paid = payment.model_copy(update={"paid_at": paid_at})
    return Order.objects.get(case=made(application.model_copy(update={"payment": paid})))


def _withdrawn(order: Order) -> Order:
    taken(Case.objects.get(pk=order.case_id), Action.WITHDRAW, MONDAY, "不办了")
    return order


def _fee(order: Order) -> str:
    return str(Case.objects.get(pk=order.case_id).fee_state)


def three_states() -> dict[str, Any]:
    """Failed, then under way, then settled; and a late failure after the money is there."""
    order = _unpaid()
    said = [[order.state, _fee(order)]]
    said += [[pay(order.pk, provider, MONDAY), _fee(order)] for provider in (BAD, SLOW, SLOW)]
    said.append([ask_again(order.pk, GOOD, MONDAY), _fee(order)])
    said.append([ask_again(order.pk, GOOD, LATER), _fee(order)])
    said.append([pay(order.pk, BAD, LATER), _fee(order)])
    entries = list(SimulatedEntry.objects.filter(number=order.pk).values_list("amount_fen", "state"))
    return {"said": said, "entries": entries}


def at_the_counter() -> dict[str, Any]:
    """Collected once; the result is not handed out before."""
    order = _unpaid(PAGE)
    case = Case.objects.get(pk=order.case_id)
    for action in (Action.EXAMINE, Action.GRANT, Action.FINISH):
        case = taken(case, action, MONDAY)
    owing = move(case.pk, Wish(Action.DELIVER), EVERYTHING, MONDAY)
    posted = register(case.pk, "EB000717595HK", EVERYTHING, MONDAY)
    collected = [collect_at_counter(order.pk, "P-1", "chen", MONDAY) for _ in range(2)]
    after = move(case.pk, Wish(Action.DELIVER), EVERYTHING, MONDAY)
    back = refund(order.pk, "退", "chen", GOOD, MONDAY)
    return {
        "owing": [owing.name if isinstance(owing, NotDone) else "", posted.name if isinstance(posted, NotSent) else ""],
        "collected": collected,
        "after": after.name if isinstance(after, NotDone) else after.state,
        "back": back.name if isinstance(back, NoRefund) else "refunded",
    }


class _Watched(SimulatedProvider):
    """Calls `meanwhile` while the provider is at work; then answers, or does not."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None, *, answers: bool = True) -> None:
        super().__init__()
        self._meanwhile, self._answers = meanwhile, answers

    def pay(self, order_no: str, amount_fen: int, now: datetime) -> Outcome:
        """As asked for."""
        self._meanwhile()
        return self._answer(super().pay(order_no, amount_fen, now))

    def refund(self, order_no: str, refund_no: str, amount_fen: int, now: datetime) -> Outcome:
        """As asked for."""
        return self._answer(super().refund(order_no, refund_no, amount_fen, now))

    def _answer(self, outcome: Outcome) -> Outcome:
        if not self._answers:
            raise ProviderAway
        return outcome


def both_ways() -> dict[str, Any]:
    """While the bank takes the money of a phone, the counter tries to take it too."""
    order, taken_there = _unpaid(), []
    provider = _Watched(lambda: taken_there.append(collect_at_counter(order.pk, "P-2", "chen", MONDAY)))
    said = pay(order.pk, provider, MONDAY)
    order.refresh_from_db()
    return {"counter": taken_there, "said": said, "way": order.way}


def cut_off() -> dict[str, Any]:
    """The process dies before the provider is asked: nobody pays twice, and nobody waits for ever."""
    order = _unpaid()
    Order.objects.filter(pk=order.pk).update(state="pending", way="link", asked_at=MONDAY)
    said = [ask_again(order.pk, GOOD, MONDAY + timedelta(minutes=minutes)) for minutes in (9, 11)]
    return {"said": said, "fee": _fee(order)}


def owed_no_more() -> dict[str, Any]:
    """Withdrawn with its fee open: nobody takes money for it any more, and nothing says that it is owed."""
    order = _withdrawn(_unpaid())
    said = [pay(order.pk, GOOD, MONDAY), collect_at_counter(order.pk, "P-3", "chen", MONDAY)]
    entries = SimulatedEntry.objects.filter(number=order.pk).count()
    page = Client(SERVER_NAME="127.0.0.1").get(f"/pay/{order.pk}/{order.code}").content.decode()
    shown = ["不用缴费了" in page, "演示支付" in page]
    return {"said": said, "entries": entries, "owes": Case.objects.get(pk=order.case_id).owes_fee, "page": shown}


def away() -> dict[str, Any]:
    """The provider does what it is asked for, and its answer is lost both times."""
    order, back = _unpaid(), _withdrawn(_paid())
    paying = pay(order.pk, _Watched(answers=False), MONDAY)
    returning = refund(back.pk, "撤回", "chen", _Watched(answers=False), MONDAY)
    fees = [_fee(order), _fee(back)]
    asked = keep_settling(LATER)
    return {
        "said": [paying, returning.state if isinstance(returning, Refund) else returning.name],
        "fees": [fees, [_fee(order), _fee(back)]],
        "asked": asked["asked"] >= 2,
        "entries": SimulatedEntry.objects.filter(of_order=back.pk).count(),
    }


def by_itself() -> dict[str, Any]:
    """One order that the provider does not answer for, and one that it does; then the days that have no report."""
    stuck, fine = _unpaid(), _unpaid()
    for order in (stuck, fine):
        pay(order.pk, SLOW, MONDAY)

    def ask(order_no: str, provider: SimulatedProvider, now: datetime) -> str:
        if order_no == stuck.pk:
            raise ProviderAway
        return ask_again(order_no, provider, now)

    with patch.object(settling, "ask_again", ask):
        keep_settling(LATER)
    states = [Order.objects.get(pk=order.pk).state for order in (stuck, fine)]
    Reconciliation.objects.all().delete()
    tuesday = MONDAY + timedelta(days=1)
    Order.objects.filter(pk=fine.pk).update(created_at=MONDAY - timedelta(days=1))
    first, again = keep_books(tuesday), keep_books(tuesday)
    return {"states": states, "days": [first["days"] > 1, again["days"] <= first["differences"]]}


def long_numbers() -> dict[str, Any]:
    """A kiosk whose provider has endless numbers and a long name: the case comes in all the same."""
    application = replacement_application()
    payment = application.payment
    assert isinstance(payment, PaymentProof)
    long = payment.model_copy(update={"order_no": "N" * 51, "channel": "C" * 41})
    order = Order.objects.get(case=made(application.model_copy(update={"payment": long})))
    return {"number": order.order_no.startswith("SS"), "channel": len(order.channel)}


def refunds() -> dict[str, Any]:
    """Without a reason, of what is not paid, slow, failed and tried again."""
    order, open_one = _paid(), _unpaid()
    none = [refund(order.pk, " ", "chen", GOOD, MONDAY), refund(open_one.pk, "撤回", "chen", GOOD, MONDAY)]
    none.append(refund(order.pk, "撤回", "chen", GOOD, MONDAY))
    _withdrawn(order)
    slow = refund(order.pk, "撤回", "chen", SLOW, MONDAY)
    fees = [_fee(order)]
    SimulatedEntry.objects.filter(of_order=order.pk).update(state=Outcome.FAILED)
    failed = carry_on(order.pk, BAD, MONDAY)
    fees.append(_fee(order))
    done = refund(order.pk, "撤回", "li", GOOD, LATER)
    fees.append(_fee(order))
    states = [one.state for one in (slow, failed, done) if isinstance(one, Refund)]
    waiting = _withdrawn(_paid())
    refund(waiting.pk, "撤回", "chen", SLOW, MONDAY)
    states.append(carry_on(waiting.pk, SLOW, LATER).state)
    return {
        "none": [one.name for one in none if isinstance(one, NoRefund)],
        "states": states,
        "fees": fees,
        "entries": SimulatedEntry.objects.filter(of_order=order.pk).count(),
    }


def refunds_at_once() -> dict[str, Any]:
    """Eight people refund the same order at the same moment."""
    order = _withdrawn(_paid())

    def again(index: int) -> str:
        try:
            outcome = refund(order.pk, "撤回", f"p{index}", GOOD, MONDAY)
            return outcome.name if isinstance(outcome, NoRefund) else outcome.refund_no
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(again, range(8)))
    entries = list(SimulatedEntry.objects.filter(of_order=order.pk).values_list("amount_fen", flat=True))
    return {"numbers": len(numbers), "entries": entries, "rows": Refund.objects.filter(order=order).count()}


def books() -> dict[str, Any]:
    """A quiet day agrees; then a line is lost there, one is changed, one is made up, and a refund is missing here."""
    moment = datetime(2026, 11, 18, 4, tzinfo=UTC)
    day = date(2026, 11, 18)
    orders = [_paid(moment) for _ in range(4)]
    _paid(datetime(2026, 11, 17, 15, 59, tzinfo=UTC))  # a minute before midnight in China: the day before
    quiet = reconcile(day, GOOD, MONDAY)
    sums = [quiet.ours_count, quiet.theirs_count, quiet.ours_fen, quiet.theirs_fen, len(quiet.differences)]
    SimulatedEntry.objects.filter(number=orders[0].pk).delete()
    SimulatedEntry.objects.filter(number=orders[1].pk).update(amount_fen=1999)
    SimulatedEntry.objects.create(number="X-1", amount_fen=500, state=Outcome.SUCCEEDED, at=moment)
    SimulatedEntry.objects.create(
        number="X-2", of_order=orders[2].pk, amount_fen=-2000, state=Outcome.SUCCEEDED, at=moment
    )
    loud = reconcile(day, GOOD, LATER)
    known = {order.pk: f"order {index}" for index, order in enumerate(orders)}
    differences = sorted(
        [one["kind"], known.get(one["number"], one["number"]), one["ours_fen"], one["theirs_fen"]]
        for one in loud.differences
    )
    return {"quiet": sums, "loud": differences, "reports": Reconciliation.objects.filter(day=day).count()}


def parcels() -> dict[str, Any]:
    """From the counter to the letter box."""
    case = made(complete_application())
    tries = [register(case.pk, "EB000717595HK", EVERYTHING, MONDAY)]
    for action in (Action.EXAMINE, Action.GRANT, Action.FINISH):
        case = taken(case, action, MONDAY)
    tries += [
        register(case.pk, "EB000717594HK", EVERYTHING, MONDAY),
        register(case.pk, "12", EVERYTHING, MONDAY),
        register(case.pk, "EB000717595HK", NOTHING, MONDAY),
        register(case.pk, "eb 000717595 hk", EVERYTHING, MONDAY),
        register(case.pk, "1234567890123", EVERYTHING, MONDAY),
    ]
    walk = [
        advance("EB000717595HK", state, EVERYTHING, MONDAY)
        for state in (ParcelState.DELIVERED, ParcelState.POSTED, ParcelState.ON_THE_WAY, ParcelState.DELIVERED)
    ]
    case.refresh_from_db()
    return {
        "tries": [one.name if isinstance(one, NotSent) else one.tracking_no for one in tries],
        "walk": [one.name if isinstance(one, NotSent) else one.state for one in walk],
        "case": case.state,
    }
