"""What a visit on a bundle is taken apart to: one application a member, each with its own, and nothing that is another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.composed import Composed
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.plan import Step
from kiosk.protocol.messages import Application, CaseAnswer, PaymentProof
from kiosk.services.receipt import guide_receipt, receipt_of
from kiosk.services.rehearsal import states
from kiosk.services.together import accepted_of, common_draft
from kiosk.visit.members import filed_members, joined_answer, members_of
from kiosk.visit.state import FiledCase, Visit
from offline_cache.message import Outgoing
from tests.kiosk.matters.test_composing import composed, plain
from tests.kiosk.matters.whole import text, whole
from tests.kiosk.services.test_receipt import text_of
from tests.kiosk.visit.people import NOW

COURSES = load_catalogue().courses
FEE = {"key": "fee", "amount_fen": 500, "name": text("工本费", "Fee")}


def days() -> WorkCalendar:
    found = load_calendar()
    assert isinstance(found, WorkCalendar)
    return found


def at_filing(course: Composed, turn: int = 0) -> Visit | None:
    """The visit as one of the rehearsal's people files it; nobody where they are sent away."""
    return next((visit for visit in states(course, days(), turn) if visit.step is Step.FILING), None)


def taken_apart(visit: Visit, proof: PaymentProof | None = None) -> tuple[Outgoing, ...]:
    draft = common_draft(visit, kiosk_id="K-0412", receipt_no="L-0412-1", applied_at=NOW)
    return accepted_of(draft, proof, applied_at=NOW + timedelta(minutes=1))


def read(message: Outgoing) -> Application:
    return Application.model_validate_json(message.body)


@pytest.mark.parametrize("key", COURSES)
def test_every_member_gets_its_own_and_the_sum_is_that_of_all(key):
    for turn in range(4):
        visit = at_filing(COURSES[key], turn)
        if visit is None:
            continue
        members = members_of(visit)
        assert members[0].id == visit.id
        assert len({member.id for member in members}) == len(members)
        assert [member.id for member in members_of(visit)] == [member.id for member in members], "whenever it is asked"
        due = [member.selected.fee.amount_fen for member in members if member.selected.fee is not None]
        whole_fee = visit.selected.fee
        assert sum(due) == (whole_fee.amount_fen if whole_fee is not None else 0)
        for member in members:
            own = {spec.key for spec in member.matter.form}
            assert member.values.keys() <= own, "nothing that only another member asks"
            asked = {spec.key for spec in member.selected.scanned}
            assert asked <= member.materials.keys(), "every page that is asked for is handed in"


def test_the_applications_of_a_bundle_share_what_is_the_same_and_split_the_money():
    first = plain("a", fee=FEE, declaration=[text("真实", "True")], materials=whole()["materials"][:1])
    second = plain("b", fee={**FEE, "amount_fen": 700}, materials=whole()["materials"][:1])
    course = composed(
        first, second, plain("c"), members=[{"code": "a"}, {"code": "b", "depends_on": ["a"]}, {"code": "c"}]
    )
    visit = at_filing(course)
    assert visit is not None
    proof = PaymentProof(state="paid", amount_fen=1200, order_no="P-1", channel="wechat", paid_at=NOW)
    messages = taken_apart(visit, proof)
    found = {each.matter_code: each for each in map(read, messages)}
    assert {code: each.payment.amount_fen if each.payment else 0 for code, each in found.items()} == {
        "a": 500,
        "b": 700,
        "c": 0,
    }
    assert {each.receipt_no for each in found.values()} == {"L-0412-1"}
    assert {code: each.bundle.after for code, each in found.items() if each.bundle is not None} == {
        "a": (),
        "b": ("a",),
        "c": (),
    }
    pages = [[page.sha256 for one in each.materials for page in one.pages] for each in found.values()]
    assert pages[0] == pages[1] != []
    assert pages[2] == []
    files = {read(message).matter_code: {one.sha256 for one in message.attachments} for message in messages}
    assert set(pages[0]) <= files["a"] & files["b"]
    assert not set(pages[0]) & files["c"], "nobody gets a paper that they did not ask for"
    assert {message.applied_at for message in messages} == {NOW + timedelta(minutes=1)}


def test_a_paper_that_the_government_has_for_one_member_is_not_missed_by_another():
    paper = whole()["materials"][1]
    brought = plain("a", materials=[{**paper, "code": "M9", "origin": "scan", "when": "true"}])
    fetched = plain("b", materials=[{**paper, "code": "M9", "origin": "government", "when": "true"}])
    visit = at_filing(composed(brought, fetched))
    assert visit is not None
    assert [[one.origin for one in each.materials] for each in map(read, taken_apart(visit))] == [["government"]] * 2


def test_what_a_member_before_it_gives_is_told_to_nobody():
    number = {"key": "credit_code", "kind": "credit_code", "label": text("代码", "Code"), "question": text("？", "?")}
    members = [{"code": "a"}, {"code": "b", "depends_on": ["a"], "later": ["credit_code"]}]
    visit = at_filing(composed(plain("a"), plain("b", fields=[number]), members=members))
    assert visit is not None
    assert [each.values for each in map(read, taken_apart(visit))] == [(), ()]


def answer(message_id: str, number: str) -> CaseAnswer:
    return CaseAnswer(case_no=number, application_id=message_id, application_sha256="0" * 64, accepted_at=NOW)


def test_the_receipt_has_one_number_for_all_and_one_for_each():
    visit = at_filing(COURSES["newborn"])
    assert visit is not None
    ids = [member.id for member in members_of(visit)]
    some = {ids[0]: answer(ids[0], "9901 1")}
    assert joined_answer(visit, some) is None, "half of a bundle is not answered"
    for answers in (some, {each: answer(each, f"9901 {place}") for place, each in enumerate(ids, start=1)}):
        case = FiledCase(
            "L-0412-1", NOW, "https://x.invalid/r", joined_answer(visit, answers), filed_members(visit, answers)
        )
        told = text_of(receipt_of(replace(visit, case=case), days()))
        assert all(each.case_no in told for each in answers.values())
        assert told.count("联网后给号") == len(ids) - len(answers)
        assert "预防接种证" in told, "what is left for a counter"
    assert "新生儿户口登记" in text_of(guide_receipt(COURSES["newborn"]))
