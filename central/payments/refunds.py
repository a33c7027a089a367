"""Giving money back, never twice: the order is the refund's key here, the refund's number is the provider's key there."""

from datetime import datetime
from enum import Enum, auto

from django.db import transaction

from central.cases.models import Case, FeeState
from central.payments.models import Order, OrderState, Refund, RefundState, Way
from central.payments.providers import Outcome, Provider, ProviderAway

_OF_OUTCOME = {
    Outcome.SUCCEEDED: RefundState.DONE,
    Outcome.FAILED: RefundState.FAILED,
    Outcome.PROCESSING: RefundState.PENDING,
}
_OF_REFUND = {
    RefundState.DONE: FeeState.REFUNDED,
    RefundState.PENDING: FeeState.REFUNDING,
    RefundState.FAILED: FeeState.PAID,
}


class NoRefund(Enum):
    """Why there is none."""

    NOT_PAID = auto()
    NO_REASON = auto()
    AT_COUNTER = auto()
    """The counter took it, and gives it back"""
    NOT_OVER = auto()
    """The case is still decided upon, or was granted: the fee is for that"""


def refund(order_no: str, reason: str, person: str, provider: Provider, now: datetime) -> Refund | NoRefund:
    """The refund of an order, asked for once however often this is called, and by however many at the same time."""
    if not reason.strip():
        return NoRefund.NO_REASON
    order = Order.objects.select_related("case").get(pk=order_no)
    if order.state != OrderState.PAID:
        return NoRefund.NOT_PAID
    if order.way == Way.COUNTER:
        return NoRefund.AT_COUNTER
    if not order.case.came_to_nothing:
        return NoRefund.NOT_OVER
    begun = _begun(order, reason.strip(), person, now)
    # The row is on the disk before the provider is asked: whatever breaks, the next call goes on with the same number.
    try:
        return carry_on(order_no, provider, now)
    except ProviderAway:
        return begun


def carry_on(order_no: str, provider: Provider, now: datetime) -> Refund:
    """Ask the provider about a refund that was begun, with the number it was begun with. Raises `ProviderAway`."""
    known = Refund.objects.get(pk=order_no)
    if known.state == RefundState.DONE:
        return known
    outcome = provider.refund(order_no, known.refund_no, known.amount_fen, now)
    with transaction.atomic():
        found = Refund.objects.select_for_update().select_related("order").get(pk=order_no)
        if found.state != RefundState.DONE:
            found.state = _OF_OUTCOME[outcome]
            found.done_at = now if outcome is Outcome.SUCCEEDED else None
            found.save(update_fields=["state", "done_at"])
            Case.objects.filter(pk=found.order.case_id).update(fee_state=_OF_REFUND[RefundState(found.state)])
    return found


def _begun(order: Order, reason: str, person: str, now: datetime) -> Refund:
    """The one row; its case shows from now on that the money is on its way back. Somebody else may have begun it before."""
    with transaction.atomic():
        begun, new = Refund.objects.get_or_create(
            order=order,
            defaults={
                "refund_no": f"TK{order.order_no}",
                "amount_fen": order.amount_fen,
                "state": RefundState.PENDING,
                "reason": reason,
                "person": person,
                "asked_at": now,
            },
        )
        if new:
            Case.objects.filter(pk=order.case_id).update(fee_state=FeeState.REFUNDING)
    return begun
