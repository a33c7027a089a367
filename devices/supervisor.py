"""One device, one owner thread: the only caller of a driver.

A `Supervisor` opens its driver, opens it again when it is lost, asks for its status while nothing else is asked, and
carries out one command at a time with a deadline. Everything that goes wrong with the device comes out as `DeviceError`;
a bug of a driver comes out as what it is, in the caller and in the log.
"""

import logging
import random
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction, status_when_down

log = logging.getLogger(__name__)

BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_JITTER = 0.2
"""share by which each wait is stretched at random, so that devices behind one hub do not come back in step"""
_HEALTHY_S = 60.0
"""after this long without a loss the waits begin with the shortest again"""
_IMPATIENT_S = 1.0
"""a caller may bring the next attempt to open forward, but not closer than this to the last one"""
_CLOSE_S = 5.0


class Driver(Protocol):
    """What every driver has; those with a ``status()`` returning `DeviceStatus` are asked for it while idle."""

    def open(self) -> None:
        """Reach the device or raise `DeviceError`."""

    def close(self) -> None:
        """Let go of it; safe to call twice."""

    def identity(self) -> str:
        """Its stable name."""


AnyDriver = TypeVar("AnyDriver", bound=Driver)
Result = TypeVar("Result")
Listener = Callable[[DeviceStatus], None]


@dataclass(slots=True)
class _Job(Generic[AnyDriver]):
    """One command in the queue; `finished` is set exactly once, with `result` or `error` filled."""

    what: str
    command: Callable[[AnyDriver], object]
    deadline: float
    finished: threading.Event = field(default_factory=threading.Event)
    result: object = None
    error: BaseException | None = None
    abandoned: bool = False

    def finish(self, result: object = None, error: BaseException | None = None) -> None:
        self.result, self.error = result, error
        self.finished.set()


