"""``kill -9`` of kiosk and platform at any moment, on a bad network: nothing lost, nothing doubled, nothing left.

The long form is ``make soak ARGS="--proofs"``: 10,000 kills.
"""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.chaos_proxy import Fate
from tests.proofs.kill_harness import world
from tests.proofs.lives import ERASES_TOO_EARLY, HONEST, IGNORES_THE_KEY, TELLS_TOO_EARLY
from tests.proofs.places import fresh_folder

KILLS = 500
KILLS_A_ROUND, ROUNDS = 40, 8


@pytest.fixture
def folder() -> Iterator[Path]:
    """The disks of both ends: a kill leaves the page cache alone, so they may be in memory."""
    with fresh_folder("kills") as made:
        yield made


def test_no_kill_and_no_lost_answer_loses_doubles_or_leaves_anything(folder):
    with world(folder / "world", seed=1, manner=HONEST) as at_work:
        at_work.kill(KILLS, random.Random())
        outcome = at_work.drain()
        fates = at_work.proxy.fates
    assert min(at_work.kills["kiosk"], at_work.kills["platform"]) > KILLS / 8
    assert min(fates[Fate.DROP_AFTER], fates[Fate.DROP_BEFORE], fates[Fate.BUSY]) > 0
    assert len(outcome.told) > KILLS / 25
    assert outcome.lost == set()
    assert outcome.doubled == []
    assert outcome.left == []
    assert outcome.unasked == []


@pytest.mark.parametrize("manner", [TELLS_TOO_EARLY, ERASES_TOO_EARLY, IGNORES_THE_KEY])
def test_the_kills_find(folder, manner):
    """The planted wrong, in a few hundred kills at the most: whether one falls into the gap is chance."""
    for number in range(ROUNDS):
        with world(folder / str(number), seed=number, manner=manner) as at_work:
            at_work.kill(KILLS_A_ROUND, random.Random())
            outcome = at_work.drain()
        if outcome.doubled if manner == IGNORES_THE_KEY else outcome.lost:
            return
    pytest.fail(f"{ROUNDS * KILLS_A_ROUND} kills did not find it")
