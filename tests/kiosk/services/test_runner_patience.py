"""How long the runner waits, for whom, and what time alone brings about."""

import pytest

from kiosk.matters.plan import Step
from kiosk.visit import effects, events
from kiosk.visit.state import EndReason, PaperState, PaymentState
from tests.kiosk.fake_clock import until
from tests.kiosk.services.runner_rig import DELAYS, QUIET_S, comes_to, is_at, runner, state_is, world
from tests.kiosk.visit.journeys import CASE
from tests.kiosk.visit.people import NOW, TODAY, WANG

__all__ = ["runner", "world"]  # fixtures, used by their names


def test_idling_ends_the_visit(runner, clock):
    comes_to(runner, Step.FORM)
    clock.passes(DELAYS.idle - 1)
    assert runner.patience().left == pytest.approx(1)
    assert not until(lambda: runner.visit is None, QUIET_S)
    clock.passes(1)
    assert until(lambda: runner.visit is None)
    assert runner.last_ended.ended is EndReason.TIMED_OUT


def test_a_touch_starts_the_waiting_anew(runner, clock):
    comes_to(runner, Step.FORM)
    clock.passes(DELAYS.idle - 1)
    runner.touch()
    clock.passes(DELAYS.idle - 1)
    assert not until(lambda: runner.visit is None, QUIET_S)


def test_a_wall_clock_that_jumps_ends_nothing(runner, clock):
    comes_to(runner, Step.FORM)
    clock.is_set(NOW.replace(year=2036))
    assert not until(lambda: runner.visit is None, QUIET_S)


@pytest.mark.parametrize(
    ("step", "elder", "typing", "seconds"),
    [
        (Step.FORM, False, False, 90),
        (Step.FORM, True, False, 180),
        (Step.FORM, False, True, 180),
        (Step.FORM, True, True, 180),
        (Step.RESULT, False, False, 60),
        (Step.RESULT, True, False, 120),
    ],
)
def test_how_long_the_kiosk_waits(runner, clock, step, elder, typing, seconds):
    comes_to(runner, step)
    if step is Step.RESULT:
        runner.post(events.Printed("receipt"))
        assert until(lambda: runner.visit.papers["receipt"].state is PaperState.PRINTED)
    runner.elder, runner.typing = elder, typing
    patience = runner.patience()
    assert (patience.total, patience.over) == (seconds, False)
    clock.passes(seconds)
    assert until(lambda: runner.visit is None)


def test_a_new_step_begins_with_the_whole_time(runner, clock):
    comes_to(runner, Step.FORM)
    clock.passes(DELAYS.idle - 1)
    runner.post(events.PageAnswered({"delivery": "pickup"}, {}))
    assert is_at(runner, Step.MATERIALS)
    assert runner.patience().left == DELAYS.idle


@pytest.mark.parametrize("state", [PaymentState.ASKED, PaymentState.WAITING, PaymentState.PENDING])
def test_while_money_moves_nobody_is_sent_away(runner, clock, state):
    visit = comes_to(runner, Step.PAYMENT)
    if state is not PaymentState.ASKED:
        runner.post(events.PaymentOffered(f"{visit.id}-1", "http://pay.invalid/1", 300.0))
    if state is PaymentState.PENDING:
        runner.post(events.PaymentPending(f"{visit.id}-1"))
    assert state_is(runner, state)
    clock.passes(DELAYS.payment)
    assert not until(lambda: runner.visit is None, QUIET_S)
    assert runner.patience().left == DELAYS.idle


@pytest.mark.parametrize("state", [PaymentState.ASKED, PaymentState.WAITING, PaymentState.PENDING])
def test_money_that_nobody_hears_of_does_not_keep_the_screen_for_ever(runner, clock, state):
    """The acquirer's line is cut while the code is shown: no event will come, and the citizen has gone."""
    visit = comes_to(runner, Step.PAYMENT)
    if state is not PaymentState.ASKED:
        runner.post(events.PaymentOffered(f"{visit.id}-1", "http://pay.invalid/1", 300.0))
    if state is PaymentState.PENDING:
        runner.post(events.PaymentPending(f"{visit.id}-1"))
    assert state_is(runner, state)
    clock.passes(DELAYS.payment)
    assert until(lambda: runner.patience().left == DELAYS.idle)
    clock.passes(DELAYS.payment_grace + DELAYS.idle + 1)
    assert until(lambda: runner.visit is None)


def test_nobody_is_sent_away_while_their_paper_is_printing(runner, clock):
    comes_to(runner, Step.RESULT)
    clock.passes(DELAYS.idle_done * 2)
    assert not until(lambda: runner.visit is None, QUIET_S)


def test_after_a_failed_payment_the_citizen_is_waited_for_like_anywhere(runner, clock):
    visit = comes_to(runner, Step.PAYMENT)
    runner.post(events.PaymentFailed(f"{visit.id}-1", "payment.expired"))
    assert state_is(runner, PaymentState.FAILED)
    clock.passes(DELAYS.idle)
    assert until(lambda: runner.visit is None)


