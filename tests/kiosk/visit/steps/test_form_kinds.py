"""What is typed as a number, a day, an ID number or a credit code: how it is kept, and what is said when it is wrong."""

from dataclasses import replace

import pytest

from kiosk.faults import fault
from kiosk.matters.model import Matter
from kiosk.matters.plan import Step
from kiosk.visit.events import PageAnswered
from kiosk.visit.state import Trouble, Visit
from kiosk.visit.steps.form import pages
from tests.kiosk.visit.journeys import after, arrival
from tests.kiosk.visit.people import CARD_REPLACEMENT, WANG, prefilled

WORDS = {"zh": "问", "en": "ask"}


def asking(kind: str) -> Visit:
    """Before the page that asks for one `kind`."""
    asked = {"key": "it", "label": WORDS, "question": WORDS, "kind": kind, "max_length": 60}
    raw = {**CARD_REPLACEMENT.model_dump(), "fields": [asked], "deliveries": []}
    at_form = replace(arrival(Matter.model_validate(raw), WANG), step=Step.FORM)
    return after(at_form, PageAnswered({}, {}))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("number", "12.5", "12.5"),
        ("date", "19900307", "1990-03-07"),
        ("date", "1990-03-07", "1990-03-07"),
        ("id_number", " 11010519491231002x ", "11010519491231002X"),
        ("credit_code", "11370800mb28559184", "11370800MB28559184"),
    ],
)
def test_what_is_right_is_kept_in_one_way_of_writing(kind, typed, kept):
    done = after(asking(kind), PageAnswered({"it": typed}, {"it": len(typed)}))
    assert (done.values["it"].text, done.trouble, done.step) == (kept, None, Step.MATERIALS)


@pytest.mark.parametrize(
    ("kind", "typed", "of"),
    [
        ("number", "12.5.", "field.number"),
        ("date", "20260230", "field.date"),
        ("date", "2026", "field.date"),
        ("id_number", "110105194912310021", "field.id_number"),
        ("credit_code", "11370800MB28559185", "field.credit_code"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages_and_kept(kind, typed, of):
    wrong = after(asking(kind), PageAnswered({"it": typed}, {"it": len(typed)}))
    assert (wrong.trouble, wrong.form_page) == (Trouble(of, of="it"), 1)
    assert wrong.values["it"].text.replace("-", "") == typed
    assert fault(of).words("zh_CN").headline
    assert fault(of).words("en").headline.isascii()


def test_a_page_of_several_typed_questions_is_walked_one_by_one():
    asked = [{"key": key, "label": WORDS, "question": WORDS} for key in ("a", "b")]
    page = {"key": "p", "title": WORDS, "fields": ["b", "a"]}
    matter = Matter.model_validate(
        {**CARD_REPLACEMENT.model_dump(), "fields": asked, "pages": [page], "deliveries": []}
    )
    visit = replace(arrival(matter, WANG), step=Step.FORM, values=prefilled())
    assert [[spec.key for spec in each.questions] for each in pages(visit)] == [[], ["b"], ["a"]]
    done = after(visit, *(PageAnswered({key: "x"} if key else {}, {}) for key in ("", "b", "a")))
    assert (done.step, done.values["a"].text, done.values["b"].text) == (Step.MATERIALS, "x", "x")
