"""The runner: who hears what, in which order, and what happens when nobody is there any more."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.services.runner import Carrier, Post, Runner
from kiosk.visit import effects, events
from kiosk.visit.state import EndReason, PaperState, PaymentState, Visit
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.visit.journeys import CASE
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, NAME, NOW, TODAY, WANG, prefilled

DELAYS = Delays()
QUIET_S = 0.15
"""Several ticks of the runner: what has not happened by then is not going to"""


class World:
    """Carries out nothing, but remembers what it was asked; a test answers in its place."""

    def __init__(self) -> None:
        self.asked: list[tuple[Visit, Any, Post]] = []
        self.gate: threading.Event | None = None
        self.bug: Exception | None = None

    def carriers(self) -> dict[type[effects.Effect], Carrier]:
        return dict.fromkeys(effects.Effect.__args__, self._carry)

    def _carry(self, visit: Visit, effect: effects.Effect, post: Post) -> None:
        self.asked.append((visit, effect, post))
        if self.gate is not None:
            self.gate.wait(5)
        if self.bug is not None:
            raise self.bug

    def effects_for(self, visit_id: str) -> list[effects.Effect]:
        return [effect for visit, effect, _ in tuple(self.asked) if visit.id == visit_id]

    def was_asked(self, visit_id: str, effect: effects.Effect) -> bool:
        return until(lambda: effect in self.effects_for(visit_id))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def runner(world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runner]:
    monkeypatch.setattr("kiosk.services.runner._TICK_S", 0.02)
    made = Runner(world.carriers(), clock=clock, delays=DELAYS)
    made.start()
    yield made
    made.stop()


def is_at(runner: Runner, step: Step) -> bool:
    return until(lambda: runner.visit is not None and runner.visit.step is step)


def comes_to(runner: Runner, step: Step) -> Visit:
    """A visit on the card that has come to `step`, all events over the queue."""
    visit = runner.begin(CARD_REPLACEMENT, "zh_CN")
    way: list[tuple[Step, tuple[events.Event, ...]]] = [
        (Step.GUIDE, (events.GuideAccepted(),)),
        (Step.IDENTIFY, (events.CardRead(WANG, TODAY), events.Prefilled(prefilled()))),
        (Step.FORM, (events.PageAnswered({"delivery": "pickup"}, {}),)),
        (Step.MATERIALS, (events.MaterialDeferred("home_proof"),)),
        (Step.REVIEW, (events.ReviewAccepted(),)),
        (Step.SIGN, (events.Signed(NAME), events.SignatureStored(b"png", NOW))),
        (Step.PAYMENT, (events.Paid(f"{visit.id}-1", "微信支付", NOW), events.SubmitTapped())),
        (Step.FILING, (events.Filed(CASE),)),
    ]
    for at, happened in way:
        if at is step:
            break
        for event in happened:
            runner.post(event)
    assert is_at(runner, step)
    assert runner.visit is not None
    return runner.visit


def state_is(runner: Runner, state: PaymentState) -> bool:
    return until(lambda: runner.visit is not None and runner.visit.payment.state is state)


# ---------------------------------------------------------------- events and effects


def test_events_are_taken_in_the_order_they_came(runner):
    heard: list[str] = []
    runner.subscribe(lambda visit: heard.append(visit.language) if visit is not None else None)
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    languages = ["en", "zh_CN"] * 100
    for language in languages:
        runner.post(events.LanguageChosen(language))
    assert until(lambda: len(heard) == 201)
    assert heard == ["zh_CN", *languages]


def test_every_listener_hears_every_value_and_the_end(runner):
    first: list[Visit | None] = []
    second: list[Visit | None] = []
    runner.subscribe(first.append)
    runner.subscribe(second.append)
    begun = runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    runner.post(events.SubmitTapped())
    runner.post(events.Abandoned(EndReason.LEFT))
    assert until(lambda: first[-1:] == [None])
    assert first == second
    assert [visit.step for visit in first if visit is not None] == [Step.GUIDE, Step.IDENTIFY], "no news of no change"
    assert first[0] == begun
    assert runner.visit is None


def test_an_effect_is_asked_with_the_visit_as_it_then_is_and_answers_to_it(runner, world):
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    assert until(lambda: world.asked)
    visit, effect, post = world.asked[0]
    assert (visit.step, effect) == (Step.IDENTIFY, effects.ReadCard())
    post(events.CardRead(WANG, TODAY))
    assert until(lambda: runner.visit.holder == WANG)


def test_an_effect_that_takes_long_holds_nobody_up(runner, world):
    world.gate = threading.Event()
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    assert until(lambda: world.asked)
    runner.post(events.LanguageChosen("en"))
    assert until(lambda: runner.visit.language == "en")
    world.gate.set()


def test_an_event_without_a_visit_is_dropped(runner, world):
    runner.post(events.GuideAccepted())
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.LanguageChosen("en"))
    assert until(lambda: runner.visit.language == "en")
    assert (runner.visit.step, world.asked) == (Step.GUIDE, [])


def test_a_late_event_of_another_visit_is_dropped(runner, world):
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    assert until(lambda: world.asked)
    late = world.asked[0][2]
    runner.post(events.Abandoned(EndReason.LEFT))
    assert until(lambda: runner.visit is None)
    runner.begin(CERTIFICATE, "zh_CN")
    runner.post(events.GuideAccepted())
    late(events.CardRead(WANG, TODAY))
    runner.post(events.LanguageChosen("en"))
    assert until(lambda: runner.visit.language == "en")
    assert (runner.visit.step, runner.visit.holder) == (Step.IDENTIFY, None)


def test_the_end_is_remembered_without_anything_of_the_citizen(runner, world):
    visit = comes_to(runner, Step.FORM)
    runner.post(events.Abandoned(EndReason.LEFT))
    assert world.was_asked(visit.id, effects.Wipe())
    ended = runner.last_ended
    assert (ended.id, ended.ended, ended.holder, ended.values) == (visit.id, EndReason.LEFT, None, {})


# ---------------------------------------------------------------- money


def test_money_after_the_end_reaches_the_ended_visit(runner, world):
    visit = comes_to(runner, Step.PAYMENT)
    order = f"{visit.id}-1"
    runner.post(events.Abandoned(EndReason.LEFT))
    assert world.was_asked(visit.id, effects.SettleOrder(order))
    world.asked.clear()
    runner.post_for(visit.id, events.Paid(order, "微信支付", NOW))
    assert world.was_asked(visit.id, effects.SettleOrder(order))
    assert world.asked[0][0].holder is None, "nothing of the citizen is needed to give money back"
    runner.post_for(visit.id, events.OrderSettled(order))
    assert until(lambda: visit.id not in runner._unsettled)


def test_money_after_the_end_reaches_it_while_the_next_citizen_is_there(runner, world):
    visit = comes_to(runner, Step.PAYMENT)
    order = f"{visit.id}-1"
    runner.post(events.Abandoned(EndReason.LEFT))
    assert until(lambda: runner.visit is None)
    following = runner.begin(CERTIFICATE, "zh_CN")
    world.asked.clear()
    runner.post_for(visit.id, events.Paid(order, "微信支付", NOW))
    assert world.was_asked(visit.id, effects.SettleOrder(order))
    assert runner.visit == following


# ---------------------------------------------------------------- one visit after the other


def test_a_visit_under_way_is_never_replaced(runner):
    old = comes_to(runner, Step.PAYMENT)
    assert runner.begin(CERTIFICATE, "en") == old
    runner.post(events.Paid(f"{old.id}-1", "微信支付", NOW))
    assert state_is(runner, PaymentState.PAID)
    assert runner.visit.matter == CARD_REPLACEMENT


def test_two_who_begin_at_once_are_one_visit(runner):
    begun: list[Visit] = []
    both = [threading.Thread(target=lambda: begun.append(runner.begin(CERTIFICATE, "en"))) for _ in range(8)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len({visit.id for visit in begun}) == 1


# ---------------------------------------------------------------- time


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


# ---------------------------------------------------------------- bugs, and the end


def test_a_service_that_breaks_is_reported_as_a_bug(runner, world, monkeypatch):
    reported: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    world.bug = KeyError("bug")
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    assert until(lambda: reported)
    assert reported[0].exc_value is world.bug
    world.bug = None


def test_work_aside_that_breaks_is_reported_too(runner, monkeypatch):
    reported: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", reported.append)
    nothing: list[None] = []
    runner.aside(nothing.pop)
    assert until(lambda: reported)
    assert reported[0].exc_type is IndexError


def test_stopping_waits_for_what_is_under_way_and_ends_every_thread(world, clock):
    before = set(threading.enumerate())
    runner = Runner(world.carriers(), clock=clock, delays=DELAYS)
    runner.start()
    world.gate = threading.Event()
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    runner.post(events.GuideAccepted())
    assert until(lambda: world.asked)
    stopping = threading.Thread(target=runner.stop)
    stopping.start()
    stopping.join(0.1)
    assert stopping.is_alive(), "an effect is under way"
    world.gate.set()
    stopping.join(5)
    assert set(threading.enumerate()) <= before
