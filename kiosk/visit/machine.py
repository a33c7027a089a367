"""The visit's one function: ``handle(visit, event) → (visit, effects)``.

Pure. What a step does not expect changes nothing: events may come late (a card pulled while the form is sent, money
after the citizen left) and must never be able to break a visit.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit import money
from kiosk.visit.course import Outcome, back, end, onward, settle_all, stay
from kiosk.visit.events import (
    Abandoned,
    BackTapped,
    CardTaken,
    Event,
    LanguageChosen,
    OrderSettled,
    Paid,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
)
from kiosk.visit.state import EndReason, PaymentState, Visit
from kiosk.visit.steps import filing, form, guide, identify, materials, payment, result, review, sign

_STEPS: dict[Step, Callable[[Visit, Event], Outcome]] = {
    Step.GUIDE: guide.handle,
    Step.IDENTIFY: identify.handle,
    Step.FORM: form.handle,
    Step.MATERIALS: materials.handle,
    Step.REVIEW: review.handle,
    Step.SIGN: sign.handle,
    Step.PAYMENT: payment.handle,
    Step.FILING: filing.handle,
    Step.RESULT: result.handle,
}


def handle(visit: Visit, event: Event) -> Outcome:
    """What `event` makes of `visit`, and what the world is asked to do about it."""
    match event:
        case PaymentOffered() | PaymentPending() | Paid() | PaymentFailed() | OrderSettled():
            if not money.belongs_to_screen(visit, event) or isinstance(event, OrderSettled):
                return money.handle_stray(visit, event)
        case _ if visit.ended is not None:
            return stay(visit)
        case LanguageChosen(language=language):
            return stay(replace(visit, language=language))
        case Abandoned(reason=reason):
            return _leave(visit, reason)
        case CardTaken():
            return _card_taken(visit)
        case BackTapped():
            return _back(visit)
    return _STEPS[visit.step](visit, event)


def may_leave(visit: Visit) -> bool:
    """Whether leaving means anything now: not once the application is on its way."""
    return visit.ended is None and visit.step is not Step.FILING


def may_go_back(visit: Visit) -> bool:
    """Whether 返回 leads anywhere: not into or out of a submission, and not while money is moving."""
    if visit.ended is not None or visit.working or visit.step in (Step.FILING, Step.RESULT):
        return False
    return visit.step is not Step.PAYMENT or visit.payment.state not in (PaymentState.PENDING, PaymentState.PAID)


def _leave(visit: Visit, reason: EndReason) -> Outcome:
    if not may_leave(visit):
        return stay(visit)
    if visit.step is Step.PAYMENT and visit.payment.state is PaymentState.PAID:
        # Signed and paid: whoever walks away now has asked for it. File it rather than give the money back.
        return onward(visit)
    return end(visit, reason)


def _card_taken(visit: Visit) -> Outcome:
    if visit.step in (Step.FILING, Step.RESULT):
        return stay(replace(visit, card_taken=True))
    if visit.holder is None:
        return stay(visit)
    return _leave(visit, EndReason.CARD_REMOVED)


def _back(visit: Visit) -> Outcome:
    if not may_go_back(visit):
        return stay(visit)
    if visit.step is Step.GUIDE:
        return end(visit, EndReason.LEFT)
    if visit.step is Step.FORM and visit.form_page > 0:
        return stay(replace(visit, form_page=visit.form_page - 1, trouble=None))
    if visit.step is Step.PAYMENT:
        left, effects = back(visit)
        return left, (*settle_all(visit), *effects)
    if visit.step is Step.REVIEW and visit.matter.scanned:
        return back(materials.reopened(visit))
    return back(visit)
