"""Whose card it is, whether it will do, and whether its holder may do this at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.matters.model import HolderKind, Matter
from kiosk.matters.plan import Step
from kiosk.visit.effects import Prefill, ReadCard
from kiosk.visit.events import BackTapped, CardRead, CardTaken, Failed, GuideAccepted, Prefilled, TryAgainTapped
from kiosk.visit.machine import handle
from kiosk.visit.state import Trouble, Visit
from tests.kiosk.visit.journeys import after, arrival, step_of, visit_at
from tests.kiosk.visit.people import CARD_REPLACEMENT, CHILD, EXPIRED, TODAY, WANG, prefilled


@pytest.fixture
def visit() -> Visit:
    return visit_at(Step.IDENTIFY)


def test_a_good_card_asks_what_is_known(visit):
    read, effects = handle(visit, CardRead(WANG, TODAY))
    assert (read.holder, read.working, effects) == (WANG, True, (Prefill(),))


def test_an_expired_card_is_said_and_another_one_is_waited_for(visit):
    refused, effects = handle(visit, CardRead(EXPIRED, TODAY))
    assert (refused.trouble, refused.holder, effects) == (Trouble("card.expired"), None, (ReadCard(),))


@pytest.mark.parametrize(("days", "good"), [(0, True), (1, True), (-1, False)])
def test_a_card_is_good_on_its_last_day(visit, days, good):
    holder = replace(WANG, valid_to=TODAY + timedelta(days=days))
    assert (after(visit, CardRead(holder, TODAY)).holder is not None) is good


def test_a_card_that_is_valid_for_ever_is_never_expired(visit):
    assert after(visit, CardRead(replace(WANG, valid_to=None), TODAY)).holder is not None


def test_a_kind_of_card_that_the_matter_does_not_serve(visit):
    visit = replace(visit, matter=CARD_REPLACEMENT.model_copy(update={"holders": (HolderKind.CITIZEN,)}))
    foreign = replace(WANG, kind=HolderKind.FOREIGN_PR_2023)
    refused, effects = handle(visit, CardRead(foreign, TODAY))
    assert (refused.trouble, refused.holder, effects) == (Trouble("card.kind_not_served"), None, (ReadCard(),))
    assert after(refused, CardRead(WANG, TODAY)).holder == WANG


def test_a_second_card_does_not_take_the_place_of_the_first(visit):
    first = after(visit, CardRead(WANG, TODAY))
    assert handle(first, CardRead(CHILD, TODAY)) == (first, ())


def test_a_card_left_behind_is_forgotten_when_it_is_lifted_and_no_other_trouble_is(visit):
    told = after(visit, Failed("ReadCard", "card.left"))
    assert (told.trouble, after(told, CardTaken()).trouble) == (Trouble("card.left"), None)
    forged = after(visit, Failed("ReadCard", "card.forged"))
    assert after(forged, CardTaken()) == forged


def test_the_same_trouble_counts_up_and_another_begins_anew(visit):
    unreadable = Failed("ReadCard", "card.unreadable")
    third = after(visit, unreadable, unreadable, unreadable)
    assert third.trouble == Trouble("card.unreadable", 3)
    moved, effects = handle(third, Failed("ReadCard", "card.moved"))
    assert (moved.trouble, effects) == (Trouble("card.moved", 1), (ReadCard(),))
    assert after(moved, TryAgainTapped()).trouble is None


def test_not_eligible_names_the_rule(visit):
    child = after(visit, CardRead(CHILD, TODAY), Prefilled(prefilled(CHILD)))
    assert (child.step, child.trouble, child.working) == (Step.IDENTIFY, Trouble("matter.not_eligible", of="0"), False)
    known = prefilled()
    known["insurance_status"] = replace(known["insurance_status"], text="未参保")
    uninsured = after(visit, CardRead(WANG, TODAY), Prefilled(known))
    assert uninsured.trouble == Trouble("matter.not_eligible", of="1")


def test_who_is_not_eligible_does_not_come_in_by_going_back_and_on(visit):
    child = after(visit, CardRead(CHILD, TODAY), Prefilled(prefilled(CHILD)), BackTapped(), GuideAccepted())
    assert child.step is Step.IDENTIFY
    assert after(child, Prefilled(prefilled(CHILD))).trouble == Trouble("matter.not_eligible", of="0")


def test_without_the_government_only_what_is_known_is_judged(visit):
    card_only = {key: value for key, value in prefilled().items() if value.source == "card"}
    assert after(visit, CardRead(WANG, TODAY), Prefilled(card_only, offline=True)).step is Step.FORM


def test_a_rule_about_what_could_not_be_fetched_turns_nobody_away(visit):
    insured = {"rule": "values.insurance_status == '正常参保'", "otherwise": {"zh": "未参保", "en": "Not insured"}}
    strict = Matter.model_validate({**visit.matter.model_dump(), "eligibility": [insured]})
    known = {key: value for key, value in prefilled().items() if key != "insurance_status"}
    nothing_known = after(replace(visit, matter=strict), CardRead(WANG, TODAY), Prefilled(known))
    assert nothing_known.trouble == Trouble("matter.not_eligible", of="0")
    silent = Prefilled(known, unavailable=("insurance_status",))
    assert after(replace(visit, matter=strict), CardRead(WANG, TODAY), silent).step is Step.FORM


def test_a_guest_whose_card_was_read_before_is_not_asked_for_it_again():
    visit, effects = handle(arrival(holder=WANG), GuideAccepted())
    assert (visit.step, visit.working, effects) == (Step.IDENTIFY, True, (Prefill(),))
    assert step_of(handle(visit, Prefilled(prefilled()))) is Step.FORM


def test_a_guest_is_judged_like_everybody_else():
    visit = after(arrival(holder=CHILD), GuideAccepted(), Prefilled(prefilled(CHILD)))
    assert visit.trouble == Trouble("matter.not_eligible", of="0")


def test_coming_back_from_the_form_the_card_is_not_asked_for_again():
    form = visit_at(Step.FORM)
    again, effects = handle(after(form, BackTapped()), GuideAccepted())
    assert (again.step, effects, again.values) == (Step.FORM, (), form.values)
