"""The money: a code to scan, and the truth about what came of it."""

from dataclasses import replace

from kiosk.visit.course import Outcome, ask_for_money, onward, stay, troubled
from kiosk.visit.effects import SettleOrder
from kiosk.visit.events import (
    Event,
    Failed,
    Paid,
    PaymentDeferred,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
    PaymentRetried,
    SubmitTapped,
)
from kiosk.visit.state import Payment, PaymentState, Visit


def handle(visit: Visit, event: Event) -> Outcome:
    """Orders of other numbers never reach this function (`kiosk.visit.money`)."""
    payment = visit.payment
    match event:
        case PaymentOffered(code_url=code_url, expires_in=expires_in) if payment.state is PaymentState.ASKED:
            offered = replace(payment, state=PaymentState.WAITING, code_url=code_url, expires_in=expires_in)
            return stay(replace(visit, payment=offered))
        case PaymentPending():
            return stay(replace(visit, payment=replace(payment, state=PaymentState.PENDING)))
        case Paid(channel=channel, paid_at=paid_at):
            paid = replace(payment, state=PaymentState.PAID, channel=channel, paid_at=paid_at)
            return stay(replace(visit, payment=paid, trouble=None))
        case PaymentFailed(order_no=order_no, fault=fault):
            failed = replace(visit, payment=replace(payment, state=PaymentState.FAILED), orders=_less(visit, order_no))
            return stay(troubled(failed, fault))
        case Failed(effect="TakePayment", fault=fault, of=payment.order_no) if payment.state is PaymentState.ASKED:
            # No answer is not a no: the order may exist at the provider, so it is closed like any other.
            unopened = replace(visit, payment=replace(payment, state=PaymentState.FAILED))
            return stay(troubled(unopened, fault), SettleOrder(payment.order_no))
        case PaymentRetried() if payment.state is PaymentState.FAILED:
            return ask_for_money(visit)
        case PaymentDeferred() if payment.state is PaymentState.FAILED and may_defer(visit):
            return onward(replace(visit, payment=Payment(PaymentState.DEFERRED, tries=payment.tries)))
        case SubmitTapped() if payment.state is PaymentState.PAID:
            return onward(visit)
        case _:
            return stay(visit)


def may_defer(visit: Visit) -> bool:
    """Only where the matter allows it, and only when the payment network cannot be reached."""
    fee = visit.selected.fee
    unreachable = visit.trouble is not None and visit.trouble.fault == "payment.unreachable"
    return fee is not None and fee.deferrable and unreachable


def _less(visit: Visit, order_no: str) -> tuple[str, ...]:
    return tuple(order for order in visit.orders if order != order_no)
