"""Filed, and what comes of it: papers that are only out when the printer says so, and one rating."""

from dataclasses import replace

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer, IssuedDocument
from kiosk.visit.effects import AwaitAnswer, PrintDocument, PrintReceipt, SettleOrder, StoreRating, Wipe
from kiosk.visit.events import Abandoned, CaseAnswered, Failed, Filed, Finished, PaperRetried, Printed, Rated
from kiosk.visit.machine import handle
from kiosk.visit.state import EndReason, MaterialState, Page, Paper, PaperState, Visit
from tests.kiosk.visit.journeys import CASE, VISIT_ID, after, paid, visit_at
from tests.kiosk.visit.people import CERTIFICATE, NOW

ISSUED = IssuedDocument(key="certificate", number="SB1", verify_url="http://central.invalid/c/1", issued_at=NOW)
ANSWER = CaseAnswer(
    case_no="BJ1", application_id=VISIT_ID, application_sha256="0" * 64, accepted_at=NOW, issued=(ISSUED,)
)


@pytest.fixture
def certificate() -> Visit:
    """The result of a matter with a document, online."""
    return after(visit_at(Step.FILING, CERTIFICATE), Filed(replace(CASE, answer=ANSWER)))


def test_documents_first_then_the_receipt():
    _, effects = handle(visit_at(Step.FILING, CERTIFICATE), Filed(replace(CASE, answer=ANSWER)))
    assert effects == (PrintDocument("certificate"), PrintReceipt())


def test_offline_there_is_only_the_receipt():
    result, effects = handle(visit_at(Step.FILING, CERTIFICATE), Filed(CASE))
    assert (tuple(result.papers), effects) == (("receipt",), (PrintReceipt(), AwaitAnswer()))


def test_an_answer_that_comes_late_is_shown_and_its_document_printed():
    offline = after(visit_at(Step.FILING, CERTIFICATE), Filed(CASE), Printed("receipt"))
    answered, effects = handle(offline, CaseAnswered(ANSWER))
    assert answered.case == replace(CASE, answer=ANSWER, late=True)
    assert (answered.papers["certificate"], effects) == (Paper(PaperState.PRINTING), (PrintDocument("certificate"),))
    assert answered.papers["receipt"] == Paper(PaperState.PRINTED), "nobody gets a second receipt unasked"
    assert handle(answered, CaseAnswered(ANSWER)) == (answered, ())


def test_an_answer_that_comes_after_the_end_is_nothing():
    ended = after(visit_at(Step.FILING, CERTIFICATE), Filed(CASE), Finished())
    assert handle(ended, CaseAnswered(ANSWER)) == (ended, ())


def test_pictures_leave_the_visit_with_the_application():
    filing = after(paid(), Abandoned(EndReason.LEFT))
    scanned = replace(filing, materials={"home_proof": MaterialState(pages=(Page(b"scan", b"small"),), finished=True)})
    result = after(scanned, Filed(CASE))
    assert result.materials["home_proof"].pages == (Page(b""),), "how many there were is on the receipt"
    assert result.signature is not None
    assert (result.signature.png, result.signature.strokes) == (b"", ())


def test_a_document_that_the_matter_does_not_know_is_not_printed():
    strange = ISSUED.model_copy(update={"key": "passport"})
    answer = ANSWER.model_copy(update={"issued": (strange,)})
    _, effects = handle(visit_at(Step.FILING, CERTIFICATE), Filed(replace(CASE, answer=answer)))
    assert effects == (PrintReceipt(),)


def test_the_paid_order_becomes_the_cases():
    result = after(paid(), Abandoned(EndReason.LEFT), Filed(CASE))
    assert (result.step, result.case_order, result.orders) == (Step.RESULT, f"{VISIT_ID}-1", ())


def test_what_could_not_be_stored_ends_the_visit_and_gives_the_money_back():
    filing = after(paid(), Abandoned(EndReason.LEFT))
    ended, effects = handle(filing, Failed("FileCase", "filing.storage"))
    assert ended.ended is EndReason.NOT_FILED
    assert effects == (SettleOrder(f"{VISIT_ID}-1"), Wipe())


def test_only_the_failed_paper_is_printed_again(certificate):
    visit = after(certificate, Printed("receipt"), Failed("PrintDocument", "printer.jam", of="certificate"))
    assert visit.papers == {
        "certificate": Paper(PaperState.FAILED, "printer.jam"),
        "receipt": Paper(PaperState.PRINTED),
    }
    assert handle(visit, PaperRetried("receipt")) == (visit, ())
    again, effects = handle(visit, PaperRetried("certificate"))
    assert (again.papers["certificate"], effects) == (Paper(PaperState.PRINTING), (PrintDocument("certificate"),))
    assert handle(again, PaperRetried("certificate")) == (again, ()), "it is printing already"


def test_a_failed_receipt_is_a_receipt_again(certificate):
    visit = after(certificate, Failed("PrintReceipt", "receipt.paper_out", of="receipt"))
    _, effects = handle(visit, PaperRetried("receipt"))
    assert effects == (PrintReceipt(),)


def test_a_paper_that_nobody_asked_for_is_nothing(certificate):
    for event in (Printed("poster"), PaperRetried("poster"), Failed("PrintDocument", "printer.jam", of="poster")):
        assert handle(certificate, event) == (certificate, ())


@pytest.mark.parametrize("score", [1, 5])
def test_one_rating_and_no_second(certificate, score):
    rated, effects = handle(certificate, Rated(score))
    assert (rated.rating, effects) == (score, (StoreRating(score),))
    assert handle(rated, Rated(3)) == (rated, ())


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_rating_that_does_not_exist_is_none(certificate, score):
    assert handle(certificate, Rated(score)) == (certificate, ())


def test_finishing_leaves_nothing_behind(certificate):
    ended, effects = handle(certificate, Finished())
    assert (ended.ended, ended.holder, ended.case, ended.papers, effects) == (
        EndReason.FINISHED,
        None,
        None,
        {},
        (Wipe(),),
    )
