"""What holds on every step: leaving, going back, pulling the card, changing the language."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.effects import AwaitReturn, FileCase, SettleOrder, Wipe
from kiosk.visit.events import (
    Abandoned,
    BackTapped,
    CaptureTapped,
    CardRead,
    CardTaken,
    Event,
    Finished,
    GuideAccepted,
    LanguageChosen,
    OrderSettled,
    Paid,
    PaymentFailed,
    PaymentPending,
    Prefilled,
    Rated,
    Signed,
)
from kiosk.visit.machine import handle, loses_work, may_go_back, may_leave
from kiosk.visit.state import EndReason, PaymentState
from tests.kiosk.visit.journeys import VISIT_ID, after, arrival, paid, visit_at, waiting_for_money
from tests.kiosk.visit.people import CHILD, NAME, NOW, TODAY, WANG, prefilled

FIRST = f"{VISIT_ID}-1"
BEFORE_MONEY = (Step.GUIDE, Step.IDENTIFY, Step.FORM, Step.MATERIALS, Step.REVIEW, Step.SIGN)


@pytest.mark.parametrize("step", [*BEFORE_MONEY, Step.RESULT])
def test_leaving_wipes(step):
    ended, effects = handle(visit_at(step), Abandoned(EndReason.TIMED_OUT))
    assert (ended.ended, effects[-1]) == (EndReason.TIMED_OUT, Wipe())
    assert (ended.holder, ended.values, ended.materials, ended.signature, ended.trouble) == (None, {}, {}, None, None)


def test_nobody_leaves_while_filing():
    visit = visit_at(Step.FILING)
    assert not may_leave(visit)
    for event in (Abandoned(EndReason.LEFT), BackTapped(), Finished(), Rated(1)):
        assert handle(visit, event) == (visit, ())


def test_leaving_with_an_open_order_settles_it():
    ended, effects = handle(waiting_for_money(), Abandoned(EndReason.LEFT))
    assert (ended.orders, effects) == ((FIRST,), (SettleOrder(FIRST), Wipe()))


def test_leaving_when_paid_files():
    filing, effects = handle(paid(), Abandoned(EndReason.TIMED_OUT))
    assert (filing.step, filing.ended, effects) == (Step.FILING, None, (FileCase(),))


def test_an_ended_visit_hears_of_nothing_but_money():
    ended = after(waiting_for_money(), Abandoned(EndReason.LEFT))
    for event in (GuideAccepted(), LanguageChosen("en"), Abandoned(EndReason.TIMED_OUT), CardTaken(), BackTapped()):
        assert handle(ended, event) == (ended, ())
    assert handle(ended, Paid(FIRST, "微信支付", NOW))[1] == (SettleOrder(FIRST),)
    assert after(ended, OrderSettled(FIRST)).orders == ()
    assert not may_leave(ended)


@pytest.mark.parametrize("step", [Step.FILING, Step.RESULT])
def test_the_card_pulled_after_submission_is_only_noted(step):
    visit, effects = handle(visit_at(step), CardTaken())
    assert (visit.step, visit.card_taken, visit.absence, visit.ended, effects) == (
        step,
        True,
        None,
        None,
        (AwaitReturn(),),
    )


def test_the_card_pulled_when_paid_files():
    filing, effects = handle(paid(), CardTaken())
    assert (filing.step, filing.card_taken, effects) == (Step.FILING, True, (FileCase(), AwaitReturn()))


@pytest.mark.parametrize("step", [Step.GUIDE, Step.IDENTIFY])
def test_somebody_elses_card_pulled_is_nothing(step):
    visit = visit_at(step)
    assert handle(visit, CardTaken()) == (visit, ())


@pytest.mark.parametrize(
    ("visit", "loses"),
    [
        (visit_at(Step.GUIDE), False),
        (arrival(holder=WANG), False),
        (after(visit_at(Step.FORM), BackTapped()), True),
        (visit_at(Step.IDENTIFY), False),
        (after(visit_at(Step.IDENTIFY), CardRead(WANG, TODAY)), True),
        (after(visit_at(Step.IDENTIFY), CardRead(CHILD, TODAY), Prefilled(prefilled(CHILD))), False),
        (visit_at(Step.FORM), True),
        (visit_at(Step.SIGN), True),
        (waiting_for_money(), True),
        (paid(), False),
        (visit_at(Step.FILING), False),
        (visit_at(Step.RESULT), False),
        (after(visit_at(Step.FORM), Abandoned(EndReason.LEFT)), False),
    ],
    ids=lambda value: value if isinstance(value, bool) else f"{value.step}-{value.payment.state}-{value.ended}",
)
def test_leaving_is_asked_about_where_something_would_be_lost(visit, loses):
    assert loses_work(visit) is loses


@pytest.mark.parametrize(
    ("visit", "may"),
    [
        (visit_at(Step.GUIDE), True),
        (visit_at(Step.IDENTIFY), True),
        (visit_at(Step.FORM), True),
        (visit_at(Step.MATERIALS), True),
        (after(visit_at(Step.MATERIALS), CaptureTapped()), False),
        (visit_at(Step.REVIEW), True),
        (after(visit_at(Step.SIGN), Signed(NAME)), False),
        (visit_at(Step.PAYMENT), True),
        (waiting_for_money(), True),
        (after(waiting_for_money(), PaymentPending(FIRST)), False),
        (after(waiting_for_money(), PaymentFailed(FIRST, "payment.refused")), True),
        (paid(), False),
        (visit_at(Step.FILING), False),
        (visit_at(Step.RESULT), False),
        (after(visit_at(Step.FORM), CardTaken()), False),
        (after(arrival(), Abandoned(EndReason.LEFT)), False),
    ],
    ids=lambda value: value if isinstance(value, bool) else f"{value.step}-{value.payment.state}-{value.working}",
)
def test_where_back_leads_anywhere(visit, may):
    assert may_go_back(visit) is may
    after_back, effects = handle(visit, BackTapped())
    assert (after_back != visit or bool(effects)) is may


def test_back_from_the_money_gives_the_order_up():
    visit, effects = handle(waiting_for_money(), BackTapped())
    assert (visit.step, visit.orders, effects) == (Step.SIGN, (FIRST,), (SettleOrder(FIRST),))


def test_money_that_comes_after_going_back_is_returned():
    signing = after(waiting_for_money(), BackTapped())
    visit, effects = handle(signing, Paid(FIRST, "微信支付", NOW))
    assert (visit.step, visit.payment.state is PaymentState.PAID, effects) == (Step.SIGN, False, (SettleOrder(FIRST),))


def test_money_told_twice_is_the_cases_and_stays():
    result = visit_at(Step.RESULT)
    assert handle(result, Paid(FIRST, "微信支付", NOW)) == (result, ())


def test_the_language_changes_everywhere_and_nothing_else():
    visit, effects = handle(waiting_for_money(), LanguageChosen("en"))
    assert (visit.language, visit.payment.state, effects) == ("en", PaymentState.WAITING, ())


_FOREIGN: dict[Step, Event] = {Step.MATERIALS: Signed(NAME), Step.FILING: GuideAccepted()}


@pytest.mark.parametrize("step", list(Step))
def test_an_event_of_another_step_changes_nothing(step):
    visit = visit_at(step)
    assert handle(visit, _FOREIGN.get(step, CaptureTapped())) == (visit, ())
