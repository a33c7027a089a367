"""A promise instead of a paper (告知承诺): read before it is made, signed with the declaration, filed and on the receipt."""

import pytest

from devices.api.receipt_printer import Pair, TextLine
from kiosk.matters.model import Matter, Text
from kiosk.matters.plan import Step
from kiosk.services.application import draft_of
from kiosk.services.receipt import receipt_of
from kiosk.visit import events
from kiosk.visit.state import MaterialState, Visit
from kiosk.visit.steps.materials import declaration
from tests.gallery.visits import CALENDAR, context
from tests.kiosk.services.bystanders import application_in
from tests.kiosk.visit.journeys import CASE, after, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT, NAME, NOW
from ui.views import materials as screen

SLOT = "home_proof"
PROMISE = Text(zh="我承诺住在填写的地址", en="I promise that I live there")
OPENED, MADE = events.PromiseOpened(SLOT), events.MaterialPromised(SLOT)


def promising(**changes: object) -> Matter:
    papers = tuple(
        spec.model_copy(update={"by_promise": PROMISE}) if spec.key == SLOT else spec
        for spec in CARD_REPLACEMENT.materials
    )
    return CARD_REPLACEMENT.model_copy(update={"materials": papers, "fee": None, **changes})


def at_desk(matter: Matter | None = None) -> Visit:
    return visit_at(Step.MATERIALS, matter or promising())


def test_it_is_read_before_it_is_made_and_nothing_is_photographed_meanwhile():
    reading = after(at_desk(), OPENED)
    assert (reading.step, reading.materials[SLOT]) == (Step.MATERIALS, MaterialState(promising=True))
    assert after(reading, events.CaptureTapped()) == reading
    [shown] = screen.view_of(reading, context("zh_CN")).promise
    assert (shown.promise, shown.later_text) == (PROMISE.zh, "容缺受理：先提交，11月25日前补交（3 个工作日）")
    assert screen.view_of(at_desk(), context("zh_CN")).promise == ()
    back = after(reading, events.BackTapped())
    assert (back.step, back.materials[SLOT]) == (Step.MATERIALS, MaterialState())


def test_a_paper_that_no_promise_can_stand_for_takes_none():
    visit = at_desk(CARD_REPLACEMENT)
    assert after(visit, OPENED, MADE) == visit
    assert screen.view_of(visit, context("zh_CN")).defer_by == "defer_material"


def test_it_is_signed_with_the_declaration_filed_and_printed():
    done = after(at_desk(), OPENED, MADE)
    assert (done.step, declaration(done)[-1].zh) == (Step.REVIEW, f"{PROMISE.zh}（代替租房合同或房产证）")
    signed = after(done, events.ReviewAccepted(), events.Signed(NAME), events.SignatureStored(b"png", NOW))
    application = application_in(draft_of(signed, kiosk_id="K-0412", receipt_no="L-0412-0001", applied_at=NOW))
    [paper] = [one for one in application.materials if one.key == SLOT]
    assert (paper.promise, paper.deferred, paper.pages) == (PROMISE.zh, False, ())
    assert application.declaration[-1] == f"{PROMISE.zh}（代替租房合同或房产证）"
    lines = receipt_of(after(signed, events.Filed(CASE)), CALENDAR).lines
    assert Pair("租房合同或房产证", "以承诺代替（告知承诺）") in lines
    assert TextLine(f"  {PROMISE.zh}") in lines


@pytest.mark.parametrize("promised", [True, False])
def test_a_matter_that_declares_nothing_is_signed_where_something_is_promised(promised: bool):
    visit = at_desk(promising(declaration=()))
    done = after(visit, OPENED, MADE) if promised else after(visit, events.MaterialDeferred(SLOT))
    assert (Step.SIGN in done.plan) == promised


def test_who_photographs_it_after_all_promises_nothing():
    again = after(at_desk(), OPENED, MADE, events.BackTapped())
    assert again.materials[SLOT] == MaterialState()
    assert declaration(again) == CARD_REPLACEMENT.declaration
