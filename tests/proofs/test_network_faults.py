"""Every fault of a network at once, in a thousand requests: each application arrives once, and the queue is empty soon.

The long form is ``make soak ARGS="--proofs"``: 10,000 requests.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.chaos_proxy import ChaosProxy, Fate
from tests.proofs.kill_harness import world
from tests.proofs.lives import ERASES_TOO_EARLY, HONEST, IGNORES_THE_KEY
from tests.proofs.places import fresh_folder

REQUESTS = 1000
DRAINED_S_PER_1000 = 60.0
FAULTS = {
    Fate.PASS: 0.80,
    Fate.DROP_BEFORE: 0.03,
    Fate.DROP_AFTER: 0.04,
    Fate.BUSY: 0.02,
    Fate.DELAY: 0.03,
    Fate.RESET_MID_BODY: 0.02,
    Fate.CUT_ANSWER: 0.02,
    Fate.HALF_OPEN: 0.005,
    Fate.DUPLICATE: 0.02,
    Fate.LATE: 0.015,
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Disks of both ends."""
    with fresh_folder("network") as made:
        yield made


def seen(proxy: ChaosProxy) -> int:
    """Requests that came to the network."""
    return sum(proxy.fates.values())


def test_a_thousand_requests_with_every_fault_lose_and_double_nothing(folder):
    with world(folder / "world", seed=7, manner=HONEST, shares=FAULTS) as at_work:
        at_work.kiosk.wait(lambda: seen(at_work.proxy) >= REQUESTS, 300.0)
        fates = dict(at_work.proxy.fates)
        began = time.monotonic()
        outcome = at_work.drain()
        took = time.monotonic() - began
    assert set(fates) == set(Fate)
    assert len(outcome.told) > REQUESTS / 20
    assert outcome.lost == set()
    assert outcome.doubled == []
    assert outcome.left == []
    assert outcome.unasked == []
    assert took < DRAINED_S_PER_1000


@pytest.mark.parametrize("manner", [ERASES_TOO_EARLY, IGNORES_THE_KEY])
def test_the_faults_find(folder, manner):
    """The planted wrong."""
    with world(folder / "world", seed=7, manner=manner, shares=FAULTS) as at_work:
        at_work.kiosk.wait(lambda: seen(at_work.proxy) >= REQUESTS / 4, 300.0)
        outcome = at_work.drain()
    assert outcome.doubled if manner == IGNORES_THE_KEY else outcome.lost
