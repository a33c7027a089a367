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

LONGEST_OFF = timedelta(days=1)
"""A kiosk was switched off for no longer than this, unless its clock is known to be right"""

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
    the monotonic clock says since this began, or since it was last known to be right.
    """

    def __init__(
        self,
        began: datetime,
        monotonic: Callable[[], float] = time.monotonic,
        clock_is_right: Callable[[], bool] = _nobody_says_so,
    ) -> None:
        """`began` is the moment by the wall clock; `clock_is_right` says whether a time service keeps that clock now."""
        self._monotonic, self._clock_is_right = monotonic, clock_is_right
        self._sure = (began, monotonic())

    def go_on_from(self, last: datetime) -> None:
        """The run before was sure of the moment `last`: since then it cannot have been longer than `LONGEST_OFF`.

        A clock that was wrong at boot may be years ahead; the network that would set it may not come for days.
        """
        moment, at_s = self._sure
        self._sure = (max(last, min(moment, last + LONGEST_OFF)), at_s)

    def sure_of(self, now: datetime) -> datetime:
        """The latest moment that is sure to have come; `now`, the wall clock, is believed while a time service keeps it."""
        if self._clock_is_right():
            self._sure = (now, self._monotonic())
            return now
        moment, at_s = self._sure
        return moment + timedelta(seconds=self._monotonic() - at_s)

    def of(self, since: datetime, now: datetime) -> timedelta:
        """How long it is since then; never negative."""
        return max(timedelta(0), min(now, self.sure_of(now)) - since)


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