class Supervisor(Generic[AnyDriver]):
    """Owns one driver. Starts at construction; `close` ends it."""

    def __init__(
        self,
        role: str,
        make_driver: Callable[[], AnyDriver],
        *,
        no_answer: DeviceFault,
        check_every_s: float = 2.0,
        backoff_s: tuple[float, ...] = BACKOFF_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`role` names the device in logs; `no_answer` is the fault of a command that passes its deadline."""
        self.role = role
        self._make_driver = make_driver
        self._no_answer = no_answer
        self._check_every_s = check_every_s
        self._backoff_s = backoff_s
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._jobs: deque[_Job[AnyDriver]] = deque()
        self._closing = False
        self._running: _Job[AnyDriver] | None = None
        self._hurry = False
        self._publishing = threading.RLock()
        self._status = DeviceStatus(DeviceState.STARTING, RequiredAction.WAIT)
        self._listeners: tuple[Listener, ...] = ()
        self._lost_logged = False
        # Owned by the owner thread.
        self._driver: AnyDriver | None = None
        self._attempts = 0
        self._attempted_at = float("-inf")
        self._open_due = float("-inf")
        self._opened_at: float | None = None
        self._check_due = 0.0
        self._thread = threading.Thread(target=self._own, name=f"device {role}", daemon=True)
        self._thread.start()

    @property
    def status(self) -> DeviceStatus:
        """How the device stood last."""
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every changed status, one at a time and in order; returns what ends it.

        It is called from the owner thread (or, while a driver hangs, from the caller whose deadline passed) and must not
        call `call`.
        """
        with self._publishing:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._publishing:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return end

    def call(self, what: str, command: Callable[[AnyDriver], Result], *, deadline_s: float) -> Result:
        """Carry out `command` with the driver, after those asked for earlier, and return its result.

        Raises `DeviceError`: the driver's own, the fault with which the device is down, or `no_answer` when `deadline_s`
        (waiting included) passes. What a driver raises besides is a bug and comes through as it is.
        `what` names the command in logs and must hold no personal data.
        """
        job: _Job[AnyDriver] = _Job(what, command, self._monotonic() + deadline_s)
        with self._changed:
            if self._closing:
                raise DeviceError(self._no_answer, f"{what}: {self.role} is closed")
            self._jobs.append(job)
            self._hurry = True
            self._changed.notify_all()
        if not job.finished.wait(deadline_s):
            self._give_up(job, deadline_s)
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]  # filled by this job's own command

    def close(self) -> None:
        """End the owner thread and close the driver; waiting callers get a `DeviceError`. Safe to call twice."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join(_CLOSE_S)

    # the caller's side

    def _give_up(self, job: _Job[AnyDriver], deadline_s: float) -> None:
        with self._changed:
            if job.finished.is_set():
                return
            job.abandoned = True
            hangs = self._running is job
            if job in self._jobs:
                self._jobs.remove(job)
        error = DeviceError(self._no_answer, f"{job.what}: not done within {deadline_s:g} s")
        if hangs:
            self._publish(DeviceStatus(DeviceState.OFFLINE, RequiredAction.WAIT, self._no_answer, error.detail))
        raise error

    # the owner's side

    def _own(self) -> None:
        while True:
            job = self._next_job()
            if self._closing:
                break
            if self._driver is None:
                self._open_if_due()
            if job is not None:
                self._carry_out(job)
            elif self._driver is not None and self._monotonic() >= self._check_due:
                self._check()
        self._let_go()
        with self._changed:
            waiting = [*self._jobs, *([job] if job else [])]
            self._jobs.clear()
        for each in waiting:
            each.finish(error=DeviceError(self._no_answer, f"{each.what}: {self.role} was closed"))

    def _next_job(self) -> _Job[AnyDriver] | None:
        """The next command, or None when it is time to open or to check."""
        with self._changed:
            while not self._jobs and not self._closing:
                due = self._open_due if self._driver is None else self._check_due
                wait_s = due - self._monotonic()
                if wait_s <= 0:
                    return None
                self._changed.wait(wait_s)
            return self._jobs.popleft() if self._jobs else None

    def _carry_out(self, job: _Job[AnyDriver]) -> None:
        with self._changed:
            if job.abandoned:
                # Its caller has gone: a receipt printed now would be nobody's.
                return
            self._running = job
        driver = self._driver
        if driver is None:
            fault = self._status.fault or self._no_answer
            self._done(job, error=DeviceError(fault, f"{job.what}: {self.role} is down"))
            return
        try:
            result = job.command(driver)
        except DeviceError as error:
            self._after_failure(error)
            self._done(job, error=error)
        except Exception as bug:  # noqa: BLE001 - handed to the caller, where it ends the process
            self._after_bug(job.what, bug)
            self._done(job, error=bug)
        else:
            # A command that worked proves as much as a check; none is put between two commands of a sequence.
            self._check_due = self._monotonic() + self._check_every_s
            self._done(job, result=result)
        if job.abandoned and self._driver is not None:
            self._lose(self._no_answer, f"{job.what}: came back after its deadline")

    def _done(self, job: _Job[AnyDriver], result: object = None, error: BaseException | None = None) -> None:
        with self._changed:
            self._running = None
            job.finish(result, error)

    def _open_if_due(self) -> None:
        now = self._monotonic()
        asked_for = self._hurry and now - self._attempted_at >= _IMPATIENT_S
        self._hurry = False
        if now < self._open_due and not asked_for:
            return
        driver = None
        try:
            driver = self._make_driver()
            driver.open()
            status = _status_of(driver)
        except DeviceError as error:
            self._driver = driver
            self._lose(error.fault, error.detail)
            return
        except Exception as bug:  # noqa: BLE001 - logged as a bug; there is no caller to hand it to
            self._driver = driver
            self._after_bug("open", bug)
            return
        self._driver = driver
        self._opened_at = self._attempted_at = now = self._monotonic()
        self._check_due = now + self._check_every_s
        if self._lost_logged:
            self._lost_logged = False
            log.info("%s is back", self.role)
        self._publish(status)

    def _check(self) -> None:
        self._check_due = self._monotonic() + self._check_every_s
        if self._driver is None:
            return
        try:
            status = _status_of(self._driver)
        except DeviceError as error:
            self._lose(error.fault, error.detail)
            return
        except Exception as bug:  # noqa: BLE001 - logged as a bug; there is no caller to hand it to
            self._after_bug("status", bug)
            return
        if status.fault is not self._status.fault:
            log.info("%s: %s", self.role, f"{status.fault} ({status.detail})" if status.fault else "well again")
        self._publish(status)

    def _after_failure(self, error: DeviceError) -> None:
        if status_when_down(error.fault) is not None:
            self._lose(error.fault, error.detail)
        elif hasattr(self._driver, "status"):
            # The status may explain it (paper out): asked before the next command, seen by the listeners at once.
            self._check_due = self._monotonic()

    def _after_bug(self, what: str, bug: Exception) -> None:
        self._log_bug(what, bug)
        self._lose(self._no_answer, f"{what}: {type(bug).__name__}")

    def _log_bug(self, what: str, bug: Exception) -> None:
        # Without the exception's text, which may hold what was on a card or a page.
        where = " < ".join(
            f"{each.filename}:{each.lineno}" for each in reversed(traceback.extract_tb(bug.__traceback__))
        )
        log.error("bug in %s, %s: %s at %s", self.role, what, type(bug).__name__, where)

    def _lose(self, fault: DeviceFault, detail: str) -> None:
        now = self._monotonic()
        if self._opened_at is not None and now - self._opened_at >= _HEALTHY_S:
            self._attempts = 0
        self._opened_at = None
        self._let_go()
        wait_s = self._backoff_s[min(self._attempts, len(self._backoff_s) - 1)]
        self._attempts += 1
        self._attempted_at = now
        self._open_due = now + wait_s * (1 + _JITTER * random.random())  # noqa: S311 - no secret
        if not self._lost_logged:
            self._lost_logged = True
            log.warning("%s is lost: %s (%s)", self.role, fault.value, detail)
        down = status_when_down(fault, detail)
        status = down or DeviceStatus(DeviceState.HARDWARE_ERROR, RequiredAction.TECHNICIAN, fault, detail)
        if (status.state, status.fault) != (self._status.state, self._status.fault):
            # Else only the wording differs, as it does from attempt to attempt.
            self._publish(status)

    def _let_go(self) -> None:
        driver, self._driver = self._driver, None
        if driver is None:
            return
        try:
            driver.close()
        except DeviceError as error:
            log.info("%s closed with %s", self.role, error)
        except Exception as bug:  # noqa: BLE001 - logged as a bug; the owner must live on to open the device again
            self._log_bug("close", bug)

    def _publish(self, status: DeviceStatus) -> None:
        with self._publishing:
            if status == self._status:
                return
            self._status = status
            listeners = self._listeners
            for listener in listeners:
                try:
                    listener(status)
                except Exception as bug:  # noqa: BLE001 - logged as a bug; the owner must live on
                    self._log_bug("listener", bug)


def _status_of(driver: Driver) -> DeviceStatus:
    """The driver's status, or online when it has none to tell but still knows who it is."""
    ask = getattr(driver, "status", None)
    if ask is None:
        driver.identity()
        return DeviceStatus(DeviceState.ONLINE)
    status = ask()
    if not isinstance(status, DeviceStatus):
        raise TypeError(f"status() of {type(driver).__name__} returned {type(status).__name__}")
    return status
