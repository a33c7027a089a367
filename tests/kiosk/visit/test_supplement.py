"""Papers for a case that is there (补交): who may hand in what, and a visit with nothing but the camera and the submission."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.progress import CaseProgress, Said, Wanted
from kiosk.visit import effects, supplement
from kiosk.visit import events as happened
from kiosk.visit.errand import At, Errand
from kiosk.visit.machine import handle, loses_work, may_go_back
from kiosk.visit.state import EndReason, FiledCase, Page, PaperState, Visit
from kiosk.visit.steps import materials
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW, WANG

_LEASE = Wanted(key="home_proof", title=Said(zh="租房合同", en="Lease"), why="看不清")
_OWED = Wanted(key="unheard_of", title=Said(zh="别的", en="Other"), why="后补", due=date(2026, 11, 27))
_CASE = CaseProgress(
    case_no="9901 2511 2200 0023",
    receipt_no="L-0412-0023",
    matter_code=CARD_REPLACEMENT.code,
    title=Said(zh="社保卡补领", en="Card"),
    state="supplement",
    said=Said(zh="请补交材料", en="Please hand in"),
    applied_at=datetime(2026, 11, 20, 2, 5, tzinfo=UTC),
    wanted=(_LEASE, _OWED),
)
_PAGE = Page(b"jpeg", b"small")


def begun(case: CaseProgress = _CASE) -> Visit:
    found = supplement.visit_for(case, CARD_REPLACEMENT)
    assert found is not None
    return Visit("1" * 32, found[0], step=Step.MATERIALS, supplement=found[1], holder=WANG)


def after(visit: Visit, *events: happened.Event) -> Visit:
    for event in events:
        visit, _ = handle(visit, event)
    return visit


def one_page(visit: Visit, key: str) -> Visit:
    return after(visit, happened.CaptureTapped(), happened.MaterialCaptured(key, _PAGE), happened.PagesFinished(key))


def test_the_visit_asks_for_the_wanted_papers_and_for_nothing_else() -> None:
    visit = begun()
    assert [spec.key for spec in visit.selected.scanned] == ["home_proof", "unheard_of"]
    assert visit.plan == (Step.MATERIALS, Step.REVIEW, Step.FILING, Step.RESULT)
    assert (visit.selected.fee, visit.selected.form, visit.selected.declaration) == (None, (), ())
    unknown = supplement.visit_for(_CASE, None)
    assert unknown is not None
    assert unknown[0].title.zh == "社保卡补领"


def test_what_must_be_there_as_paper_and_what_is_over_is_not_scanned() -> None:
    paper = tuple(
        spec.model_copy(update={"form": "paper", "origin": "government"}) if spec.key == "home_proof" else spec
        for spec in CARD_REPLACEMENT.materials
    )
    matter = CARD_REPLACEMENT.model_copy(update={"materials": paper})
    assert [one.key for one in supplement.to_scan(_CASE, matter)] == ["unheard_of"]
    assert supplement.visit_for(_CASE.model_copy(update={"state": "withdrawn"}), matter) is None
    assert supplement.visit_for(_CASE.model_copy(update={"wanted": ()}), matter) is None


def only_their_own(errand: Errand) -> list[str]:
    found = [supplement.handing_in(errand, number) for number in (_CASE.case_no, "9901 0000 0000 0000")]
    return [one.case_no for one in found if one is not None]


def test_whoever_laid_the_card_hands_in_for_a_case_that_it_opened() -> None:
    listed = Errand("1", At.CASES, holder=WANG, cases=(_CASE,))
    assert only_their_own(listed) == [_CASE.case_no]
    assert only_their_own(replace(listed, at=At.CASE, case=_CASE)) == [_CASE.case_no]
    assert only_their_own(replace(listed, holder=None)) == []
    assert only_their_own(Errand("1", At.CASE, holder=WANG, case=_CASE)) == [], (
        "found by its number, whoever's card it is"
    )
    assert only_their_own(replace(listed, working=True)) == []


def handed_in(visit: Visit) -> tuple[Visit, tuple[effects.Effect, ...]]:
    reviewed = after(one_page(visit, "home_proof"), happened.MaterialDeferred("unheard_of"))
    assert reviewed.step is Step.REVIEW
    return handle(reviewed, happened.ReviewAccepted())


def test_from_the_camera_over_a_last_look_to_the_receipt() -> None:
    filing, asked = handed_in(begun())
    assert (filing.step, asked) == (Step.FILING, (effects.FileCase(),))
    case = FiledCase("B-0412-0001", NOW, "https://a/r/1", arrived=True)
    done, asked = handle(filing, happened.Filed(case))
    assert (done.step, asked) == (Step.RESULT, (effects.PrintReceipt(),))
    assert [len(state.pages) for state in done.materials.values()] == [1, 0]
    assert done.materials["home_proof"].pages[0].jpeg == b""
    assert handle(done, happened.Rated(5)) == (done, ()), "a supplement is no case of its own to rate"
    assert after(done, happened.Printed("receipt")).papers["receipt"].state is PaperState.PRINTED


def something_is_handed_in(visit: Visit) -> bool:
    """However much is put off till another time, one paper is left to be scanned."""
    put_off = after(visit, *(happened.MaterialDeferred(spec.key) for spec in visit.selected.scanned))
    return put_off.step is Step.MATERIALS


def test_not_everything_can_be_put_off() -> None:
    assert something_is_handed_in(begun())
    assert something_is_handed_in(begun(_CASE.model_copy(update={"wanted": (_LEASE,)})))


def test_a_planted_bug_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(materials, "may_put_off", lambda _visit, _spec: True)
    assert not something_is_handed_in(begun())


def test_back_from_the_camera_leads_out_and_asks_only_where_something_would_be_lost() -> None:
    visit = begun()
    assert may_go_back(visit)
    assert not loses_work(visit)
    left, asked = handle(visit, happened.BackTapped())
    assert (left.ended, asked) == (EndReason.LEFT, (effects.Wipe(),))
    assert loses_work(one_page(visit, "home_proof"))
    looked = after(one_page(visit, "home_proof"), happened.MaterialDeferred("unheard_of"), happened.BackTapped())
    assert (looked.step, len(looked.materials["home_proof"].pages)) == (Step.MATERIALS, 1)
