"""Moving along the plan: entering a step asks for what that step needs first."""

from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit.effects import Effect, FileCase, Prefill, ReadCard, SettleOrder, TakePayment, Wipe
from kiosk.visit.state import EndReason, Payment, PaymentState, Trouble, Visit

Outcome = tuple[Visit, tuple[Effect, ...]]


def stay(visit: Visit, *effects: Effect) -> Outcome:
    """The same place, perhaps with something to do."""
    return visit, effects


def enter(visit: Visit, step: Step) -> Outcome:
    """Go to `step`, leave the last trouble behind, and start what the step begins with."""
    arrived = replace(visit, step=step, trouble=None, working=False)
    if step is Step.IDENTIFY and arrived.holder is not None:
        return replace(arrived, working=True), (Prefill(),)
    if step is Step.IDENTIFY:
        return arrived, (ReadCard(),)
    if step is Step.PAYMENT:
        return ask_for_money(arrived)
    if step is Step.FILING:
        return replace(arrived, working=True), (FileCase(),)
    return arrived, ()


def onward(visit: Visit) -> Outcome:
    """The next step of the plan; what is known of the holder, or has been handed in, is not asked for again."""
    plan = visit.plan
    step = plan[plan.index(visit.step) + 1]
    if step is Step.IDENTIFY and visit.values:
        step = Step.FORM
    if step is Step.MATERIALS and all(_is_handed_in(visit, spec.key) for spec in visit.selected.scanned):
        step = plan[plan.index(step) + 1]
    return enter(visit, step)


def _is_handed_in(visit: Visit, key: str) -> bool:
    return key in visit.materials and visit.materials[key].finished


def back(visit: Visit) -> Outcome:
    """The step before. Identity is kept: from the form one comes back to the guide."""
    plan = visit.plan
    step = plan[max(0, plan.index(visit.step) - 1)]
    if step is Step.IDENTIFY:
        step = Step.GUIDE
    return replace(visit, step=step, trouble=None, working=False), ()


def ask_for_money(visit: Visit) -> Outcome:
    """Open an order under a number that was never used before."""
    fee = visit.selected.fee
    if fee is None:
        raise ValueError("a matter without a fee has no payment step")
    tries = visit.payment.tries + 1
    order_no = f"{visit.id}-{tries}"
    payment = Payment(state=PaymentState.ASKED, order_no=order_no, tries=tries)
    asked = replace(visit, payment=payment, orders=(*visit.orders, order_no), trouble=None)
    return asked, (TakePayment(order_no=order_no, amount_fen=fee.amount_fen),)


def settle_all(visit: Visit) -> tuple[Effect, ...]:
    """Every order that has not come to rest is given up, and its money, if any came, given back."""
    return tuple(SettleOrder(order_no) for order_no in visit.orders)


def end(visit: Visit, reason: EndReason) -> Outcome:
    """The end: a new, empty visit that remembers nothing but orders whose money has not come to rest."""
    ended = Visit(
        id=visit.id,
        matter=visit.matter,
        language=visit.language,
        release=visit.release,
        orders=visit.orders,
        case_order=visit.case_order,
        ended=reason,
    )
    return ended, (*settle_all(visit), Wipe())


def troubled(visit: Visit, fault: str, of: str = "") -> Visit:
    """Show `fault`; the same again counts up."""
    same = visit.trouble is not None and visit.trouble.fault == fault
    times = visit.trouble.times + 1 if same and visit.trouble is not None else 1
    return replace(visit, trouble=Trouble(fault, times, of), working=False)
