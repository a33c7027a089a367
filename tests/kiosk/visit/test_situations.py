"""情形问答: what is asked, what an answer selects, and what is forgotten when it is changed."""

from dataclasses import replace

import pytest

from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Fee, Matter
from kiosk.matters.plan import Step
from kiosk.matters.selection import Facts
from kiosk.protocol.messages import Application
from kiosk.services.application import draft_of
from kiosk.services.rehearsal import rehearse
from kiosk.visit import events
from kiosk.visit.effects import TakePayment
from kiosk.visit.machine import handle
from kiosk.visit.narrowing import in_all, narrowed
from kiosk.visit.state import Page, Trouble, Visit
from kiosk.visit.steps.form import pages
from tests.gallery.visits import context
from tests.kiosk.matters.whole import text, whole_matter
from tests.kiosk.visit.journeys import after, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT, NAME, NOW
from tests.kiosk.visit.situated import RAW, SITUATED, answer, asked
from ui.views import form, review

SUMMARY = events.PageAnswered({}, {})
PLACE = events.PageAnswered({"where": "车站"}, {"where": 2})
LOST = (answer("why", "lost"), answer("abroad", "there"))


def keys(visit: Visit) -> list[str]:
    return [spec.key for page in pages(visit) for spec in page.questions]


def test_questions_come_before_the_summary_and_follow_each_other():
    visit = asked()
    assert (visit.step, visit.form_page, keys(visit)) == (Step.FORM, 0, ["situation.why"])
    second = after(visit, answer("why", "lost"))
    assert (second.form_page, second.situation) == (1, {"why": "lost"})
    assert keys(second) == ["situation.why", "situation.abroad", "where"]


def test_a_situation_without_a_paper_has_no_step_for_papers():
    done = after(asked(), answer("why", "first"), SUMMARY)
    assert (done.step, set(done.values)) == (Step.REVIEW, {"name", "id_number"})
    assert [spec.key for spec in done.selected.materials] == ["photo"]


def test_the_papers_of_the_situation_are_asked_for_one_after_the_other():
    there = after(asked(), *LOST, SUMMARY, PLACE)
    assert (there.step, [spec.key for spec in there.selected.scanned]) == (Step.MATERIALS, ["report", "ticket"])


@pytest.mark.parametrize(
    ("given", "fault"), [({"situation.why": ""}, "field.required"), ({"situation.why": "x"}, "field.choice")]
)
def test_nothing_chosen_is_said(given, fault):
    wrong = after(asked(), events.PageAnswered(given, {}))
    assert (wrong.trouble, wrong.form_page) == (Trouble(fault, of="situation.why"), 0)


def test_a_second_tap_on_the_page_before_answers_nothing():
    second = after(asked(), answer("why", "lost"))
    assert after(second, answer("why", "lost")) == second
    summary = after(second, answer("abroad", "here"))
    assert after(summary, answer("abroad", "here")) == summary


def test_a_changed_answer_drops_what_no_longer_applies():
    page = events.MaterialCaptured("report", Page(b"jpeg"))
    there = after(asked(), *LOST, SUMMARY, PLACE, events.CaptureTapped(), page)
    assert (there.situation, len(there.materials["report"].pages)) == ({"why": "lost", "abroad": "there"}, 1)
    back = after(there, *(events.BackTapped(),))
    assert (back.step, back.form_page) == (Step.FORM, 0)
    changed = after(back, answer("why", "first"))
    assert changed.situation == {"why": "first"}
    done = after(changed, SUMMARY)
    assert (done.step, done.materials, "where" in done.values) == (Step.REVIEW, {}, False)


def test_what_still_applies_is_kept():
    page = events.MaterialCaptured("report", Page(b"jpeg"))
    there = after(asked(), *LOST, SUMMARY, PLACE, events.CaptureTapped(), page, events.BackTapped())
    here = after(there, answer("why", "lost"), answer("abroad", "here"), SUMMARY, PLACE)
    assert (here.step, list(here.materials)) == (Step.MATERIALS, ["report"])


def test_a_situation_that_is_not_served_is_turned_away_and_asked_anew():
    away = after(asked(), answer("why", "gift"))
    assert (away.step, away.trouble) == (Step.IDENTIFY, Trouble("matter.not_eligible", of="0"))
    assert (away.values, away.situation) == ({}, {})
    guide = after(away, events.BackTapped())
    assert guide.step is Step.GUIDE
    again = after(guide, events.GuideAccepted(), events.Prefilled(asked().values))
    assert (again.step, keys(again)) == (Step.FORM, ["situation.why"])


