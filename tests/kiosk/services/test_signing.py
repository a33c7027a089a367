"""The strokes become a picture with a time."""

from kiosk.matters.plan import Step
from kiosk.services.signing import SigningService
from kiosk.visit.effects import StoreSignature
from kiosk.visit.events import SignatureStored, Signed
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.journeys import after, visit_at
from tests.kiosk.visit.people import NAME


def test_what_was_written_is_drawn_and_dated(clock):
    hearer = Hearer()
    SigningService(clock).carry(after(visit_at(Step.SIGN), Signed(NAME)), StoreSignature(), hearer)
    [stored] = hearer.of(SignatureStored)
    assert stored.png.startswith(b"\x89PNG")
    assert stored.signed_at == clock.now()


def test_nothing_written_is_nothing_drawn(clock):
    hearer = Hearer()
    SigningService(clock).carry(visit_at(Step.SIGN), StoreSignature(), hearer)
    assert hearer.events == []
