"""Filing: on the disk before anybody is told, and what was signed is what is sent."""

import json

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer, PaymentProof
from kiosk.services.filing import FilingService
from kiosk.visit.effects import FileCase
from kiosk.visit.events import Abandoned, Failed, Filed, PaymentDeferred
from kiosk.visit.state import EndReason, Visit
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Outbox
from tests.kiosk.services.bystanders import Hearer, application_in, queued
from tests.kiosk.visit.journeys import VISIT_ID, after, paid, visit_at
from tests.kiosk.visit.people import CERTIFICATE, NOW

FIRST = f"{VISIT_ID}-1"


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


@pytest.fixture
def unpaid() -> Visit:
    """A visit on a matter without a fee, about to be filed."""
    return visit_at(Step.FILING, CERTIFICATE)


def filed(citizen: Hearer) -> Filed:
    [event] = citizen.events
    assert isinstance(event, Filed)
    return event


def paid_and_journalled(filing: FilingService, journal) -> Visit:
    visit = paid()
    journal.open(FIRST, visit.id, 2000, filing.draft(visit))
    return after(visit, Abandoned(EndReason.LEFT))


def test_it_is_committed_before_it_is_sent_and_before_anybody_is_told(filing, unpaid, citizen, platform, delays):
    filing.carry(unpaid, FileCase(), citizen)
    assert platform.asked == [(VISIT_ID, delays.acknowledgement)]
    assert platform.was_waiting == [True]
    assert filed(citizen).case.receipt_no == "L-0412-0001"


def test_without_an_answer_it_is_accepted_all_the_same(filing, unpaid, citizen, outbox, clock):
    filing.carry(unpaid, FileCase(), citizen)
    case, message = filed(citizen).case, queued(outbox, clock.now())
    assert (case.answer, case.applied_at, case.receipt_no) == (None, message.applied_at, message.receipt_no)
    seconds = f"{message.applied_at.timestamp():.0f}"
    assert case.follow_url.endswith(f"/{case.receipt_no}/{CERTIFICATE.code}/{seconds}/{message.sha256[:8]}")


def test_the_answer_of_the_platform_is_handed_on(filing, unpaid, citizen, platform):
    platform.answer = CaseAnswer(case_no="BJ1", application_id=VISIT_ID, application_sha256="0" * 64, accepted_at=NOW)
    filing.carry(unpaid, FileCase(), citizen)
    assert filed(citizen).case.answer == platform.answer


@pytest.mark.expects_log("an application could not be committed")
@pytest.mark.parametrize("what", ["accept_together", "next_receipt_no"])
def test_a_disk_that_fails_is_said_and_nothing_is_sent(filing, unpaid, citizen, platform, outbox, what, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise StoreFailed("disk full")

    monkeypatch.setattr(outbox if what == "accept_together" else filing._sequence, what, fails)
    filing.carry(unpaid, FileCase(), citizen)
    assert citizen.events == [Failed("FileCase", "filing.storage")]
    assert (platform.asked, outbox.depth()) == ([], 0)


def test_the_stage_is_the_truth(filing, unpaid, citizen, platform, outbox, monkeypatch):
    stages: list[str] = []
    accept = outbox.accept_together

    def watched(*message: object, **options: object) -> None:
        stages.append(filing.stage)
        accept(*message, **options)

    monkeypatch.setattr(outbox, "accept_together", watched)
    platform.watch = lambda: stages.append(filing.stage)
    filing.carry(unpaid, FileCase(), citizen)
    assert stages == ["saving", "sending", "sending"]  # no answer came: nobody may say that it did
    filing.begin_anew()
    assert filing.stage == "saving"


def test_what_was_signed_and_paid_for_is_what_is_filed(filing, citizen, journal, outbox, clock):
    visit = paid_and_journalled(filing, journal)
    [entry] = journal.unsettled()
    assert entry.draft is not None
    clock.passes(7)
    filing.carry(visit, FileCase(), citizen)
    message = queued(outbox, clock.now())
    before, sent = json.loads(entry.draft.body), json.loads(message.body)
    assert {key for key in before if before[key] != sent[key]} == {"payment", "applied_at"}
    assert [each.data for each in message.attachments] == [each.data for each in entry.draft.attachments]
    assert (message.receipt_no, message.applied_at) == (entry.draft.receipt_no, clock.now())
    proof = application_in(message).payment
    assert proof == PaymentProof(state="paid", amount_fen=2000, order_no=FIRST, channel="微信支付", paid_at=NOW)
    assert journal.unsettled() == [], "its order came to rest in the same transaction"
    assert filed(citizen).case.receipt_no == entry.draft.receipt_no


def test_a_paid_visit_whose_journal_is_gone_is_filed_all_the_same(filing, citizen, outbox, clock):
    filing.carry(after(paid(), Abandoned(EndReason.LEFT)), FileCase(), citizen)
    proof = application_in(queued(outbox, clock.now())).payment
    assert proof is not None
    assert proof.order_no == FIRST


def test_a_deferred_fee_is_filed_as_owed_and_its_tried_order_pays_for_nothing(filing, citizen, journal, outbox, clock):
    visit = visit_at(Step.PAYMENT)
    journal.open(FIRST, visit.id, 2000, filing.draft(visit))
    visit = after(visit, Failed("TakePayment", "payment.unreachable", of=FIRST), PaymentDeferred())
    filing.carry(visit, FileCase(), citizen)
    application = application_in(queued(outbox, clock.now()))
    assert application.payment == PaymentProof(state="deferred", amount_fen=2000)
    assert [(entry.order_no, entry.wanted) for entry in journal.unsettled()] == [(FIRST, False)]


def test_a_draft_of_the_last_run_is_filed_with_its_own_time(filing, journal, outbox, clock):
    paid_and_journalled(filing, journal)
    [entry] = journal.unsettled()
    proof = PaymentProof(state="paid", amount_fen=2000, order_no=FIRST)
    clock.passes(3600)
    for _ in range(2):
        filing.file_draft(entry.draft, proof, FIRST)
    message = queued(outbox, clock.now())
    assert (message.applied_at, application_in(message).payment) == (entry.draft.applied_at, proof)
    assert journal.unsettled() == []


def test_every_draft_has_a_receipt_number_of_its_own(filing, unpaid):
    assert [filing.draft(unpaid).receipt_no for _ in range(3)] == ["L-0412-0001", "L-0412-0002", "L-0412-0003"]


def test_a_message_that_cannot_be_is_a_bug_and_not_a_fault(filing, unpaid, citizen, outbox: Outbox):
    filing.carry(unpaid, FileCase(), citizen)
    with pytest.raises(ValueError, match="another body"):
        filing.carry(unpaid, FileCase(), citizen)
    assert outbox.depth() == 1