def signed(visit: Visit) -> tuple[Visit, object]:
    """At the money, and what was asked for."""
    before = after(visit, events.ReviewAccepted(), events.Signed(NAME))
    there, effects = handle(before, events.SignatureStored(b"png", NOW))
    return there, effects[-1]


@pytest.mark.parametrize(("answers", "fen"), [((answer("why", "first"),), 12000), (LOST, 14000)])
def test_the_fee_is_that_of_the_situation(answers, fen):
    visit = after(asked(), *answers, SUMMARY, PLACE)
    while visit.step is Step.MATERIALS:
        visit = after(visit, events.MaterialDeferred("report"))
        page = events.MaterialCaptured("ticket", Page(b"jpeg"))
        visit = after(visit, events.CaptureTapped(), page, events.PagesFinished("ticket"))
    paying, effect = signed(visit)
    assert isinstance(effect, TakePayment)
    assert (paying.step, effect.amount_fen) == (Step.PAYMENT, fen)


def test_the_application_carries_the_situation_and_its_papers():
    visit = after(asked(), answer("why", "first"), SUMMARY)
    message = draft_of(visit, kiosk_id="K-0412", receipt_no="L-1", applied_at=NOW)
    application = Application.model_validate_json(message.body)
    assert application.situation == {"why": "first"}
    assert [each.key for each in application.materials] == ["photo"]


@pytest.mark.parametrize(
    ("language", "label", "value"),
    [("zh_CN", "您的情况", "原来的丢了\xa0· 国外"), ("en", "Your case", "The old one is lost\xa0· Abroad")],
)
def test_the_review_says_it_and_the_fee(language, label, value):
    visit = after(asked(), *LOST, SUMMARY, PLACE, events.MaterialDeferred("report"))
    cards = {card.key: card for card in review.view_of(visit, context(language)).cards}
    assert (cards["situation"].label, cards["situation"].value, cards["situation"].edit) == (label, value, "form")
    assert "140" in cards["fee"].value


def test_a_question_is_a_page_of_choices_that_remembers():
    view = form.view_of(asked(), context("zh_CN"))
    assert (view.kind, view.title, view.text) == ("choice", "您为什么要办？", "选一项，要带的材料就知道了")
    assert [choice.key for choice in view.questions[0].choices] == ["first", "lost", "gift"]
    back = after(asked(), answer("why", "lost"), events.BackTapped())
    assert form.view_of(back, context("en")).questions[0].value == "lost"
    assert form.view_of(after(asked(), answer("why", "first")), context("en")).kind == "summary"


def test_a_rehearsal_walks_every_answer():
    assert rehearse(SITUATED, WorkCalendar()) is None
    broken = {"key": "bad", "label": text("坏", "Bad"), "question": text("坏", "Bad"), "max_length": 1, "kind": "date"}
    raw = {**RAW, "fields": [*RAW["fields"], {**broken, "visible_when": "situation.abroad == 'there'"}], "fee": None}
    wrong = rehearse(Matter.model_validate({k: v for k, v in raw.items() if v is not None}), WorkCalendar())
    assert wrong is not None
    assert "field.date" in wrong.en


def test_a_matter_without_rules_is_itself():
    plain = CARD_REPLACEMENT.model_copy(update={"deliveries": ()})
    assert narrowed(plain, Facts()) is plain
    assert narrowed(whole_matter(), Facts({"delivery": "pickup"})).fee is None


def test_several_fees_are_one_order():
    one, two = SITUATED.fees
    both = in_all([one, two])
    assert both is not None
    assert (both.amount_fen, both.name.zh, both.name.en) == (14000, "工本费、补发费", "Document, Reissue")
    later = Fee(key="x", amount_fen=1, name=one.name, deferrable=True)
    assert [fee is not None and fee.deferrable for fee in (in_all([later, later]), in_all([later, one]))] == [
        True,
        False,
    ]


def test_the_end_forgets_the_situation():
    ended = after(asked(), answer("why", "lost"), events.Finished(), events.CardTaken(), events.CardStayedAway())
    assert ended.ended is not None
    assert ended.situation == {}


def test_a_matter_without_questions_asks_none():
    visit = visit_at(Step.FORM)
    assert keys(replace(visit, situation={"x": "y"}))[0] == "delivery"
