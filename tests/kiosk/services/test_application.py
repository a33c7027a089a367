"""From a visit to the bytes that are sent."""

from dataclasses import replace
from hashlib import sha256

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.messages import Application, PaymentProof
from kiosk.services.application import draft_of, proof_of, with_payment
from kiosk.visit.events import CaptureTapped, Event, LanguageChosen, MaterialCaptured, MaterialDeferred, PagesFinished
from kiosk.visit.state import Page, Payment, PaymentState, Signature, Visit
from offline_cache.message import Outgoing
from tests.kiosk.services.bystanders import application_in
from tests.kiosk.visit.journeys import VISIT_ID, after, arrival, visit_at
from tests.kiosk.visit.people import NAME, NOW, WANG

SLOT = "home_proof"


def draft(visit: Visit) -> Outgoing:
    return draft_of(visit, kiosk_id="K-0412", receipt_no="L-0412-0001", applied_at=NOW)


def with_pages(*pages: bytes) -> Visit:
    taken: list[Event] = []
    for page in pages:
        taken += [CaptureTapped(), MaterialCaptured(SLOT, Page(page, b"thumbnail"))]
    return after(visit_at(Step.MATERIALS), *taken, PagesFinished(SLOT))


def material(application: Application, key: str = SLOT):
    [found] = [each for each in application.materials if each.key == key]
    return found


def test_the_visits_id_is_the_applications_for_ever():
    message = draft(visit_at(Step.PAYMENT))
    application = application_in(message)
    assert (message.id, application.id, message.kind) == (VISIT_ID, VISIT_ID, "case")
    assert (message.receipt_no, application.receipt_no) == ("L-0412-0001", "L-0412-0001")
    assert (message.applied_at, application.applied_at, application.kiosk_id) == (NOW, NOW, "K-0412")
    assert application.payment is None


def test_every_page_is_enclosed_under_its_hash_in_order():
    message = draft(with_pages(b"first", b"second"))
    pages = material(application_in(message)).pages
    assert [page.sha256 for page in pages] == [sha256(each).hexdigest() for each in (b"first", b"second")]
    assert [(page.size, page.media_type) for page in pages] == [(5, "image/jpeg"), (6, "image/jpeg")]
    assert {each.sha256: each.data for each in message.attachments} == {
        sha256(each).hexdigest(): each for each in (b"first", b"second")
    }


def test_the_same_page_twice_is_two_pages_and_one_file():
    message = draft(with_pages(b"same", b"same"))
    assert len(material(application_in(message)).pages) == 2
    assert [each.data for each in message.attachments] == [b"same"]


def test_a_deferred_material_is_a_promise():
    promised = material(application_in(draft(after(visit_at(Step.MATERIALS), MaterialDeferred(SLOT)))))
    assert (promised.deferred, promised.pages, promised.origin) == (True, (), "scan")


def test_every_material_of_the_matter_is_named_also_those_nobody_hands_in():
    visit = visit_at(Step.PAYMENT)
    assert [each.key for each in application_in(draft(visit)).materials] == [
        each.key for each in visit.matter.materials
    ]


def test_values_carry_their_source():
    sources = {each.key: (each.value, each.source) for each in application_in(draft(visit_at(Step.PAYMENT))).values}
    assert sources["id_number"] == (WANG.number, "card")
    assert sources["phone"] == ("13800006621", "government")
    assert sources["delivery"] == ("post", "citizen")


def test_the_signature_is_enclosed_when_it_is_drawn():
    visit = visit_at(Step.PAYMENT)
    message = draft(visit)
    signature = application_in(message).signature
    assert signature is not None
    assert (signature.sha256, signature.media_type) == (sha256(b"png").hexdigest(), "image/png")
    assert b"png" in [each.data for each in message.attachments]
    undrawn = replace(visit, signature=Signature(NAME))
    assert application_in(draft(undrawn)).signature is None


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_declaration_is_that_which_was_read(language):
    visit = after(visit_at(Step.PAYMENT), LanguageChosen(language))
    application = application_in(draft(visit))
    assert application.language == language
    assert application.declaration == tuple(each.get(language) for each in visit.matter.declaration)


def test_nobody_cannot_apply():
    with pytest.raises(ValueError, match="without a holder"):
        draft(arrival())


def test_paid_deferred_or_nothing():
    paid = Payment(PaymentState.PAID, order_no="o-1", channel="微信支付", paid_at=NOW)
    assert proof_of(paid, 2000) == PaymentProof(
        state="paid", amount_fen=2000, order_no="o-1", channel="微信支付", paid_at=NOW
    )
    assert proof_of(Payment(PaymentState.DEFERRED), 2000) == PaymentProof(state="deferred", amount_fen=2000)
    for state in set(PaymentState) - {PaymentState.PAID, PaymentState.DEFERRED}:
        assert proof_of(Payment(state, order_no="o-1"), 2000) is None


def test_the_proof_changes_nothing_but_money_and_time():
    message = draft(with_pages(b"first"))
    later = NOW.replace(hour=9)
    accepted = with_payment(message, PaymentProof(state="paid", amount_fen=2000), applied_at=later)
    before, after_it = application_in(message), application_in(accepted)
    assert after_it.model_copy(update={"payment": None, "applied_at": NOW}) == before
    assert (accepted.applied_at, accepted.id, accepted.attachments) == (later, message.id, message.attachments)
    assert accepted.sha256 != message.sha256
