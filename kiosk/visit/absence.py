"""The card has left the reader in mid-visit: nothing is lost, nothing goes on, until the same card lies there again.

Answers of the world still count (a signature that is being drawn, a payment that comes in); taps do not, for whoever taps
now need not be the one whose card it was. Once the money is there or the application is on its way no card is needed.
"""

from dataclasses import replace

from kiosk.matters.plan import Step
from kiosk.visit.course import Outcome, end, stay
from kiosk.visit.effects import AwaitReturn
from kiosk.visit.events import (
    CardFound,
    CardRead,
    Event,
    Failed,
    MaterialCaptured,
    Paid,
    PaymentFailed,
    PaymentOffered,
    PaymentPending,
    Prefilled,
    SignatureStored,
)
from kiosk.visit.state import Absence, EndReason, Holder, PaymentState, Visit

_ANSWERS = (Prefilled, MaterialCaptured, SignatureStored, PaymentOffered, PaymentPending, Paid, PaymentFailed)


def begin(visit: Visit) -> Outcome:
    """The card has gone: everything stays as it is, and the card is waited for."""
    return stay(replace(visit, absence=Absence()), AwaitReturn())


def is_answer(event: Event) -> bool:
    """Whether the world says what became of something that was asked before the card went."""
    return isinstance(event, _ANSWERS) or (isinstance(event, Failed) and event.effect != "AwaitReturn")


def handle(visit: Visit, event: Event) -> Outcome:
    """The same card goes on where it was, another one ends the visit; a card that cannot be read is asked for again."""
    match event:
        case CardRead(holder=holder) if is_own(visit, holder):
            return stay(replace(visit, absence=None))
        case CardRead():
            return end(visit, EndReason.OTHER_CARD)
        case CardFound():
            return stay(replace(visit, absence=Absence(reading=True)))
        case Failed(fault=fault):
            return stay(replace(visit, absence=Absence(fault=fault)), AwaitReturn())
        case _:
            return stay(visit)


def settled(outcome: Outcome) -> Outcome:
    """Paid, or on its way to be filed: from here on the visit does not wait for a card."""
    visit, effects = outcome
    paid = visit.step is Step.PAYMENT and visit.payment.state is PaymentState.PAID
    if visit.absence is None or not (paid or visit.step is Step.FILING):
        return outcome
    return replace(visit, absence=None, card_taken=True), effects


def is_own(visit: Visit, card: Holder) -> bool:
    """Whether it is the card of this visit, by number and name."""
    return visit.holder is not None and (card.number, card.name) == (visit.holder.number, visit.holder.name)
