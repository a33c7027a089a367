"""The timers as arithmetic; that they end visits is tested with the runner."""

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.services.idle import Patience, card_patience, is_active, patience
from kiosk.visit.events import CaptureTapped, PaymentFailed, PaymentPending
from tests.kiosk.visit.journeys import VISIT_ID, after, paid, visit_at, waiting_for_money

FIRST = f"{VISIT_ID}-1"


def test_what_is_left_is_what_has_not_passed():
    left = patience(visit_at(Step.FORM), touched=100.0, now=130.0, elder=False, typing=False, delays=Delays())
    assert (left, left.over) == (Patience(90.0, 60.0), False)


@pytest.mark.parametrize(("left", "over"), [(0.1, False), (0.0, True), (-5.0, True)])
def test_when_it_is_over(left, over):
    assert Patience(90.0, left).over is over


@pytest.mark.parametrize(
    ("visit", "active"),
    [
        (visit_at(Step.GUIDE), False),
        (visit_at(Step.IDENTIFY), False),
        (after(visit_at(Step.MATERIALS), CaptureTapped()), True),
        (visit_at(Step.PAYMENT), True),
        (waiting_for_money(), True),
        (after(waiting_for_money(), PaymentPending(FIRST)), True),
        (after(waiting_for_money(), PaymentFailed(FIRST, "payment.expired")), False),
        (paid(), False),
        (visit_at(Step.FILING), True),
        (visit_at(Step.RESULT), True),
    ],
    ids=lambda value: value if isinstance(value, bool) else f"{value.step}-{value.payment.state}",
)
def test_when_the_machine_itself_is_busy(visit, active):
    assert is_active(visit) is active


@pytest.mark.parametrize(("elder", "total"), [(False, 25.0), (True, 50.0)])
def test_how_long_the_card_is_waited_for(elder, total):
    left = card_patience(away_since=100.0, now=120.0, elder=elder, delays=Delays())
    assert (left, left.over) == (Patience(total, total - 20.0), False)
    assert card_patience(away_since=100.0, now=100.0 + total, elder=elder, delays=Delays()).over
