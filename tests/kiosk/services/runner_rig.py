"""A runner in a world that carries out nothing but remembers what it was asked."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.clock import Delays
from kiosk.matters.plan import Step
from kiosk.services.runner import Carrier, Post, Runner
from kiosk.visit import effects, events
from kiosk.visit.state import PaymentState, Visit
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.visit.journeys import CASE
from tests.kiosk.visit.people import CARD_REPLACEMENT, NAME, NOW, TODAY, WANG, prefilled

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
