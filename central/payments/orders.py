"""The order of a case: written with its case, collected later by link, QR code or counter, and settled once.

The papers that waited for the money are made soon after it, by the clock (`central.certificates.paid_for`).
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from central.cases.models import Case, FeeState
from central.payments.models import Order, OrderState, Way
from central.payments.providers import Outcome, Provider, ProviderAway
from central.payments.simulated import SimulatedProvider
from kiosk.protocol.messages import PaymentProof

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12
_OF_ORDER = {
    OrderState.DUE: FeeState.DUE,
    OrderState.FAILED: FeeState.DUE,
    OrderState.PENDING: FeeState.PENDING,
    OrderState.PAID: FeeState.PAID,
}
_OPEN = (OrderState.DUE, OrderState.FAILED)
NEVER_HEARD = timedelta(minutes=10)
"""No call to a provider takes longer: what it has not heard of by then, it will not hear of"""
_LONGEST_NUMBER, _LONGEST_CHANNEL = 48, 40
"""Of what a kiosk names; a refund's number is the order's with two letters before it"""
_OF_OUTCOME = {
    Outcome.SUCCEEDED: OrderState.PAID,
    Outcome.FAILED: OrderState.FAILED,
    Outcome.PROCESSING: OrderState.PENDING,
}


def record(case: Case, proof: PaymentProof | None, now: datetime) -> None:
    """What the kiosk says of the money, in the transaction of its case. A deferred fee gets a number and a page to pay at."""
    if proof is None:
        return
    paid = proof.state == "paid"
    order = Order(
        order_no=proof.order_no if paid and _usable(proof.order_no) else f"SS{case.case_no}",
        code="".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)),
        case=case,
        amount_fen=proof.amount_fen,
        state=OrderState.PAID if paid else OrderState.DUE,
        way=Way.KIOSK if paid else Way.NONE,
        channel=proof.channel[:_LONGEST_CHANNEL],
        created_at=now,
        paid_at=(proof.paid_at or case.applied_at) if paid else None,
    )
    if order.paid_at is not None:
        SimulatedProvider().took_at_kiosk(order.order_no, order.amount_fen, order.paid_at)
    Order.objects.bulk_create([order])  # without a signal: the audit log is for what people change


def fee_state(proof: PaymentProof | None) -> FeeState:
    """The fee of a case that arrives with `proof`."""
    if proof is None:
        return FeeState.NONE
    return FeeState.PAID if proof.state == "paid" else FeeState.DUE


def page_address(order: Order) -> str:
    """The page where `order` is paid, for a link and its QR code."""
    return f"{settings.PUBLIC_URL}/pay/{order.order_no}/{order.code}"


def pay(order_no: str, provider: Provider, now: datetime) -> OrderState:
    """Pay by link. What is paid or under way is left alone, and so is what nobody owes any more.

    That it is under way is on the disk before the provider is asked, outside of any transaction of ours: meanwhile nobody
    else takes the money, at the counter or by a second call.
    """
    begun = _begun(order_no, now)
    if isinstance(begun, OrderState):
        return begun
    try:
        outcome = provider.pay(order_no, begun.amount_fen, now)
    except ProviderAway:
        return OrderState.PENDING
    return settle(order_no, outcome, provider.name, now)


def ask_again(order_no: str, provider: Provider, now: datetime) -> OrderState:
    """Settle an order that was under way by what the provider says now. Raises `ProviderAway`.

    An order that the provider never heard of is due again, once nobody can be on the way to it any more.
    """
    outcome = provider.query(order_no, now)
    if outcome is not None:
        return settle(order_no, outcome, provider.name, now)
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_no)
        if order.state == OrderState.PENDING and (order.asked_at is None or order.asked_at < now - NEVER_HEARD):
            order.state, order.way = OrderState.DUE, Way.NONE
            order.save(update_fields=["state", "way"])
            _tell_case(order)
    return OrderState(order.state)


def settle(order_no: str, outcome: Outcome, channel: str, now: datetime) -> OrderState:
    """Keep what the provider said. Money that is here stays here, whatever is said afterwards."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order_no)
        if order.state == OrderState.PAID:
            return OrderState.PAID
        order.state, order.way, order.channel = _OF_OUTCOME[outcome], Way.LINK, channel
        order.paid_at = order.papers_at = now if outcome is Outcome.SUCCEEDED else None
        order.save()
        _tell_case(order)
    return OrderState(order.state)


def collect_at_counter(order_no: str, slip_no: str, person: str, now: datetime) -> bool:
    """The counter took the money, against a slip; False when it is paid, under way already, or not owed any more."""
    with transaction.atomic():
        order = Order.objects.select_for_update().select_related("case").get(pk=order_no)
        if order.state not in _OPEN or order.case.came_to_nothing:
            return False
        order.state, order.way, order.channel = OrderState.PAID, Way.COUNTER, "counter"
        order.slip_no, order.collected_by, order.paid_at, order.papers_at = slip_no, person, now, now
        order.save()
        _tell_case(order)
    return True


def _begun(order_no: str, now: datetime) -> Order | OrderState:
    """The order, under way from now on; its state where there is nothing to pay."""
    with transaction.atomic():
        order = Order.objects.select_for_update().select_related("case").get(pk=order_no)
        if order.state not in _OPEN or order.case.came_to_nothing:
            return OrderState(order.state)
        order.state, order.way, order.asked_at = OrderState.PENDING, Way.LINK, now
        order.save(update_fields=["state", "way", "asked_at"])
        _tell_case(order)
    return order


def _tell_case(order: Order) -> None:
    Case.objects.filter(pk=order.case_id).update(fee_state=_OF_ORDER[OrderState(order.state)])


def _usable(order_no: str) -> bool:
    # A number comes from the kiosk's provider; one that is too long, or the same of two kiosks, must not keep a case out.
    return 0 < len(order_no) <= _LONGEST_NUMBER and not Order.objects.filter(pk=order_no).exists()
