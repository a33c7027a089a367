"""The form: what is typed is checked and kept, what is no longer asked for goes nowhere."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.events import BackTapped, EditRequested, PageAnswered
from kiosk.visit.machine import handle
from kiosk.visit.state import Source, Trouble, Value, Visit
from kiosk.visit.steps.form import pages
from tests.kiosk.visit.journeys import ADDRESS, after, visit_at


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.FORM)


def test_the_default_choice_is_taken_without_a_touch(visit):
    second = after(visit, PageAnswered({}, {}))
    assert (second.values["delivery"], second.form_page) == (Value("post", Source.CITIZEN), 1)
    assert [spec.key for spec in pages(second)[1].questions] == ["mail_address"]


def test_an_answer_goes_before_the_default(visit):
    done = after(visit, PageAnswered({"delivery": "pickup"}, {}))
    assert (done.step, done.values["delivery"].text) == (Step.MATERIALS, "pickup")


@pytest.mark.parametrize(
    ("answers", "fault", "of"),
    [({"delivery": "drone"}, "field.choice", "delivery"), ({"delivery": ""}, "field.required", "delivery")],
)
def test_a_wrong_choice_is_said_with_its_field(visit, answers, fault, of):
    wrong = after(visit, PageAnswered(answers, {}))
    assert (wrong.trouble, wrong.form_page, wrong.step) == (Trouble(fault, of=of), 0, Step.FORM)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "field.required"), ("  ", "field.required"), ("路" * 101, "field.too_long"), ("北桥。", "field.too_short")],
)
def test_a_wrong_address_is_said_and_what_was_typed_is_kept(visit, text, fault):
    wrong = after(visit, PageAnswered({}, {}), PageAnswered({"mail_address": text}, {"mail_address": len(text)}))
    assert (wrong.trouble, wrong.form_page) == (Trouble(fault, of="mail_address"), 1)
    assert wrong.values["mail_address"].text == text.strip()
    right = after(wrong, PageAnswered({"mail_address": ADDRESS}, {"mail_address": len(ADDRESS)}))
    assert (right.step, right.trouble, right.typed) == (Step.MATERIALS, None, len(ADDRESS))


def test_an_address_without_a_number_is_asked_about_and_given_again_it_is_taken(visit):
    def typed(text):
        return PageAnswered({"mail_address": text}, {"mail_address": len(text)})

    asked = after(visit, PageAnswered({}, {}), typed("云岭乡白石寺旁边"))
    assert (asked.trouble, asked.step) == (Trouble("field.door_number", of="mail_address"), Step.FORM)
    assert after(asked, typed("云岭乡白石寺旁边 ")).step is Step.MATERIALS
    other = after(asked, typed("云岭乡白石寺东边"))
    assert (other.trouble, other.step) == (Trouble("field.door_number", 2, of="mail_address"), Step.FORM)
    assert after(other, typed(ADDRESS)).step is Step.MATERIALS


def test_a_field_that_is_not_on_the_page_cannot_be_answered(visit):
    done = after(visit, PageAnswered({"delivery": "pickup", "id_number": "990101199001011234"}, {}))
    assert done.values["id_number"] == visit.values["id_number"]


def test_a_phone_that_nobody_knew_is_asked_and_checked(visit):
    known = {key: value for key, value in visit.values.items() if key != "phone"}
    visit = after(Visit(id=visit.id, matter=visit.matter, step=Step.FORM, holder=visit.holder, values=known))
    phone = after(visit, PageAnswered({"delivery": "pickup"}, {}))
    assert [spec.key for spec in pages(phone)[1].questions] == ["phone"]
    assert after(phone, PageAnswered({"phone": "12345"}, {})).trouble == Trouble("field.phone", of="phone")
    assert after(phone, PageAnswered({"phone": " 13800000000 "}, {})).values["phone"].text == "13800000000"


def test_an_address_for_a_delivery_no_longer_wanted_is_dropped(visit):
    typed = after(visit, PageAnswered({"delivery": "post"}, {}), PageAnswered({"mail_address": ADDRESS}, {}))
    assert typed.values["mail_address"].text == ADDRESS
    changed = after(typed, BackTapped(), PageAnswered({"delivery": "pickup"}, {}))
    assert (changed.step, "mail_address" in changed.values) == (Step.MATERIALS, False)


def test_what_card_and_government_know_is_never_dropped(visit):
    done = after(visit, PageAnswered({"delivery": "pickup"}, {}))
    kept = {key: value for key, value in done.values.items() if value.source is not Source.CITIZEN}
    assert kept == visit.values


def test_back_keeps_the_answers_and_leads_one_page_back(visit):
    second = after(visit, PageAnswered({"delivery": "post"}, {}))
    wrong = after(second, PageAnswered({"mail_address": ""}, {}))
    first, effects = handle(wrong, BackTapped())
    assert (first.step, first.form_page, first.trouble, effects) == (Step.FORM, 0, None, ())
    assert first.values["delivery"].text == "post"
    assert after(first, BackTapped()).step is Step.GUIDE


def test_an_edit_from_the_review_begins_at_the_first_page():
    review = visit_at(Step.REVIEW)
    edited = after(review, EditRequested(Step.FORM))
    assert (edited.step, edited.form_page, edited.values) == (Step.FORM, 0, review.values)
    assert len(pages(edited)) == 2, "an answered question keeps its page"
