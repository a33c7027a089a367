"""The last look before the signature."""

from kiosk.matters.plan import Step
from kiosk.visit.events import EditRequested, PageAnswered, ReviewAccepted
from kiosk.visit.machine import handle
from tests.kiosk.visit.journeys import after, step_of, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT


def test_everything_right_leads_to_the_signature():
    assert step_of(handle(visit_at(Step.REVIEW), ReviewAccepted())) is Step.SIGN


def test_editing_leads_only_to_what_can_be_edited():
    visit = visit_at(Step.REVIEW)
    for step in (Step.GUIDE, Step.IDENTIFY, Step.PAYMENT, Step.RESULT):
        assert handle(visit, EditRequested(step)) == (visit, ())
    assert step_of(handle(visit, EditRequested(Step.MATERIALS))) is Step.MATERIALS


def test_a_matter_without_scans_has_no_materials_to_edit():
    matter = CARD_REPLACEMENT.model_copy(update={"materials": ()})
    visit = visit_at(Step.REVIEW, matter)
    assert handle(visit, EditRequested(Step.MATERIALS)) == (visit, ())


def test_after_an_edit_of_the_form_what_was_handed_in_is_not_asked_for_again():
    visit = after(visit_at(Step.REVIEW), EditRequested(Step.FORM), PageAnswered({"delivery": "pickup"}, {}))
    assert (visit.step, visit.materials["home_proof"].deferred) == (Step.REVIEW, True)
