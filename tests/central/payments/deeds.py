"""What tests of the money do inside of the platform."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from central.cases.casework import NotDone, Wish, move
from central.cases.models import Case
from central.cases.transitions import Action
from central.delivery.models import ParcelState
from central.delivery.parcels import NotSent, advance, register
from central.payments.models import Order, Reconciliation, Refund, SimulatedEntry
from central.payments.orders import ask_again, collect_at_counter, pay
from central.payments.providers import Outcome
from central.payments.reconciliation import reconcile
from central.payments.refunds import NoRefund, carry_on, refund
from central.payments.simulated import SimulatedProvider
from kiosk.protocol.messages import PaymentProof
from tests.central.applications import replacement_application, unpaid_application
from tests.central.cases.deeds import EVERYTHING, MONDAY, NOTHING, made, taken

GOOD, BAD, SLOW = (SimulatedProvider(one) for one in (Outcome.SUCCEEDED, Outcome.FAILED, Outcome.PROCESSING))
LATER = MONDAY + timedelta(hours=1)


def everything() -> dict[str, Any]:
    """All deeds below in one process; the books first."""
    deeds = (books, three_states, at_the_counter, refunds, refunds_at_once, parcels)
    return {deed.__name__: deed() for deed in deeds}


def _unpaid() -> Order:
    return Order.objects.get(case=made(unpaid_application()))


def _paid(paid_at: datetime = MONDAY) -> Order:
    application = replacement_application()
    payment = application.payment
    assert isinstance(payment, PaymentProof)
    paid = payment.model_copy(update={"paid_at": paid_at})
    return Order.objects.get(case=made(application.model_copy(update={"payment": paid})))


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
    order = _unpaid()
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


def refunds() -> dict[str, Any]:
    """Without a reason, of what is not paid, slow, failed and tried again."""
    order, open_one = _paid(), _unpaid()
    none = [refund(order.pk, " ", "chen", GOOD, MONDAY), refund(open_one.pk, "撤回", "chen", GOOD, MONDAY)]
    slow = refund(order.pk, "撤回", "chen", SLOW, MONDAY)
    fees = [_fee(order)]
    SimulatedEntry.objects.filter(of_order=order.pk).update(state=Outcome.FAILED)
    failed = carry_on(order.pk, BAD, MONDAY)
    fees.append(_fee(order))
    done = refund(order.pk, "撤回", "li", GOOD, LATER)
    fees.append(_fee(order))
    states = [one.state for one in (slow, failed, done) if isinstance(one, Refund)]
    waiting = _paid()
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
    order = _paid()

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
    case = made()
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
