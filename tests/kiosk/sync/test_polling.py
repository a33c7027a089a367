"""Polling: the truth, asked for every quarter of an hour and whenever something hints; a flood of hints is one question."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import uniform

import pytest

from kiosk.protocol.fleet import Standing
from kiosk.protocol.outcome import Delivered, Outcome, TryLater
from kiosk.sync.polling import EVERY_S, SPREAD, Polling, Stood
from tests.kiosk.fake_clock import FakeClock, until


@dataclass
class Platform:
    """Answers what the test says, and remembers with which tag it was asked."""

    release: int = 1
    there: bool = True
    tags: list[str] = field(default_factory=list)
    heard: list[int] = field(default_factory=list)

    def ask(self, etag: str) -> Outcome[Stood]:
        self.tags.append(etag)
        if not self.there:
            return TryLater("no_connection", everyone=True)
        mine = f'"{self.release}"'
        return Delivered(Stood(mine, None if etag == mine else Standing(edition=9, release=self.release)))


Make = Callable[..., Polling]


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def make(platform: Platform) -> Iterator[Make]:
    made: list[Polling] = []

    def make_one(
        *, every_s: float = 60.0, shortest_s: float = 0.01, jitter: Callable[[float, float], float] = uniform
    ) -> Polling:
        polling = Polling(
            platform.ask,
            lambda standing: platform.heard.append(standing.release),
            FakeClock(),
            every_s=every_s,
            shortest_s=shortest_s,
            jitter=jitter,
        )
        made.append(polling)
        polling.start()
        return polling

    yield make_one
    for polling in made:
        polling.stop()


def test_the_first_question_comes_at_once_and_the_next_knows_the_tag(platform: Platform, make: Make) -> None:
    polling = make()
    assert until(lambda: platform.heard == [1])
    assert polling.standing == Standing(edition=9, release=1)
    polling.look()
    assert until(lambda: len(platform.tags) == 2)
    assert platform.tags == ["", '"1"']


def test_what_has_not_changed_is_heeded_again_for_it_may_have_failed(platform: Platform, make: Make) -> None:
    polling = make()
    assert until(lambda: platform.heard == [1])
    polling.look()
    assert until(lambda: platform.heard == [1, 1])
    platform.release = 2
    polling.look()
    assert until(lambda: platform.heard == [1, 1, 2])


def test_it_asks_by_itself_without_any_hint(platform: Platform, make: Make) -> None:
    make(every_s=0.02)
    assert until(lambda: len(platform.tags) >= 5)


def test_a_flood_of_hints_is_one_question(platform: Platform, make: Make) -> None:
    polling = make(shortest_s=0.3)
    assert until(lambda: len(platform.tags) == 1)
    for _ in range(10_000):
        polling.look()
    assert until(lambda: len(platform.tags) == 2)
    assert len(platform.tags) == 2


def test_a_platform_that_is_not_there_is_asked_again_when_something_hints(platform: Platform, make: Make) -> None:
    platform.there = False
    polling = make()
    assert until(lambda: platform.tags == [""])
    assert (platform.heard, polling.standing, polling.asked) == ([], None, 0)
    platform.there = True
    polling.look(within_s=0.01)
    assert until(lambda: platform.heard == [1])
    assert polling.asked == 1


def test_looking_anew_forgets_the_tag(platform: Platform, make: Make) -> None:
    polling = make()
    assert until(lambda: platform.heard == [1])
    polling.look_anew()
    assert until(lambda: platform.tags == ["", ""])


def test_a_fleet_spreads_its_questions_by_a_fifth(make: Make) -> None:
    drawn: list[tuple[float, float]] = []
    asked = threading.Event()

    def jitter(low: float, high: float) -> float:
        drawn.append((low, high))
        asked.set()
        return high

    make(jitter=jitter)
    assert asked.wait(5)
    assert drawn == [(0.8, 1.2)]
    assert (EVERY_S, SPREAD) == (900, 0.2)
