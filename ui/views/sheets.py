"""The sheets over a visit and the banner over an empty lobby: what they say, from the state. Pure."""

from kiosk.matters.plan import Step
from kiosk.visit.machine import loses_work
from kiosk.visit.state import EndReason, PaymentState, Visit
from ui.views.chrome import CardAwayView, Chrome, LeaveView, LeftCardView
from ui.views.wording import Words

_MONEY_OPEN = (PaymentState.ASKED, PaymentState.WAITING, PaymentState.PENDING)


def card_away(visit: Visit, chrome: Chrome, words: Words) -> CardAwayView:
    """The sheet for a card that was lifted; the time is the visit's, as the footer counts it."""
    absence = visit.absence
    if absence is None or visit.ended is not None:
        return CardAwayView()
    said = words.fault(absence.fault)[1] if absence.fault else None
    return CardAwayView(
        open=True,
        seconds=chrome.seconds_left,
        total=chrome.idle_total,
        reading=absence.reading,
        trouble=said.headline if said is not None else "",
        advice=said.advice if said is not None else "",
        money=_has_money_open(visit),
    )


def leave(visit: Visit, chrome: Chrome, *, asked: bool) -> LeaveView:
    """The question before leaving; it closes by itself when there is nothing to lose any more."""
    return LeaveView(
        open=asked and visit.absence is None and loses_work(visit),
        money=_has_money_open(visit),
        card_on_reader=chrome.timeout.card_on_reader,
    )


def left_card(ended: Visit | None, *, card_present: bool, just_ended: bool) -> LeftCardView:
    """The banner of an empty lobby, which has no guest: a card that lies there is forgotten.

    It goes with the card, but why a visit has ended is said for as long as it takes to read.
    """
    other = ended is not None and ended.ended is EndReason.OTHER_CARD and (card_present or just_ended)
    return LeftCardView(open=card_present or other, other=other, on_reader=card_present)


def _has_money_open(visit: Visit) -> bool:
    return visit.step is Step.PAYMENT and visit.payment.state in _MONEY_OPEN
