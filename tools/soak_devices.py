"""The long forms of the device contract: a thousand plugs for every driver, and every case of every operator.

``python tools/soak.py --cycles 1000 [--only NAME]`` and ``python tools/soak.py --contract [--seed N]``.
"""

import contextlib
import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.devices.contract import suite
from tests.devices.contract.contract import Contract
from tests.devices.contract.entries import CONTRACTS
from tests.devices.contract.stand import Stand

_EVERY = 1_000_000


@contextlib.contextmanager
def _stood_up(contract: Contract) -> Iterator[Stand]:
    logging.getLogger().addHandler(logging.NullHandler())
    with tempfile.TemporaryDirectory(prefix="suishiban-soak-") as folder, Stand(contract, Path(folder)) as stand:
        yield stand


def plug(cycles: int, only: str) -> int:
    """Unplug and plug every device so often; prints what was held before and after. 1 when something was left behind."""
    wrong = 0
    for contract in CONTRACTS:
        if only not in contract.name:
            continue
        began = time.monotonic()
        try:
            with _stood_up(contract) as stand:
                before, after = suite.leaves_nothing(stand, cycles, warm_up=max(3, cycles // 10))
        except AssertionError as left:
            wrong += 1
            print(f"{contract.name:24} {cycles:5} cycles  FAILED: {left}", flush=True)
            continue
        took_s, grown = time.monotonic() - began, (after.memory - before.memory) / 2**20
        print(
            f"{contract.name:24} {cycles:5} cycles in {took_s:6.1f} s  threads {before.threads} → {after.threads}"
            f"  descriptors {before.descriptors} → {after.descriptors}  memory {grown:+.1f} MiB",
            flush=True,
        )
    return 1 if wrong else 0


def contract(seed: int, only: str) -> int:
    """Every case of every operator for every driver with a wire. 1 when one was believed, hung, or was not survived."""
    wrong = 0
    for each in CONTRACTS:
        if only not in each.name:
            continue
        with _stood_up(each) as stand:
            for operator in each.operators:
                try:
                    tally = suite.survives(stand, operator, _EVERY, seed)
                except AssertionError as broken:
                    wrong += 1
                    print(f"{each.name:24} {operator:20} FAILED: {broken}", flush=True)
                    stand.calm()
                    continue
                print(
                    f"{each.name:24} {operator:20} {tally.cases:5} cases: {tally.true} true, {tally.failed} failed,"
                    f" {tally.refused} refused",
                    flush=True,
                )
    return 1 if wrong else 0
