"""The card is lifted in mid-visit: what it stops, what brings it back, and what the world may still bring meanwhile."""

from dataclasses import replace

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import AwaitReturn, SettleOrder, TakePayment, Wipe
from kiosk.visit.events import (
    Abandoned,
    CaptureTapped,
    CardFound,
    CardRead,
    CardStayedAway,
    CardTaken,
    Failed,
    LanguageChosen,
    MaterialCaptured,
    PageAnswered,
    Paid,
    PaymentPending,
    Prefilled,
    SignatureStored,
    Signed,
    SubmitTapped,
)
from kiosk.visit.machine import handle
from kiosk.visit.state import Absence, EndReason, Page, PaymentState
from tests.kiosk.visit.journeys import VISIT_ID, after, arrival, paid, visit_at, waiting_for_money
from tests.kiosk.visit.people import CHILD, NAME, NAMESAKE, NOW, TODAY, WANG, prefilled

FIRST = f"{VISIT_ID}-1"
NEEDED = (Step.FORM, Step.MATERIALS, Step.REVIEW, Step.SIGN, Step.PAYMENT)
BACK = CardRead(WANG, TODAY)


@pytest.mark.parametrize("step", NEEDED)
def test_the_card_pulled_is_waited_for_and_nothing_is_lost(step):
    before = visit_at(step)
    away, effects = handle(before, CardTaken())
    assert (away, effects) == (replace(before, absence=Absence()), (AwaitReturn(),))
    assert handle(away, CardTaken()) == (away, ())


@pytest.mark.parametrize("step", NEEDED)
def test_the_same_card_goes_on_where_it_was(step):
    before = visit_at(step)
    assert handle(after(before, CardTaken(), CardFound()), BACK) == (before, ())


def test_a_renewed_address_on_the_card_is_still_the_same_person():
    before = visit_at(Step.FORM)
    assert after(before, CardTaken(), CardRead(replace(WANG, address="新路1号"), TODAY)) == before


@pytest.mark.parametrize("other", [CHILD, NAMESAKE, replace(WANG, name="王建民")])
@pytest.mark.parametrize("step", NEEDED)
def test_another_card_ends_the_visit_and_wipes_it(step, other):
    ended, effects = handle(after(visit_at(step), CardTaken()), CardRead(other, TODAY))
    assert (ended.ended, effects[-1]) == (EndReason.OTHER_CARD, Wipe())
    assert (ended.holder, ended.values, ended.materials, ended.signature) == (None, {}, {}, None)


@pytest.mark.parametrize("step", NEEDED)
def test_a_card_that_stays_away_ends_the_visit(step):
    ended, effects = handle(after(visit_at(step), CardTaken()), CardStayedAway())
    assert (ended.ended, ended.holder, effects[-1]) == (EndReason.CARD_REMOVED, None, Wipe())


def test_a_countdown_that_ends_when_the_card_is_back_is_late():
    back = after(visit_at(Step.FORM), CardTaken(), BACK)
    assert handle(back, CardStayedAway()) == (back, ())


def test_leaving_is_possible_while_the_card_is_away():
    assert after(visit_at(Step.FORM), CardTaken(), Abandoned(EndReason.LEFT)).ended is EndReason.LEFT


def test_a_card_that_cannot_be_read_is_asked_for_again_and_says_why():
    away = after(visit_at(Step.FORM), CardTaken(), CardFound())
    assert away.absence == Absence(reading=True)
    again, effects = handle(away, Failed("AwaitReturn", "card.moved"))
    assert (again.absence, effects) == (Absence(fault="card.moved"), (AwaitReturn(),))


@pytest.mark.parametrize(
    ("step", "tap"),
    [
        (Step.FORM, PageAnswered({"delivery": "post"}, {})),
        (Step.MATERIALS, CaptureTapped()),
        (Step.SIGN, Signed(NAME)),
        (Step.PAYMENT, SubmitTapped()),
    ],
)
def test_nobody_goes_on_without_the_card(step, tap):
    away = after(visit_at(step), CardTaken())
    assert handle(away, tap) == (away, ())


def test_the_language_may_still_be_chosen():
    assert after(visit_at(Step.FORM), CardTaken(), LanguageChosen("en")).language == "en"


def test_a_page_that_was_being_taken_is_kept():
    away = after(visit_at(Step.MATERIALS), CaptureTapped(), CardTaken(), MaterialCaptured("home_proof", Page(b"jpeg")))
    assert (len(away.materials["home_proof"].pages), away.working, away.absence) == (1, False, Absence())


def test_what_the_government_knows_may_come_while_the_card_is_away():
    asking = after(visit_at(Step.IDENTIFY), BACK)
    away = after(asking, CardTaken(), Prefilled(prefilled()))
    assert (away.step, away.absence) == (Step.FORM, Absence())
    assert after(away, BACK).values == away.values


def test_a_signature_that_was_being_drawn_is_kept_and_the_code_is_asked_for():
    drawing = after(visit_at(Step.SIGN), Signed(NAME), CardTaken())
    away, effects = handle(drawing, SignatureStored(b"png", NOW))
    assert (away.step, away.absence, effects) == (Step.PAYMENT, Absence(), (TakePayment(FIRST, 2000),))


# ---------------------------------------------------------------- money


def test_a_card_that_stays_away_settles_the_open_order():
    pending = after(waiting_for_money(), PaymentPending(FIRST), CardTaken())
    ended, effects = handle(pending, CardStayedAway())
    assert (ended.orders, effects) == ((FIRST,), (SettleOrder(FIRST), Wipe()))
    assert handle(ended, Paid(FIRST, "微信支付", NOW))[1] == (SettleOrder(FIRST),)


def test_money_that_comes_while_the_card_is_away_is_the_visits_and_needs_no_card():
    visit, effects = handle(after(waiting_for_money(), CardTaken()), Paid(FIRST, "微信支付", NOW))
    assert (visit.payment.state, visit.absence, visit.card_taken, effects) == (PaymentState.PAID, None, True, ())
    assert after(visit, CardStayedAway()) == visit
    assert after(visit, SubmitTapped()).step is Step.FILING


# ---------------------------------------------------------------- where no card is needed


@pytest.mark.parametrize("step", [Step.FILING, Step.RESULT])
def test_a_card_laid_down_again_after_submission_is_only_noted(step):
    gone = after(visit_at(step), CardTaken())
    assert after(gone, BACK).card_taken is False
    assert after(gone, CardRead(CHILD, TODAY)) == gone


def test_a_guest_who_pulls_the_card_at_the_guide_is_waited_for():
    assert after(arrival(holder=WANG), CardTaken()).absence == Absence()


def test_who_was_turned_away_and_takes_the_card_has_left():
    refused = after(visit_at(Step.IDENTIFY), CardRead(CHILD, TODAY), Prefilled(prefilled(CHILD)))
    assert after(refused, CardTaken()).ended is EndReason.CARD_REMOVED


def test_a_card_that_is_lifted_when_paid_is_looked_for_no_longer_than_the_visit():
    assert after(paid(), CardTaken(), BACK).card_taken is False
