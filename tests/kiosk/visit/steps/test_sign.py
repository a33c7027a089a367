"""The signature: a tap is none, and nothing goes on before the picture of it exists."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import StoreSignature, TakePayment
from kiosk.visit.events import SignatureStored, Signed
from kiosk.visit.machine import handle
from kiosk.visit.state import Stroke, Trouble
from kiosk.visit.steps.sign import MIN_POINTS, is_signature
from tests.kiosk.visit.journeys import after, visit_at
from tests.kiosk.visit.people import NAME, NOW


def stroke(points: int, width: float) -> Stroke:
    """So many points over this share of the pad."""
    return tuple((0.4 + width * step / max(1, points - 1), 0.5, 10.0 * step) for step in range(points))


@pytest.mark.parametrize(
    "strokes",
    [(), (stroke(1, 0.0),), (stroke(40, 0.0),), (stroke(40, 0.04),), (stroke(MIN_POINTS - 1, 0.5),)],
    ids=["nothing", "a tap", "a long press", "a slip", "too few points"],
)
def test_what_is_not_a_signature(strokes):
    assert not is_signature(strokes)
    visit = visit_at(Step.SIGN)
    refused, effects = handle(visit, Signed(strokes))
    assert (refused.step, refused.trouble, refused.signature, effects) == (
        Step.SIGN,
        Trouble("signature.missing"),
        None,
        (),
    )


def test_several_short_strokes_are_one_name():
    assert is_signature((stroke(4, 0.02), tuple((0.6, 0.5, float(ms)) for ms in range(4))))


def test_the_strokes_are_kept_until_their_picture_exists():
    signed, effects = handle(visit_at(Step.SIGN), Signed(NAME))
    assert (signed.step, signed.working, effects) == (Step.SIGN, True, (StoreSignature(),))
    assert handle(signed, Signed(NAME)) == (signed, ()), "a second tap is not a second signature"
    stored, effects = handle(signed, SignatureStored(b"png", NOW))
    assert stored.step is Step.PAYMENT
    assert stored.signature is not None
    assert (stored.signature.png, stored.signature.signed_at, stored.signature.strokes) == (b"png", NOW, NAME)
    assert effects == (TakePayment(stored.payment.order_no, 2000),)


def test_a_picture_of_nothing_changes_nothing():
    visit = visit_at(Step.SIGN)
    assert handle(visit, SignatureStored(b"png", NOW)) == (visit, ())


def test_signing_takes_away_the_trouble_before():
    assert after(visit_at(Step.SIGN), Signed(()), Signed(NAME)).trouble is None
