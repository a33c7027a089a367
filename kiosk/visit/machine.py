"""The visit's one function: ``handle(visit, event) → (visit, effects)``.

Pure. What a step does not expect changes nothing: events may come late (a card pulled while the form is sent, money
after the citizen left) and must never be able to break a visit.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit import absence, money
from kiosk.visit.course import Outcome, back, end, onward, settle_all, stay
from kiosk.visit.effects import AwaitReturn
from kiosk.visit.events import (
    Abandoned,
    BackTapped,
    CardRead,
    CardStayedAway,
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
        case CardStayedAway():
            return _leave(visit, EndReason.CARD_REMOVED) if visit.absence is not None else stay(visit)
        case _ if visit.absence is not None and not absence.is_answer(event):
            return absence.handle(visit, event)
        case CardRead(holder=holder) if visit.card_taken:
            return stay(replace(visit, card_taken=not absence.is_own(visit, holder)))
        case BackTapped():
            return _back(visit)
    return absence.settled(_STEPS[visit.step](visit, event))


def may_leave(visit: Visit) -> bool:
    """Whether leaving means anything now: not once the application is on its way."""
    return visit.ended is None and visit.step is not Step.FILING


def may_go_back(visit: Visit) -> bool:
    """Whether 返回 leads anywhere: not into or out of a submission, and not while money is moving."""
    if (
        visit.ended is not None
        or visit.absence is not None
        or visit.working
        or visit.step in (Step.FILING, Step.RESULT)
    ):
        return False
    return visit.step is not Step.PAYMENT or visit.payment.state not in (PaymentState.PENDING, PaymentState.PAID)


def loses_work(visit: Visit) -> bool:
    """Whether leaving now throws away what the citizen has brought in: then they are asked once before it is done."""
    if visit.ended is not None or visit.holder is None or visit.step in (Step.FILING, Step.RESULT):
        return False
    if visit.step is Step.GUIDE:
        return bool(visit.values)
    if visit.supplement is not None:
        return any(state.pages for state in visit.materials.values())
    return not _is_turned_away(visit) and visit.payment.state is not PaymentState.PAID


def _is_turned_away(visit: Visit) -> bool:
    """The citizen has been told that this matter is not for them: nothing is left to be done here."""
    return visit.trouble is not None and visit.trouble.fault == "matter.not_eligible"


def _leave(visit: Visit, reason: EndReason) -> Outcome:
    if not may_leave(visit):
        return stay(visit)
    if visit.step is Step.PAYMENT and visit.payment.state is PaymentState.PAID:
        # Signed and paid: whoever walks away now has asked for it. File it rather than give the money back.
        return onward(visit)
    return end(visit, reason)


def _card_taken(visit: Visit) -> Outcome:
    if visit.step in (Step.FILING, Step.RESULT):
        # Looked for all the same: a card that is laid down again now is the citizen's, not that of whoever comes next.
        return stay(replace(visit, card_taken=True), AwaitReturn())
    if visit.holder is None:
        left = visit.trouble is not None and visit.trouble.fault == "card.left"
        return stay(replace(visit, trouble=None) if left else visit)
    if visit.absence is not None:
        return stay(visit)
    if _is_turned_away(visit):
        return end(visit, EndReason.CARD_REMOVED)
    if visit.payment.state is PaymentState.PAID:
        filing_now, effects = _leave(replace(visit, card_taken=True), EndReason.CARD_REMOVED)
        return filing_now, (*effects, AwaitReturn())
    return absence.begin(visit)


def _back(visit: Visit) -> Outcome:
    if not may_go_back(visit):
        return stay(visit)
    if visit.step is visit.plan[0]:
        return end(visit, EndReason.LEFT)
    if visit.step is Step.FORM and visit.form_page > 0:
        return stay(replace(visit, form_page=visit.form_page - 1, trouble=None))
    if visit.step is Step.MATERIALS and (at_camera := materials.closed(visit)) is not None:
        return stay(at_camera)
    if visit.step is Step.PAYMENT:
        left, effects = back(visit)
        return left, (*settle_all(visit), *effects)
    if visit.step is Step.REVIEW and visit.selected.scanned:
        return back(materials.reopened(visit))
    return back(visit)
