"""How long a kiosk may go on accepting what it cannot hand over (reference/sync.md 2.4; MOSIP does it likewise)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from offline_cache.ballast import free_bytes
from offline_cache.errors import StoreFailed

_MB = 1_000_000

Level = Literal["ok", "warn", "stop"]
Why = Literal["", "age", "count", "disk", "no_key"]


@dataclass(frozen=True, slots=True)
class Limits:
    """``[offline]`` of ``kiosk.toml``. Beyond the warning a technician is told, beyond the stop nothing is accepted."""

    warn_age: timedelta = timedelta(hours=24)
    warn_count: int = 200
    stop_age: timedelta = timedelta(days=7)
    stop_count: int = 2000
    stop_free_bytes: int = 500 * _MB


@dataclass(frozen=True, slots=True)
class QueueStanding:
    """How the queue stands. `why` is what decided `level`: age or number of what waits, the disk, or a missing intake key."""

    depth: int
    oldest_age: timedelta | None
    free_bytes: int
    level: Level
    why: Why

    @property
    def accepting(self) -> bool:
        """Whether this kiosk may go on accepting."""
        return self.level != "stop"


def _nobody_says_so() -> bool:
    return False


class Ageing:
    """How long something has waited, whatever happens to the wall clock meanwhile.

    A wall clock that jumps ahead by a week must not stop acceptance: unless it is known to be right, no more time has passed than
    the monotonic clock says since this began.
    """

    def __init__(
        self,
        began: datetime,
        monotonic: Callable[[], float] = time.monotonic,
        clock_is_right: Callable[[], bool] = _nobody_says_so,
    ) -> None:
        """`began` is the moment by the wall clock; `clock_is_right` says whether a time service keeps that clock now."""
        self._began, self._monotonic, self._clock_is_right = began, monotonic, clock_is_right
        self._began_s = monotonic()

    def of(self, since: datetime, now: datetime) -> timedelta:
        """How long it is since then; never negative."""
        age = now - since
        if not self._clock_is_right():
            age = min(age, self._began + timedelta(seconds=self._monotonic() - self._began_s) - since)
        return max(timedelta(0), age)


def judge(limits: Limits, depth: int, oldest: timedelta | None, folder: Path, *, sealing: bool) -> QueueStanding:
    """The standing of a queue whose store lies in `folder`; `sealing` says whether there is a key to seal with.

    Raises:
        StoreFailed: the disk does not say how full it is.
    """
    try:
        free = free_bytes(folder)
    except OSError as error:
        raise StoreFailed(f"{folder} does not say how full it is: {type(error).__name__}") from error
    age = oldest or timedelta(0)
    level: Level = "stop"
    why: Why = ""
    if not sealing:
        why = "no_key"
    elif free < limits.stop_free_bytes:
        why = "disk"
    elif age > limits.stop_age:
        why = "age"
    elif depth >= limits.stop_count:
        why = "count"
    else:
        level = "warn"
        if age > limits.warn_age:
            why = "age"
        elif depth >= limits.warn_count:
            why = "count"
        else:
            level = "ok"
    return QueueStanding(depth, oldest, free, level, why)
