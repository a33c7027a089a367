"""What a contract demands, as functions: for every driver, and for planted ones that must fail."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Timer, active_count
from typing import Any

import psutil

from devices.api.cancel import Cancel, CommandCancelled, Scope, entered
from devices.api.errors import DeviceError
from devices.api.status import DeviceStatus
from devices.bench.wire_faults import Operator
from tests.devices.contract.cases import cases
from tests.devices.contract.contract import Contract
from tests.devices.contract.stand import Stand, wait_for
from tests.devices.fair_time import fair_time

PROMPT_S = 0.2
"""within this a caller who cancels is answered"""
LATE_S = 0.3
"""on top of a deadline, for the machine that runs the tests"""
MEMORY_BYTES = 3 << 20
"""that a few hundred reconnections may take, mostly the test's own records"""


def opens_and_closes_twice(stand: Stand) -> None:
    """Open, open again, close, close again; and all of it again."""
    with _alone(stand) as driver:
        for _ in range(2):
            driver.open()
            driver.open()
            assert driver.identity()
            driver.close()
            driver.close()
    stand.must_work()


@contextmanager
def _alone(stand: Stand) -> Iterator[Any]:
    """A driver without supervision, not open; the supervised one has let go of the device."""
    stand.supervisor.disable("the driver is tested alone")
    driver = stand.driver()

    def has_the_device() -> bool:
        try:
            driver.open()
        except DeviceError:
            return False
        return True

    try:
        assert wait_for(has_the_device, 15.0), "the supervised driver does not let go"
        driver.close()
        yield driver
    finally:
        driver.close()
        stand.supervisor.enable()


def says_so_while_closed(stand: Stand) -> None:
    """Asked before it is opened, after it was closed, and without its device: an answer or a `DeviceError`."""
    with _alone(stand) as driver:
        for plugged in (True, False):
            if not plugged:
                stand.bench.command(stand.contract.plugs[0], {})
                _must_be_a_device_error(driver.open)
            if hasattr(driver, "status"):
                _must_be_a_device_error(driver.status)
            _must_be_a_device_error(lambda: stand.contract.transact(driver, stand.bench))
            driver.close()
        stand.calm()
    stand.must_work()


def _must_be_a_device_error(act: object) -> None:
    try:
        act()  # type: ignore[operator]  # any method without arguments
    except DeviceError:
        return


def cancels_promptly(stand: Stand) -> None:
    """A caller who waits for a silent device and cancels is answered within 200 ms; the device works again."""
    stand.silence()
    cancel, asked = Cancel(), [0.0]

    def give_up() -> None:
        asked[0] = fair_time()
        cancel.cancel()

    timer = Timer(0.15, give_up)
    timer.start()
    outcome = stand.transaction(10.0, cancel=cancel)
    ended = fair_time()
    timer.cancel()
    timer.join()
    if asked[0]:
        assert ended - asked[0] < PROMPT_S + 0.05, f"answered {ended - asked[0]:.3f} s after the cancel"
    # Who has its answer before the cancel is heard (a camera's newest picture) gives it.
    answered = outcome.error is None and (outcome.value == stand.contract.truth or stand.is_refusal(outcome.value))
    assert answered or isinstance(outcome.error, CommandCancelled if asked[0] else Exception), outcome.told
    stand.calm()
    stand.must_work()


def honours_deadlines(stand: Stand) -> None:
    """Silence ends with the caller's deadline, for the caller and for the driver itself."""
    stand.silence()
    deadline_s = 0.4
    outcome = stand.transaction(deadline_s)
    assert outcome.took_s < deadline_s + LATE_S, f"the caller waited {outcome.took_s:.2f} s for {deadline_s} s"
    assert outcome.error is None or isinstance(outcome.error, DeviceError), outcome.told
    stand.calm()
    stand.must_work()
    _driver_comes_back(stand, deadline_s)


