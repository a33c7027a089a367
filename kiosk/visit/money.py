"""Money that does not belong to the screen: late, doubled, or after the citizen has gone.

The rule: every order comes to rest exactly once, as a case or given back, never as both and never as neither.
"""

from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit.course import Outcome, stay
from kiosk.visit.effects import SettleOrder
from kiosk.visit.events import OrderSettled, Paid, PaymentFailed, PaymentOffered, PaymentPending
from kiosk.visit.state import PaymentState, Visit

MoneyEvent = PaymentOffered | PaymentPending | Paid | PaymentFailed | OrderSettled

_AWAITED = (PaymentState.ASKED, PaymentState.WAITING, PaymentState.PENDING)


def belongs_to_screen(visit: Visit, event: MoneyEvent) -> bool:
    """Whether the citizen stands before the payment screen and this is the order shown there."""
    return (
        visit.ended is None
        and visit.step is Step.PAYMENT
        and visit.payment.order_no == event.order_no
        and visit.payment.state in _AWAITED
        and event.order_no in visit.orders
    )


def handle_stray(visit: Visit, event: MoneyEvent) -> Outcome:
    """An order that nobody waits for on the screen."""
    match event:
        case OrderSettled(order_no=order_no):
            return stay(replace(visit, orders=tuple(order for order in visit.orders if order != order_no)))
        case Paid(order_no=order_no):
            paid_for = visit.payment.order_no if visit.payment.state is PaymentState.PAID else visit.case_order
            if order_no == paid_for:
                return stay(visit)  # the provider says twice what we know: this money is the case's
            orders = visit.orders if order_no in visit.orders else (*visit.orders, order_no)
            return stay(replace(visit, orders=orders), SettleOrder(order_no))
        case PaymentOffered() | PaymentPending() | PaymentFailed():
            return stay(visit)