def test_a_payment_that_fails_after_long_waiting_leaves_time_to_read_it(runner, clock):
    visit = comes_to(runner, Step.PAYMENT)
    clock.passes(DELAYS.payment)
    assert until(lambda: runner._touched == clock.monotonic())
    runner.post(events.PaymentFailed(f"{visit.id}-1", "payment.expired"))
    assert state_is(runner, PaymentState.FAILED)
    assert runner.patience().left == DELAYS.idle


def test_a_machine_at_work_is_waited_for(runner, clock):
    comes_to(runner, Step.MATERIALS)
    runner.post(events.CaptureTapped())
    assert until(lambda: runner.visit.working)
    clock.passes(DELAYS.idle * 2)
    assert not until(lambda: runner.visit is None, QUIET_S)
    runner.post(events.Failed("CaptureMaterial", "page.cut", of="home_proof"))
    assert until(lambda: not runner.visit.working)
    assert runner.patience().left == DELAYS.idle
    clock.passes(DELAYS.idle)
    assert until(lambda: runner.visit is None)


def test_filing_has_no_end_of_patience(runner, clock):
    comes_to(runner, Step.FILING)
    clock.passes(DELAYS.idle * 10)
    assert not until(lambda: runner.visit is None, QUIET_S)


def test_what_is_paid_is_submitted_by_itself_after_the_pause(runner, clock, world):
    visit = comes_to(runner, Step.PAYMENT)
    runner.post(events.Paid(f"{visit.id}-1", "微信支付", NOW))
    assert state_is(runner, PaymentState.PAID)
    clock.passes(DELAYS.paid_pause - 0.1)
    assert not until(lambda: runner.visit.step is Step.FILING, QUIET_S)
    runner.post(events.LanguageChosen("en"))
    assert until(lambda: runner.visit.language == "en")
    clock.passes(0.1)
    assert is_at(runner, Step.FILING)
    assert world.was_asked(visit.id, effects.FileCase())
    assert not until(lambda: world.effects_for(visit.id).count(effects.FileCase()) > 1, 0.3)


def test_the_pause_belongs_to_one_visit(runner, clock):
    first = comes_to(runner, Step.PAYMENT)
    runner.post(events.Paid(f"{first.id}-1", "微信支付", NOW))
    assert state_is(runner, PaymentState.PAID)
    clock.passes(100)
    assert is_at(runner, Step.FILING)
    runner.post(events.Filed(CASE))
    runner.post(events.Finished())
    assert until(lambda: runner.visit is None)
    second = comes_to(runner, Step.PAYMENT)
    runner.post(events.Paid(f"{second.id}-1", "微信支付", NOW))
    assert not until(lambda: runner.visit.step is Step.FILING, QUIET_S)


# ---------------------------------------------------------------- the card is away


def away(runner, step=Step.FORM):
    visit = comes_to(runner, step)
    runner.post(events.CardTaken())
    assert until(lambda: runner.visit.absence is not None)
    return visit


def test_a_card_that_is_not_put_back_ends_the_visit(runner, clock, world):
    visit = away(runner)
    assert world.was_asked(visit.id, effects.AwaitReturn())
    assert runner.patience().total == DELAYS.card_away
    clock.passes(DELAYS.card_away - 1)
    runner.touch()  # a touch is not a card
    assert runner.patience().left == pytest.approx(1)
    assert not until(lambda: runner.visit is None, QUIET_S)
    clock.passes(1)
    assert until(lambda: runner.visit is None)
    assert runner.last_ended.ended is EndReason.CARD_REMOVED


def test_a_card_that_comes_back_leaves_the_whole_time_again(runner, clock):
    comes_to(runner, Step.FORM)
    clock.passes(DELAYS.idle - 1)
    runner.post(events.CardTaken())
    assert until(lambda: runner.visit.absence is not None)
    clock.passes(DELAYS.card_away - 1)
    runner.post(events.CardRead(WANG, TODAY))
    assert until(lambda: runner.visit.absence is None)
    assert runner.patience().left == DELAYS.idle
    runner.post(events.CardTaken())
    assert until(lambda: runner.visit.absence is not None)
    assert runner.patience().left == DELAYS.card_away


def test_a_card_that_is_being_read_at_the_last_moment_is_waited_for(runner, clock):
    away(runner)
    runner.post(events.CardFound())
    assert until(lambda: runner.visit.absence.reading)
    clock.passes(DELAYS.card_away + 1)
    assert not until(lambda: runner.visit is None, QUIET_S)
    runner.post(events.Failed("AwaitReturn", "card.moved"))
    assert until(lambda: runner.visit is None)


def test_in_large_type_the_card_has_twice_the_time(runner, clock):
    runner.elder = True
    away(runner)
    clock.passes(DELAYS.card_away * DELAYS.elder_factor - 1)
    assert not until(lambda: runner.visit is None, QUIET_S)
    clock.passes(1)
    assert until(lambda: runner.visit is None)


def test_waiting_for_money_does_not_lengthen_the_waiting_for_the_card(runner, clock, world):
    visit = away(runner, Step.PAYMENT)
    clock.passes(DELAYS.card_away)
    assert until(lambda: runner.visit is None)
    assert world.was_asked(visit.id, effects.SettleOrder(f"{visit.id}-1"))
