"""Filing: the point of no return. Nothing but its outcome leads out of it."""

from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit.course import Outcome, end, enter, stay
from kiosk.visit.effects import Effect, PrintDocument, PrintReceipt
from kiosk.visit.events import Event, Failed, Filed
from kiosk.visit.state import EndReason, Paper, PaperState, PaymentState, Visit

RECEIPT = "receipt"


def handle(visit: Visit, event: Event) -> Outcome:
    """Filed: the paid order has become a case. Failed: nothing was submitted, and the money goes back."""
    match event:
        case Filed(case=case):
            return _filed(replace(visit, case=case))
        case Failed(effect="FileCase"):
            return end(visit, EndReason.NOT_FILED)
        case _:
            return stay(visit)


def _filed(visit: Visit) -> Outcome:
    paid = visit.payment.order_no if visit.payment.state is PaymentState.PAID else ""
    orders = tuple(order for order in visit.orders if order != paid)
    issued = visit.case.answer.issued if visit.case is not None and visit.case.answer is not None else ()
    wanted = {spec.key for spec in visit.matter.documents}
    keys = [document.key for document in issued if document.key in wanted]
    papers = {key: Paper(PaperState.PRINTING) for key in (*keys, RECEIPT)}
    effects: tuple[Effect, ...] = (*(PrintDocument(key) for key in keys), PrintReceipt())
    arrived, more = enter(replace(visit, orders=orders, case_order=paid, papers=papers), Step.RESULT)
    return arrived, (*more, *effects)
