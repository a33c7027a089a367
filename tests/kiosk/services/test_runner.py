"""The runner: who hears what, in which order, and what happens when nobody is there any more."""

import threading
from typing import Any

from kiosk.matters.plan import Step
from kiosk.services.runner import Runner
from kiosk.visit import effects, events
from kiosk.visit.state import EndReason, PaymentState, Visit
from tests.kiosk.fake_clock import until
from tests.kiosk.services.runner_rig import DELAYS, comes_to, runner, state_is, world
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, NOW, TODAY, WANG

__all__ = ["runner", "world"]  # fixtures, used by their names


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


def test_who_has_ended_listening_hears_no_more(runner):
    gone: list[Visit | None] = []
    stays: list[Visit | None] = []
    end = runner.subscribe(gone.append)
    runner.subscribe(stays.append)
    runner.begin(CARD_REPLACEMENT, "zh_CN")
    assert until(lambda: len(stays) == 1)
    end()
    runner.post(events.GuideAccepted())
    assert until(lambda: len(stays) == 2)
    assert len(gone) == 1


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
