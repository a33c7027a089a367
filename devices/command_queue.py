"""The commands that wait for one device, and the one that is being carried out."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from devices.api.cancel import Cancel

AnyDriver = TypeVar("AnyDriver")


class Repeat(StrEnum):
    """What may be done about a command that failed because the device did not answer."""

    FREELY = "freely"
    """sent again at once: it only asks"""
    BY_CALLER = "by_caller"
    """whether to ask again is for the caller to decide"""
    NEVER = "never"
    """it leaves something behind, as a print does: its outcome is in doubt, and the device is not reset meanwhile"""


@dataclass(slots=True, eq=False)
class Job(Generic[AnyDriver]):
    """One command. `finished` is set exactly once, with `result` or `error` filled; `woken` then or when it is cancelled."""

    what: str
    command: Callable[[AnyDriver], object]
    deadline: float
    """monotonic seconds"""
    repeat: Repeat = Repeat.BY_CALLER
    cancel: Cancel = field(default_factory=Cancel)
    finished: threading.Event = field(default_factory=threading.Event)
    woken: threading.Event = field(default_factory=threading.Event)
    result: object = None
    error: BaseException | None = None
    abandoned: bool = False
    """its caller has gone: a receipt printed now would be nobody's"""


class CommandQueue(Generic[AnyDriver]):
    """Callers put commands in from any thread; the owner thread takes them out, one at a time."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._changed = threading.Condition()
        self._waiting: deque[Job[AnyDriver]] = deque()
        self._running: Job[AnyDriver] | None = None
        self._woken = False
        self.closing = False

    @property
    def running(self) -> Job[AnyDriver] | None:
        """The command in flight."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many wait behind it."""
        return len(self._waiting)

    def put(self, job: Job[AnyDriver]) -> bool:
        """Queue `job`; False when the queue is closed."""
        with self._changed:
            if self.closing:
                return False
            self._waiting.append(job)
            self._changed.notify_all()
            return True

    def take(self, due: float) -> Job[AnyDriver] | None:
        """The next command, or None when `due` (monotonic seconds) has come, `wake` was called or the queue is closed."""
        with self._changed:
            while not (self._waiting or self.closing or self._woken):
                wait_s = due - self._monotonic()
                if wait_s <= 0:
                    return None
                self._changed.wait(min(wait_s, threading.TIMEOUT_MAX))
            self._woken = False
            return self._waiting.popleft() if self._waiting and not self.closing else None

    def wake(self) -> None:
        """Let `take` come back: something else has to be seen to."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def begin(self, job: Job[AnyDriver]) -> bool:
        """Make `job` the one in flight; False when its caller has gone."""
        with self._changed:
            if not job.abandoned:
                self._running = job
            return not job.abandoned

    def finish(self, job: Job[AnyDriver], result: object = None, error: BaseException | None = None) -> None:
        """Hand the outcome to whoever waits for it. A second outcome of the same command is dropped."""
        with self._changed:
            if self._running is job:
                self._running = None
            if not job.finished.is_set():
                job.result, job.error = result, error
                job.finished.set()
                job.woken.set()

    def abandon(self, job: Job[AnyDriver]) -> bool | None:
        """The caller of `job` goes. True when the driver is busy with it, False when it never began; None: it is done."""
        with self._changed:
            if job.finished.is_set():
                return None
            job.abandoned = True
            if job in self._waiting:
                self._waiting.remove(job)
            return self._running is job

    def forget_running(self) -> None:
        """The command in flight will never come back."""
        with self._changed:
            self._running = None

    def close(self) -> None:
        """Take nothing more."""
        with self._changed:
            self.closing = True
            self._changed.notify_all()

    def drain(self) -> list[Job[AnyDriver]]:
        """All that still wait, removed."""
        with self._changed:
            left = list(self._waiting)
            self._waiting.clear()
            return left
