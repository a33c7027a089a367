"""Planted bugs: the contract refuses each driver that is wrong on purpose, and accepts the one that they were made of."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.bench.wire_faults import Operator
from devices.drivers.cabinet_modbus import ModbusCabinet
from tests.devices.contract import suite
from tests.devices.contract.contract import Contract
from tests.devices.contract.entries import HASTE, PERSONAL, named
from tests.devices.contract.stand import Stand
from tests.devices.contract.toys import KEPT, Careless, Chatty, Leaky, Patient, Trusting

Check = Callable[[Stand], object]


def of(driver: type[ModbusCabinet], haste: float = HASTE) -> Contract:
    """The cabinet's contract, with another driver."""
    made = replace(named("cabinet"), personal=PERSONAL)
    return replace(made, make=lambda options: driver(options, monotonic=lambda: time.monotonic() * haste))


def flips(stand: Stand) -> None:
    for seed in range(8):
        suite.survives(stand, Operator.FLIP, 48, seed)


def silence(stand: Stand) -> None:
    suite.survives(stand, Operator.SILENCE, 9)


def cycles(stand: Stand) -> None:
    suite.leaves_nothing(stand, 4, settle_s=1.0)


def hang_ups(stand: Stand) -> None:
    suite.survives(stand, Operator.HANG_UP, 30)


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    yield
    Leaky.ended.set()
    while KEPT:
        os.close(KEPT.pop())


@pytest.mark.parametrize(
    ("toy", "check", "said"),
    [
        (Trusting, flips, "believed"),
        (Patient, suite.honours_deadlines, "the driver itself came back after"),
        (Leaky, cycles, "before, .* after 4 cycles"),
        (Chatty, hang_ups, "is in:"),
        (Careless, cycles, "LineLost"),
    ],
)
def test_a_planted_bug_is_found(toy: type[ModbusCabinet], check: Check, said: str, tmp_path: Path) -> None:
    with Stand(of(toy), tmp_path) as stand, pytest.raises(AssertionError, match=said):
        check(stand)


@pytest.mark.parametrize("check", [flips, suite.honours_deadlines, cycles, silence, hang_ups])
def test_the_driver_without_the_bug_passes(check: Check, tmp_path: Path) -> None:
    with Stand(of(ModbusCabinet), tmp_path) as stand:
        check(stand)
