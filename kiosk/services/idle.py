"""When a visit ends by itself: the timers of DESIGN.md section 3, as arithmetic on a monotonic clock."""

from dataclasses import dataclass

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.visit.state import PaperState, PaymentState, Visit

_MONEY_MOVING = (PaymentState.ASKED, PaymentState.WAITING, PaymentState.PENDING)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the kiosk waits for a touch now, and how much of it is left, in seconds."""

    total: float
    left: float

    @property
    def over(self) -> bool:
        """Whether the waiting is over."""
        return self.left <= 0


def is_active(visit: Visit) -> bool:
    """Whether the machine itself is busy for the citizen: that counts as activity, nobody is sent away meanwhile.

    Money that is waited for counts for as long as its code is good; the runner knows how long that has been.
    """
    if visit.working or visit.step is Step.FILING:
        return True
    if visit.step is Step.RESULT and any(paper.state is PaperState.PRINTING for paper in visit.papers.values()):
        return True
    return visit.step is Step.PAYMENT and visit.payment.state in _MONEY_MOVING


def card_patience(*, away_since: float, now: float, elder: bool, delays: Delays) -> Patience:
    """How long the card that was lifted is waited for; no touch makes it longer, for a touch is not a card."""
    total = delays.card_away * (delays.elder_factor if elder else 1.0)
    return Patience(total, total - (now - away_since))


def patience(visit: Visit | None, *, touched: float, now: float, elder: bool, typing: bool, delays: Delays) -> Patience:
    """`touched` and `now` are readings of the same monotonic clock; `typing` means that the keyboard is open.

    Without a visit the lobby waits as a visit does.
    """
    if visit is not None and visit.step is Step.RESULT:
        total = delays.idle_done
    elif typing:
        total = delays.idle_with_keyboard
    else:
        total = delays.idle
    if elder and not typing:
        total *= delays.elder_factor
    return Patience(total, total - (now - touched))
