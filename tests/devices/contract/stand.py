"""A device under test on its bench, under supervision, with the log read along."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.api.errors import DeviceError
from devices.api.status import DeviceStatus
from devices.bench.device import Places
from devices.bench.line_knobs import lines_of
from devices.bench.wire_faults import Operator, Scenario, WireFault
from devices.recovery import Pace
from devices.registry import load_driver
from devices.supervisor import Supervisor
from tests.devices.conftest import PATIENCE_S
from tests.devices.contract.contract import Contract
from tests.devices.fair_time import fair_time

QUIET = Pace(
    check_every_s=3600.0,
    handshake_every_s=3600.0,
    backoff_s=(0.02,),
    impatient_s=0.0,
    failed_tests=10_000,
    hung_s=4.0,
)
"""No check comes between two transactions, and nothing is waited for that a test would have to wait for too."""


@dataclass(slots=True)
class Outcome:
    """What became of one transaction."""

    value: object = None
    error: BaseException | None = None
    took_s: float = 0.0

    @property
    def told(self) -> str:
        """For the failing test's message; only synthetic people are in it."""
        return f"{self.error!r}" if self.error is not None else f"{self.value!r}"


class Overheard(logging.Handler):
    """Every line that the device layer logs, from DEBUG on."""

    def __init__(self) -> None:
        """Nothing heard yet."""
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, with the traceback if there is one."""
        self.lines.append(self.format(record))


@dataclass(slots=True)
class Stand:
    """Between `__enter__` and `__exit__`: bench, supervisor and log."""

    contract: Contract
    folder: Path
    pace: Pace = QUIET
    overheard: Overheard = field(default_factory=Overheard)
    texts: list[str] = field(default_factory=list)
    bench: Any = None
    supervisor: Any = None
    entry: dict[str, Any] = field(default_factory=dict)
    states: list[DeviceStatus] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)

    def __enter__(self) -> Self:
        for logger in _loggers():
            # What a fault makes them say is expected here, and read for what it must not say.
            logger.addHandler(self.overheard)
            logger.propagate = False
            logger.setLevel(logging.DEBUG)
        self.bench = self.contract.bench(Places(self.folder))
        self.entry = self.bench.start()
        self.supervisor = Supervisor(self.contract.name, self.driver, no_answer=self.contract.no_answer, pace=self.pace)
        self.supervisor.subscribe(self.states.append)
        self.must_work()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.supervisor.close()
        self.bench.stop()
        for logger in _loggers():
            logger.removeHandler(self.overheard)
            # pytest hangs handlers of its own on a logger that does not propagate.
            if not any(isinstance(each, Overheard) for each in logger.handlers):
                logger.propagate = True
                logger.setLevel(logging.NOTSET)

    def driver(self) -> Any:
        """A driver of this bench's device, not open."""
        options = dict(self.contract.options(self.entry))
        made = self.contract.make
        return made(options) if made is not None else load_driver(self.contract.driver, options)

    @property
    def line(self) -> Any:
        """The wire under test."""
        return lines_of(self.bench)[self.contract.line]

    def begin(self, *faults: WireFault, seed: int = 0) -> None:
        """Let this be wrong with the wire."""
        self.line.begin(Scenario(faults, seed))

    def silence(self) -> None:
        """Nothing comes any more."""
        self.begin(WireFault(Operator.SILENCE, times=0))

    def calm(self) -> None:
        """All is well with the wire, and the plug is in."""
        self.line.calm()
        if not self.bench.state()["plugged"]:
            self.bench.command(self.contract.plugs[1], {})

    def sizes(self) -> list[int]:
        """The frames that a transaction on a sound wire takes."""
        if not self.frames:
            self.calm()
            self.must_work()
            self.contract.prepare(self.bench)
            self.begin()
            assert self.transaction().error is None
            # A camera sends whether it is asked or not.
            self.frames = list(self.line.sizes) or [1000]
        return self.frames

    def transaction(self, deadline_s: float | None = None, **how: Any) -> Outcome:
        """Ask the supervisor for one, whatever comes of it."""
        began = fair_time()
        outcome = Outcome()
        try:
            outcome.value = self.supervisor.call(
                "transaction",
                lambda driver: self.contract.transact(driver, self.bench),
                deadline_s=deadline_s or self.contract.deadline_s,
                **how,
            )
        except Exception as error:  # noqa: BLE001 - what it is, the contract judges
            outcome.error = error
            self.texts.append(_all_of(error))
        outcome.took_s = fair_time() - began
        return outcome

    def must_work(self) -> None:
        """With a sound wire, the transaction comes to its truth before long."""
        deadline = time.monotonic() + self.contract.back_s
        while True:
            self.contract.prepare(self.bench)
            outcome = self.transaction(self.contract.deadline_s + 3)
            if outcome.error is None and outcome.value == self.contract.truth:
                return
            assert time.monotonic() < deadline, (
                f"does not work on a sound wire within {self.contract.back_s:g} s: {outcome.told}"
            )
            threading.Event().wait(0.02)

    def is_refusal(self, value: object) -> bool:
        """Whether the value says no."""
        return any(
            isinstance(value, each) if isinstance(each, type) else value == each for each in self.contract.refusals
        )

    def judge(self, outcome: Outcome, what: str, *, protected: bool = True) -> None:
        """The truth, or a failure said as such, in time; never anything else."""
        assert outcome.took_s < self.contract.deadline_s + 0.5, f"{what}: took {outcome.took_s:.2f} s"
        if outcome.error is not None:
            assert isinstance(outcome.error, DeviceError), f"{what}: {outcome.told}"
        elif protected and not self.is_refusal(outcome.value):
            assert outcome.value == self.contract.truth, f"{what}: believed {outcome.told}"

    def forget(self) -> None:
        """Let go of what was heard so far."""
        self.states.clear()
        self.texts.clear()
        self.overheard.lines.clear()

    def tells_nothing_personal(self) -> None:
        """Neither log nor exceptions name the citizen."""
        for text in (*self.overheard.lines, *self.texts):
            for personal in self.contract.personal:
                assert personal not in text, f"{personal} is in: {text}"


def _loggers() -> tuple[logging.Logger, ...]:
    """Of the device layer, and of what speaks HTTP for it."""
    return logging.getLogger("devices"), logging.getLogger("urllib3")


def _all_of(error: BaseException) -> str:
    """What the exception and everything behind it say."""
    told, each = [], error
    while each is not None:
        told.append(f"{each!r} {each}")
        following = each.__cause__ or each.__context__
        if following is None:
            break
        each = following
    return " | ".join(told)


def wait_for(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    """Whether it becomes true in time."""
    deadline, pause = time.monotonic() + within_s, threading.Event()
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.01)
    return condition()
