"""Filing: the point of no return. Nothing but its outcome leads out of it."""

from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit.course import Outcome, end, enter, stay
from kiosk.visit.effects import AwaitAnswer, Effect, PrintDocument, PrintReceipt
from kiosk.visit.events import Event, Failed, Filed
from kiosk.visit.state import EndReason, Page, Paper, PaperState, PaymentState, Visit

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


def issued_keys(visit: Visit) -> tuple[str, ...]:
    """The documents that the platform has issued and the matter knows."""
    issued = visit.case.answer.issued if visit.case is not None and visit.case.answer is not None else ()
    wanted = {spec.key for spec in visit.selected.documents}
    return tuple(document.key for document in issued if document.key in wanted)


def _filed(visit: Visit) -> Outcome:
    paid = visit.payment.order_no if visit.payment.state is PaymentState.PAID else ""
    orders = tuple(order for order in visit.orders if order != paid)
    keys = issued_keys(visit)
    papers = {key: Paper(PaperState.PRINTING) for key in (*keys, RECEIPT)}
    effects: list[Effect] = [*(PrintDocument(key) for key in keys), PrintReceipt()]
    if visit.case is not None and visit.case.answer is None and visit.supplement is None:
        effects.append(AwaitAnswer())
    filed = replace(_without_pictures(visit), orders=orders, case_order=paid, papers=papers)
    arrived, more = enter(filed, Step.RESULT)
    return arrived, (*more, *effects)


def _without_pictures(visit: Visit) -> Visit:
    """Scans and signature are in the application now; how many pages there were is all that the receipt needs."""
    materials = {
        key: replace(state, pages=tuple(Page(b"") for _ in state.pages)) for key, state in visit.materials.items()
    }
    signature = replace(visit.signature, strokes=(), png=b"") if visit.signature is not None else None
    return replace(visit, materials=materials, signature=signature)