def _driver_comes_back(stand: Stand, deadline_s: float) -> None:
    """Nobody supervises here: the driver itself must see that its time is up."""
    contract = stand.contract
    if contract.comes_back_s is None:
        return
    with _alone(stand) as driver:
        driver.open()
        contract.prepare(stand.bench)
        stand.silence()
        began = fair_time()
        try:
            with entered(Scope("transaction", time.monotonic() + deadline_s, contract.no_answer)):
                contract.transact(driver, stand.bench)
        except DeviceError as error:
            stand.texts.append(str(error))
        took_s = fair_time() - began
        stand.calm()
    limit_s = deadline_s + contract.comes_back_s + LATE_S
    assert took_s < limit_s, f"the driver itself came back after {took_s:.2f} s instead of {limit_s:.2f} s"
    stand.must_work()


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of the cases of one operator."""

    cases: int
    true: int
    failed: int
    refused: int


def survives(stand: Stand, operator: Operator, budget: int, seed: int = 1) -> Tally:
    """Every case of `operator`: the truth or a failure, in time; and all is well again afterwards."""
    contract = stand.contract
    counts = dict.fromkeys(("true", "failed", "refused"), 0)
    tried = cases(operator, stand.sizes(), budget, seed)
    for case in tried:
        stand.calm()
        contract.prepare(stand.bench)
        stand.begin(case.fault, seed=case.seed)
        outcome = stand.transaction()
        stand.judge(outcome, f"{contract.name}: {case}", protected=operator not in contract.unprotected)
        kind = "failed" if outcome.error is not None else "refused" if stand.is_refusal(outcome.value) else "true"
        counts[kind] += 1
        if outcome.error is not None or operator in contract.unprotected:
            stand.calm()
            stand.must_work()
    stand.calm()
    stand.must_work()
    stand.tells_nothing_personal()
    return Tally(len(tried), **counts)


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds."""

    threads: int
    descriptors: int
    memory: int


def held() -> Held:
    """Threads, descriptors and resident bytes of this process, now."""
    gc.collect()
    process = psutil.Process()
    return Held(active_count(), process.num_fds(), process.memory_info().rss)


def leaves_nothing(stand: Stand, cycles: int, *, warm_up: int = 3, settle_s: float = 10.0) -> tuple[Held, Held]:
    """Unplug and plug `cycles` times, a transaction in between: as many threads and descriptors as before, as much memory."""
    unplug, replug = stand.contract.plugs
    before = held()
    for cycle in range(warm_up + cycles):
        if cycle == warm_up:
            assert wait_for(lambda: held().threads <= active_count())
            before = held()
        stand.bench.command(unplug, {})
        outcome = stand.transaction()
        assert outcome.error is None or isinstance(outcome.error, DeviceError), f"unplugged: {outcome.told}"
        stand.bench.command(replug, {})
        stand.supervisor.hint()
        stand.must_work()
        stand.tells_nothing_personal()
        stand.forget()
    flat = wait_for(lambda: (held().threads, held().descriptors) <= (before.threads, before.descriptors), settle_s)
    after = held()
    assert flat, f"{before} before, {after} after {cycles} cycles"
    assert after.memory - before.memory < MEMORY_BYTES, f"{before} before, {after} after {cycles} cycles"
    return before, after


class Neighbour:
    """Another device on the same machine, asked five times a second: it must not notice anything."""

    def __init__(self, contract: Contract, folder: Path) -> None:
        """Stand it up."""
        pace = replace(Stand(contract, folder).pace, check_every_s=0.2)
        self._stand = Stand(contract, folder, pace)

    def start(self) -> None:
        """Begin to watch."""
        self._stand.__enter__()
        self._stand.states.clear()

    def stop(self) -> None:
        """End."""
        self._stand.__exit__(None, None, None)

    def was_never_down(self) -> None:
        """Since the last question."""
        seen: list[DeviceStatus] = [each for each in self._stand.states if not each.usable]
        self._stand.states.clear()
        assert not seen, f"{self._stand.contract.name} was taken along: {seen}"
        assert self._stand.supervisor.status.usable
