"""Supervision of one device: what the rest of the kiosk has of it, and the only caller of a driver.

A `Supervisor` opens its driver, opens it again when it is lost, asks for its status while nothing else is asked, and
carries out one command at a time with a deadline for the whole of it. Everything that goes wrong with the device comes out as
`DeviceError`; a bug of a driver comes out as what it is, in the caller and in the log.
How a device in trouble is recovered: ``devices/recovery.py``; its states: ``devices/transitions.py``.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Generic, TypeVar

from devices.api.cancel import Cancel, CommandCancelled
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.command_queue import CommandQueue, Job, Repeat
from devices.metrics import Meter, Metrics
from devices.owner import Owner
from devices.recovery import Backoff, Breaker, Pace
from devices.selftest import Level, SelfTestResult, SelfTests
from devices.setting import AnyDriver, Case, Setting
from devices.standing import Listener, Standing

__all__ = ["Cancel", "Pace", "Repeat", "Supervisor"]

_GRACE_S = 0.15
"""After a deadline or a cancel a driver gets this long to come back by itself; callers hear within 200 ms"""
_CLOSE_S = 5.0
_WATCH_S = 0.5

Result = TypeVar("Result")


class Supervisor(Generic[AnyDriver]):
    """Owns one driver. Starts at construction; `close` ends it."""

    def __init__(  # noqa: PLR0913 - the last four have their usual values but in tests
        self,
        role: str,
        make_driver: Callable[[], AnyDriver],
        *,
        no_answer: DeviceFault,
        bound_identity: str = "",
        look_for: Callable[[], None] | None = None,
        pace: Pace | None = None,
        check_every_s: float | None = None,
        backoff_s: tuple[float, ...] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`role` names the device in logs; `no_answer` is the fault of a command that passes its deadline.

        `make_driver` is called for each attempt to open and finds out anew where the device is. With `bound_identity` any
        other device is refused (``device.swapped``). `look_for` is the self-test of level 0: it raises when there is nothing.
        `check_every_s` and `backoff_s` (seconds) stand in for those of `pace`.
        """
        self.role = role
        self._no_answer = no_answer
        self._monotonic = monotonic
        self._pace = _paced(pace or Pace(), check_every_s, backoff_s)
        self._setting = Setting(role, make_driver, no_answer, monotonic, self._pace, bound_identity, look_for)
        self._queue: CommandQueue[AnyDriver] = CommandQueue(monotonic)
        self._standing = Standing(role)
        self._meter = Meter()
        self._tests = SelfTests(
            role,
            handshake_every_s=self._pace.handshake_every_s,
            quiet_test_every_s=self._pace.quiet_test_every_s,
            monotonic=monotonic,
        )
        self._case = Case(Backoff(self._pace), Breaker(self._pace))
        self._closed = threading.Event()
        self._owner = self._new_owner()
        self._watcher = threading.Thread(target=self._watch, name=f"watch {role}", daemon=True)
        self._owner.thread.start()
        self._watcher.start()

    # how it stands

    @property
    def status(self) -> DeviceStatus:
        """How the device stood last."""
        return self._standing.status

    @property
    def busy(self) -> str:
        """What it is doing for a caller at this moment; empty when nothing."""
        running = self._queue.running
        return running.what if running is not None else ""

    @property
    def metrics(self) -> Metrics:
        """What was counted since supervision began."""
        return self._meter.read()

    @property
    def capabilities(self) -> object:
        """What the driver published at its last check: a frozen value of its kind; None while unknown."""
        return self._case.capabilities

    @property
    def identity(self) -> str:
        """Who answered last; empty before the first time."""
        return self._case.identity

    @property
    def self_tests(self) -> Mapping[Level, SelfTestResult]:
        """The last result of each level that was tested."""
        return self._tests.results

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every changed status, one at a time and in order; returns what ends it.

        It is called from the owner thread (or, while a driver hangs, from the caller whose deadline passed) and must not
        call `call`.
        """
        return self._standing.subscribe(listener)

    def wait_until_known(self, timeout_s: float) -> DeviceStatus:
        """The status once the first attempt to open the device is over, or after `timeout_s` whatever it is then."""
        known = threading.Event()

        def hear(status: DeviceStatus) -> None:
            if status.state is not DeviceState.STARTING:
                known.set()

        end = self.subscribe(hear)
        hear(self.status)
        known.wait(timeout_s)
        end()
        return self.status

    # what can be asked of it

    def call(
        self,
        what: str,
        command: Callable[[AnyDriver], Result],
        *,
        deadline_s: float,
        cancel: Cancel | None = None,
        repeat: Repeat = Repeat.BY_CALLER,
    ) -> Result:
        """Carry out `command` with the driver, after those asked for earlier, and return its result.

        Raises `DeviceError`: the driver's own, the fault with which the device is down, or `no_answer` when `deadline_s`
        (waiting included) passes; `CommandCancelled` when `cancel` is used. Either way within 200 ms, whatever the driver
        does. What a driver raises besides is a bug and comes through as it is.
        `what` names the command in logs and must hold no personal data.
        """
        job: Job[AnyDriver] = Job(what, command, self._monotonic() + deadline_s, repeat, cancel or Cancel())
        if not self._queue.put(job):
            raise DeviceError(self._no_answer, f"{what}: {self.role} is closed")
        with job.cancel.heard_by(job.woken.set):
            job.woken.wait(deadline_s)
        if not job.finished.is_set():
            if self._queue.running is job:
                job.finished.wait(_GRACE_S)
            self._give_up(job, deadline_s)
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]  # filled by this job's own command

    def self_test(self, level: Level, *, deadline_s: float = 10.0) -> SelfTestResult:
        """Test now, up to `level`. A device that is down has failed; only a bug is raised."""
        setting = self._setting

        def test(driver: AnyDriver) -> SelfTestResult:
            return self._tests.run(level, driver, setting.look_for, setting.bound_identity)

        try:
            return self.call(f"self-test {int(level)}", test, deadline_s=deadline_s)
        except DeviceError as error:
            return self._tests.refused(level, error)

    def hint(self) -> None:
        """Something was plugged in: if this device is down, try to open it now. Out of service it stays until that works."""
        self._case.wish = True
        self._queue.wake()

    def try_again(self) -> None:
        """Somebody has seen to it: try to open now, even when it is out of service."""
        self._case.breaker.passed()
        self.hint()

    def disable(self, reason: str) -> None:
        """Switch off: the driver is closed and commands fail until `enable`. `reason` is for the log."""
        self._case.disabled = True
        self._standing.switch(DeviceStatus(DeviceState.DISABLED, RequiredAction.TECHNICIAN, detail=reason))
        self._queue.wake()

    def enable(self) -> None:
        """Switch on again."""
        if self._case.disabled:
            self._standing.switch(DeviceStatus(DeviceState.STARTING, RequiredAction.WAIT))
            self._case.disabled = False
            self.try_again()

    def close(self) -> None:
        """End the threads and close the driver; waiting callers get a `DeviceError`. Safe to call twice."""
        self._standing.end()
        self._queue.close()
        self._closed.set()
        scope = self._owner.scope
        if scope is not None:
            scope.end()
        for thread in (self._watcher, self._owner.thread):
            if threading.current_thread() is not thread:
                thread.join(_CLOSE_S)
        for job in self._queue.drain():
            self._queue.finish(job, error=DeviceError(self._no_answer, f"{job.what}: {self.role} was closed"))

    # a driver that does not come back

    def _give_up(self, job: Job[AnyDriver], deadline_s: float) -> None:
        hangs = self._queue.abandon(job)
        if hangs is None:
            return
        if job.cancel.asked:
            raise CommandCancelled(self._no_answer, f"{job.what}: cancelled")
        error = DeviceError(self._no_answer, f"{job.what}: not done within {deadline_s:g} s")
        if hangs:
            self._say_silent(error.detail)
        raise error

    def _say_silent(self, detail: str) -> None:
        if self.status.usable:
            self._standing.become(DeviceStatus(DeviceState.OFFLINE, RequiredAction.WAIT, self._no_answer, detail))

    def _new_owner(self) -> Owner[AnyDriver]:
        return Owner(self._setting, self._queue, self._standing, self._meter, self._tests, self._case)

    def _watch(self) -> None:
        """A thread of its own, since the owner hangs with its driver."""
        while not self._closed.wait(_WATCH_S):
            scope = self._owner.scope
            if scope is None:
                continue
            over_s = self._monotonic() - scope.deadline
            if over_s >= self._pace.late_s:
                self._say_silent(f"{scope.what}: no answer")
            if over_s >= self._pace.hung_s:
                self._replace_owner(scope.what)

    def _replace_owner(self, what: str) -> None:
        hung = self._owner
        hung.disown(what)
        self._queue.forget_running()
        self._owner = self._new_owner()
        self._owner.thread.start()


def _paced(pace: Pace, check_every_s: float | None, backoff_s: tuple[float, ...] | None) -> Pace:
    if check_every_s is not None:
        pace = replace(pace, check_every_s=check_every_s)
    return replace(pace, backoff_s=backoff_s) if backoff_s is not None else pace
