"""The thread that owns one driver: opens it, checks it, carries out commands, and climbs the ladder when it is in trouble.

Nobody else calls a driver. When a driver hangs beyond hope its owner is retired: another one takes the queue over with a new
driver, and the old thread ends when it comes back, if ever.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Generic

from devices.api.cancel import Cancel, CommandCancelled, Scope, entered
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction, status_when_down
from devices.command_queue import CommandQueue, Job, Repeat
from devices.metrics import Meter
from devices.recovery import Rung, Trouble, rungs, trouble_of
from devices.selftest import Level, SelfTests
from devices.setting import AnyDriver, Case, Setting
from devices.standing import Standing, log, log_bug


class Owner(Generic[AnyDriver]):
    """One thread. `start` it once; `retire` it when it hangs."""

    def __init__(
        self,
        setting: Setting[AnyDriver],
        queue: CommandQueue[AnyDriver],
        standing: Standing,
        meter: Meter,
        tests: SelfTests,
        case: Case,
    ) -> None:
        """Nothing runs yet."""
        self._is = setting
        self._pace = setting.pace
        self._queue = queue
        self._standing = standing
        self._meter = meter
        self._tests = tests
        self._case = case
        self._driver: AnyDriver | None = None
        self._opening: AnyDriver | None = None
        self._check_due = float("inf")
        self._check_s = self._pace.check_s
        self.scope: Scope | None = None
        """what the driver is busy with"""
        self.retired = False
        self.thread = threading.Thread(target=self._run, name=f"device {setting.role}", daemon=True)

    def _run(self) -> None:
        while not (self.retired or self._queue.closing):
            job = self._queue.take(self._due())
            wish, self._case.wish = self._case.wish, False
            if self._case.disabled:
                self._switch_off()
            elif self._driver is None and not self._queue.closing:
                self._open_if_due(hurry=job is not None, wish=wish)
            if job is not None:
                self._carry_out(job)
            elif self._driver is not None and self._is.monotonic() >= self._check_due and not self._queue.closing:
                self._check()
        self._let_go()

    def _due(self) -> float:
        if self._case.disabled:
            return float("inf") if self._driver is None else float("-inf")
        return self._case.open_due if self._driver is None else self._check_due

    @contextmanager
    def _asking(self, what: str, within_s: float, cancel: Cancel | None = None) -> Iterator[None]:
        """Around everything that is asked of the driver."""
        now = self._is.monotonic()
        scope = Scope(what, now + within_s, self._is.no_answer, cancel=cancel, monotonic=self._is.monotonic)
        with entered(scope):
            self.scope = scope
            if self._queue.closing and what != "close":
                scope.end()
            try:
                yield
            finally:
                self.scope = None
                self._meter.hear(None if self.retired else self._driver)

    # commands

    def _carry_out(self, job: Job[AnyDriver]) -> None:
        driver = self._driver
        if driver is None:
            cause = self._case.cause
            fault = "is switched off" if self._case.disabled else "is down"
            error = DeviceError(cause.fault if cause else self._is.no_answer, f"{job.what}: {self._is.role} {fault}")
            self._queue.finish(job, error=error)
            return
        if not self._queue.begin(job):
            return
        began = self._is.monotonic()
        try:
            with self._asking(job.what, job.deadline - began, job.cancel):
                result = self._attempt(job, driver)
        except DeviceError as error:
            self._meter.failed(error.fault)
            self._after(job, error, partial(self._after_failure, job, error))
        except Exception as bug:  # noqa: BLE001 - handed to the caller, where it ends the process
            self._meter.failed(None)
            self._after(job, bug, partial(self._after_bug, job.what, bug))
        else:
            self._meter.worked(self._is.monotonic() - began)
            # A command that worked proves as much as a check; none is put between two commands of a sequence.
            self._check_due = self._is.monotonic() + self._pace.check_every_s
            self._case.missed = 0
            late = job.abandoned
            self._queue.finish(job, result)
            if late:
                self._distrust(f"{job.what}: came back after its deadline")

    def _attempt(self, job: Job[AnyDriver], driver: AnyDriver) -> object:
        try:
            return job.command(driver)
        except DeviceError as error:
            ended = self.scope is not None and self.scope.ended
            if ended or job.repeat is not Repeat.FREELY or trouble_of(error.fault) is not Trouble.SILENT:
                raise
        self._meter.retried()
        result = job.command(driver)
        self._meter.mended(Rung.RESEND)
        return result

    def _after(self, job: Job[AnyDriver], error: Exception, see_to_it: Callable[[], None]) -> None:
        """The caller has its answer before the ladder is climbed; what takes no time is seen to first."""
        late = job.abandoned
        quick = not (isinstance(error, DeviceError) and trouble_of(error.fault) in (Trouble.SILENT, Trouble.BROKEN))
        if quick:
            see_to_it()
        self._queue.finish(job, error=error)
        if late and self._driver is not None:
            self._distrust(f"{job.what}: came back after its deadline")
        elif not quick:
            see_to_it()

    def _after_failure(self, job: Job[AnyDriver], error: DeviceError) -> None:
        trouble = trouble_of(error.fault)
        if trouble is Trouble.OPERATIONAL:
            if hasattr(self._driver, "status"):
                # The status may explain it (paper out): asked before the next command, seen by the listeners at once.
                self._check_due = self._is.monotonic()
            return
        self._case.in_doubt |= job.repeat is Repeat.NEVER or error.fault.value.endswith(".in_doubt")
        if job.cancel.asked:
            # Nothing is wrong with it, but an answer may still be under way.
            if not any(self._climb(rung, error) for rung in (Rung.RESYNC, Rung.REOPEN) if rung in self._offered()):
                self._lose(error.fault, error.detail)
            return
        self._recover(error)

    def _after_bug(self, what: str, bug: Exception) -> None:
        log_bug(self._is.role, what, bug)
        self._lose(self._is.no_answer, f"{what}: {type(bug).__name__}")

    def _distrust(self, detail: str) -> None:
        self._lose(self._is.no_answer, detail)

    # checks

    def _check(self) -> None:
        now = self._is.monotonic()
        self._check_due = now + self._pace.check_every_s
        driver = self._driver
        if driver is None:
            return
        level = self._tests.due(now)
        try:
            with self._asking("check", self._pace.open_s if level is Level.QUIET else self._check_s):
                status = self._is.status_of(driver) if level is None else self._tested(level, driver)
                self._case.capabilities = self._is.capabilities_of(driver)
        except DeviceError as error:
            self._meter.checked(missed=True)
            self._missed(error)
        except Exception as bug:  # noqa: BLE001 - logged as a bug; there is no caller to hand it to
            self._after_bug("status", bug)
        else:
            silent = status.state is DeviceState.OFFLINE
            self._meter.checked(missed=silent)
            self._case.missed = self._case.missed + 1 if silent else 0
            if self._doubted:
                self._check_due = self._is.monotonic() + self._soon_s
                return
            self._accept(status)

    @property
    def _doubted(self) -> bool:
        """Whether checks were missed, but not yet enough of them to say that the device is gone."""
        return 0 < self._case.missed < self._pace.missed_checks

    @property
    def _soon_s(self) -> float:
        return min(self._pace.recheck_s, self._pace.check_every_s)

    def _missed(self, error: DeviceError) -> None:
        """A check failed. One alone changes nothing that anybody sees."""
        if self.retired:
            return
        case, trouble = self._case, trouble_of(error.fault)
        case.cause = error
        if trouble in (Trouble.BROKEN, Trouble.OPERATIONAL):
            self._recover(error)
            return
        case.missed += 1
        if case.missed >= self._pace.missed_checks:
            self._recover(error)
        elif trouble is Trouble.SILENT and Rung.RESYNC in self._offered():
            if case.missed == 1:
                self._climb(Rung.RESYNC, error, believed=False)
            self._check_due = self._is.monotonic() + self._soon_s
        elif trouble is Trouble.LOST or isinstance(error, CommandCancelled):
            # Opened anew in place of the next check: the line is dead, or a late answer may still come over it.
            self._let_go()
            case.open_due = self._is.monotonic() + (0.0 if case.missed == 1 else self._soon_s)
        else:
            self._check_due = self._is.monotonic() + self._soon_s

    def _tested(self, level: Level, driver: AnyDriver) -> DeviceStatus:
        """A self-test in place of a check. A paper that is out is no failure of the device."""
        result = self._tests.run(level, driver, self._is.look_for, self._is.bound_identity)
        if result.fault is not None and trouble_of(result.fault) is not Trouble.OPERATIONAL:
            raise DeviceError(result.fault, result.detail)
        return self._is.status_of(driver)

    # recovery

    def _offered(self) -> frozenset[Rung]:
        always = {Rung.REOPEN, Rung.RE_ENUMERATE}
        return frozenset({rung for rung in Rung if rung in always or hasattr(self._driver, rung.value)})

    def _recover(self, error: DeviceError) -> None:
        trouble = trouble_of(error.fault)
        if trouble is Trouble.BROKEN:
            self._case.breaker.failed()
        if self._tests.failing:
            # It answered all along; opening it once more at once would fail the same test again.
            self._lose(error.fault, error.detail)
            return
        in_doubt = self._case.in_doubt or bool(getattr(self._driver, "in_doubt", False))
        for rung in rungs(trouble, self._offered(), in_doubt=in_doubt):
            if rung is Rung.RE_ENUMERATE:
                break
            if rung is not Rung.RESYNC or self._case.missed:
                self._become(DeviceStatus(DeviceState.SUSPENDED, RequiredAction.WAIT, error.fault, error.detail))
            if self._climb(rung, error):
                return
        self._lose(error.fault, error.detail)

    def _climb(self, rung: Rung, error: DeviceError, *, believed: bool = True) -> bool:
        """Try one rung; whether the device answers afterwards. Without `believed` only the next check decides that."""
        driver: Any = self._driver
        if driver is None or self.retired:
            return False
        self._meter.retried()
        try:
            with self._asking(rung.value, self._time_for(rung) if believed else self._pace.check_s):
                if rung is Rung.REOPEN:
                    driver.close()
                    driver.open()
                    self._case.identity = self._is.identity_of(driver)
                    self._meter.reconnected()
                else:
                    getattr(driver, rung.value)()
                status = self._is.status_of(driver) if believed else None
        except DeviceError:
            # What failed first is what is told; the next rung follows.
            return False
        except Exception as bug:  # noqa: BLE001 - logged as a bug; there is no caller to hand it to
            log_bug(self._is.role, rung.value, bug)
            return False
        if status is None or status.state is DeviceState.OFFLINE:
            return False
        self._meter.mended(rung)
        log.debug("%s: %s mended by %s", self._is.role, error.fault.value, rung.value)
        self._accept(status)
        return True

    def _time_for(self, rung: Rung) -> float:
        return self._pace.open_s if rung is Rung.REOPEN else self._pace.rung_s

    def _accept(self, status: DeviceStatus) -> None:
        """The device answered."""
        if self.retired:
            return
        now = self._is.monotonic()
        answers = status.state is not DeviceState.OFFLINE
        if answers:
            self._case.missed, self._case.in_doubt, self._case.cause = 0, False, None
            if not self._tests.failing:
                self._case.breaker.passed()
        self._check_due = min(now + self._pace.check_every_s, self._tests.next_due())
        self._case.backoff.opened(now)
        self._become(status)

    def _open_if_due(self, *, hurry: bool, wish: bool) -> None:
        case, now = self._case, self._is.monotonic()
        asked_for = hurry and now - case.attempted_at >= self._pace.impatient_s and not case.breaker.tripped
        if now < case.open_due and not asked_for and not wish:
            return
        case.attempted_at = now
        driver = None
        try:
            with self._asking("open", self._pace.check_s if self._doubted else self._pace.open_s):
                driver = self._opening = self._is.make_driver()
                driver.open()
                self._case.identity = self._is.identity_of(driver)
                asked_at = self._is.monotonic()
                status, capabilities = self._is.status_of(driver), self._is.capabilities_of(driver)
                self._check_s = self._is.check_limit_s(self._is.monotonic() - asked_at)
        except DeviceError as error:
            self._driver = driver
            self._not_opened(error)
        except Exception as bug:  # noqa: BLE001 - logged as a bug; there is no caller to hand it to
            self._driver = driver
            self._after_bug("open", bug)
        else:
            self._driver = driver
            if self.retired:
                return
            if case.ever_opened:
                self._meter.reconnected()
            case.ever_opened, case.capabilities = True, capabilities
            case.open_due = float("-inf")
            self._tests.opened(self._is.monotonic())
            self._accept(status)

    def _not_opened(self, error: DeviceError) -> None:
        if self.retired:
            return
        case, trouble = self._case, trouble_of(error.fault)
        if trouble is Trouble.BROKEN and error.fault is not DeviceFault.DEVICE_SWAPPED:
            case.breaker.failed()
        if trouble in (Trouble.LOST, Trouble.SILENT) and self._doubted:
            case.missed += 1
            if case.missed < self._pace.missed_checks:
                self._let_go()
                case.open_due = self._is.monotonic() + self._soon_s
                return
        self._lose(error.fault, error.detail)

    def _lose(self, fault: DeviceFault, detail: str) -> None:
        self._let_go()
        if self.retired:
            return
        self._give_up(fault, detail)

    def disown(self, what: str) -> None:
        """Called by another thread when the driver hangs in `what`: this owner ends when it comes back, if ever."""
        self.retired = True
        self._case.breaker.failed()
        self._give_up(self._is.no_answer, f"{what}: hangs")
        abort = getattr(self._driver or self._opening, "abort", None)
        if abort is not None:
            try:
                abort()
            except Exception as bug:  # noqa: BLE001 - logged as a bug; a new owner has to take over all the same
                log_bug(self._is.role, "abort", bug)

    def _give_up(self, fault: DeviceFault, detail: str) -> None:
        """The device is down; says so, and when it is tried again."""
        case, now = self._case, self._is.monotonic()
        case.missed = self._pace.missed_checks
        case.attempted_at = now
        case.open_due = now + case.backoff.next_s(now)
        case.cause = DeviceError(fault, detail)
        down = status_when_down(fault, detail)
        status = down or DeviceStatus(DeviceState.HARDWARE_ERROR, RequiredAction.TECHNICIAN, fault, detail)
        if case.breaker.tripped:
            case.open_due = now + self._pace.out_of_service_s
            detail = f"out of service after {self._pace.failed_tests} failed self-tests ({detail})"
            status = replace(status, state=DeviceState.HARDWARE_ERROR, action=RequiredAction.TECHNICIAN, detail=detail)
        self._standing.lose(status, out_of_service=case.breaker.tripped)

    def _switch_off(self) -> None:
        self._let_go()
        self._case.cause = None

    def _let_go(self) -> None:
        driver, self._driver = self._driver, None
        if driver is None:
            return
        try:
            with self._asking("close", self._pace.rung_s):
                driver.close()
        except DeviceError as error:
            log.info("%s closed with %s", self._is.role, error)
        except Exception as bug:  # noqa: BLE001 - logged as a bug; the owner must live on to open the device again
            log_bug(self._is.role, "close", bug)

    def _become(self, status: DeviceStatus) -> None:
        if not self.retired:
            self._standing.become(status)
