"""The signature: a tap is none, and nothing goes on before the picture of it exists."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import StoreSignature, TakePayment
from kiosk.visit.events import SignatureStored, Signed
from kiosk.visit.machine import handle
from kiosk.visit.state import InkPoint, Stroke, Trouble
from tests.kiosk.visit.journeys import after, visit_at
from tests.kiosk.visit.people import NAME, NOW

LINE: Stroke = tuple(InkPoint(0.2 + 0.02 * step, 0.5, 10.0 * step) for step in range(20))


@pytest.mark.parametrize(
    ("strokes", "fault"),
    [((), "signature.missing"), ((((0.5, 0.5, 0.0),),), "signature.missing"), ((LINE, LINE), "signature.too_little")],
    ids=["nothing", "a tap", "two lines"],
)
def test_what_is_not_a_signature_is_refused_with_what_to_do(strokes, fault):
    refused, effects = handle(visit_at(Step.SIGN), Signed(strokes))
    assert (refused.step, refused.trouble, refused.signature, effects) == (Step.SIGN, Trouble(fault), None, ())


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
