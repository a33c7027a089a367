"""Visits that have come so far, made by the machine itself and never by hand."""

from collections.abc import Callable

from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.visit import events
from kiosk.visit.course import Outcome
from kiosk.visit.machine import handle
from kiosk.visit.state import FiledCase, Holder, PaymentState, Visit
from tests.kiosk.visit.people import CARD_REPLACEMENT, NAME, NOW, TODAY, WANG, prefilled

VISIT_ID = "0a" * 16
CASE = FiledCase("L-0412-0001", NOW, "http://central.invalid/r/x")
ADDRESS = "云桥区北桥路100弄5号"


def after(visit: Visit, *happened: events.Event) -> Visit:
    """`visit` when all of `happened` has."""
    for event in happened:
        visit, _ = handle(visit, event)
    return visit


def arrival(matter: Matter = CARD_REPLACEMENT, holder: Holder | None = None) -> Visit:
    """Somebody has chosen `matter`."""
    return Visit(id=VISIT_ID, matter=matter, holder=holder)


_WAY: dict[Step, Callable[[Visit], tuple[events.Event, ...]]] = {
    Step.GUIDE: lambda _: (events.GuideAccepted(),),
    Step.IDENTIFY: lambda _: (events.CardRead(WANG, TODAY), events.Prefilled(prefilled())),
    Step.FORM: lambda _: (
        events.PageAnswered({"delivery": "post"}, {}),
        events.PageAnswered({"mail_address": ADDRESS}, {}),
    ),
    Step.MATERIALS: lambda visit: tuple(events.MaterialDeferred(spec.key) for spec in visit.matter.scanned),
    Step.REVIEW: lambda _: (events.ReviewAccepted(),),
    Step.SIGN: lambda _: (events.Signed(NAME), events.SignatureStored(b"png", NOW)),
    Step.PAYMENT: lambda visit: (
        events.PaymentOffered(visit.payment.order_no, "http://pay.invalid/1", 300.0),
        events.Paid(visit.payment.order_no, "微信支付", NOW),
        events.SubmitTapped(),
    ),
    Step.FILING: lambda _: (events.Filed(CASE),),
}


def visit_at(step: Step, matter: Matter = CARD_REPLACEMENT) -> Visit:
    """A visit that has just come to `step`, by the shortest way."""
    visit = arrival(matter)
    while visit.step is not step:
        visit = after(visit, *_WAY[visit.step](visit))
    return visit


def waiting_for_money() -> Visit:
    """Before the code to scan."""
    visit = visit_at(Step.PAYMENT)
    return after(visit, events.PaymentOffered(visit.payment.order_no, "http://pay.invalid/1", 300.0))


def paid() -> Visit:
    """付好了 is on the screen."""
    visit = waiting_for_money()
    visit = after(visit, events.Paid(visit.payment.order_no, "微信支付", NOW))
    assert visit.payment.state is PaymentState.PAID
    return visit


def step_of(outcome: Outcome) -> Step:
    """Where an event led."""
    return outcome[0].step
