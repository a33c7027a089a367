"""What is done about a device in trouble, and when: the ladder, the waits, the circuit breaker. Pure but for chance.

A fault belongs to a class; each class has its ladder. Rungs that a driver does not offer, and rungs that would throw away paper
whose fate is in doubt, are left out. Numbers and order: ``reference/devices.md`` 9.5 and 9.6.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from devices.api.errors import DeviceFault
from devices.api.status import DeviceState, status_when_down


class Trouble(StrEnum):
    """The classes of faults."""

    OPERATIONAL = "operational"
    """the device works; a card cannot be read, paper has run out"""
    SILENT = "silent"
    """no answer, or none that fits"""
    LOST = "lost"
    """the line is gone, and with it whatever the driver holds"""
    BROKEN = "broken"
    """it answers that it does not work, or it is not the device that it should be"""
    UNTRUSTED = "untrusted"
    """a bug or a hang: nothing of this driver is believed any more"""


class Rung(StrEnum):
    """What can be done, the gentlest first."""

    RESEND = "resend"
    RESYNC = "resync"
    SOFT_RESET = "soft_reset"
    REOPEN = "reopen"
    RE_ENUMERATE = "re_enumerate"
    """a new driver, which looks up anew where its device is"""


_LADDERS: dict[Trouble, tuple[Rung, ...]] = {
    Trouble.OPERATIONAL: (),
    Trouble.SILENT: (Rung.RESYNC, Rung.SOFT_RESET, Rung.REOPEN, Rung.RE_ENUMERATE),
    # Not opened again under the same name: another device may have it by now.
    Trouble.LOST: (Rung.RE_ENUMERATE,),
    Trouble.BROKEN: (Rung.SOFT_RESET, Rung.REOPEN, Rung.RE_ENUMERATE),
    Trouble.UNTRUSTED: (Rung.RE_ENUMERATE,),
}
_CLASSES = {
    DeviceState.NO_DEVICE: Trouble.LOST,
    DeviceState.OFFLINE: Trouble.SILENT,
    DeviceState.HARDWARE_ERROR: Trouble.BROKEN,
}


def trouble_of(fault: DeviceFault) -> Trouble:
    """The class of `fault`."""
    down = status_when_down(fault)
    return _CLASSES[down.state] if down is not None else Trouble.OPERATIONAL


def rungs(trouble: Trouble, offered: frozenset[Rung], *, in_doubt: bool) -> tuple[Rung, ...]:
    """The rungs to climb after a command or check failed, in order. Resending is the command's own affair.

    `offered` holds the optional rungs that the driver has. `in_doubt`: a command that must not be carried out twice has no
    known end; a reset now would lose the paper that may still be coming.
    """
    optional = {Rung.RESYNC, Rung.SOFT_RESET}
    barred = {Rung.SOFT_RESET} if in_doubt else set()
    return tuple(rung for rung in _LADDERS[trouble] if (rung in offered or rung not in optional) and rung not in barred)


@dataclass(frozen=True, slots=True)
class Pace:
    """Every delay and count of supervision, in seconds unless said otherwise."""

    check_every_s: float = 1.5
    """Between two checks of an idle device; matters follow a pulled plug within 5 s (PRODUCT.md, promise 1)"""
    recheck_s: float = 0.2
    """After a missed check; three of them, each at most `check_s` long, must fit in those 5 s, with one `resync`"""
    check_s: float = 0.5
    """How long a check may take; a module answers its status within 0.3 s (devices.md 1.7)"""
    missed_checks: int = 3
    """So many in a row before the device counts as gone"""
    open_s: float = 15.0
    """How long opening may take; a camera's helper process starts within 8 s"""
    rung_s: float = 3.0
    """How long one rung of the ladder may take"""
    late_s: float = 2.0
    """After the end of its time a driver that has not come back is said to be silent"""
    hung_s: float = 10.0
    """After the end of its time a driver that has not come back is given up, with its thread"""
    backoff_s: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
    """Between two attempts to open; stretched at random, so that devices behind one hub do not come back in step"""
    jitter: float = 0.2
    """The share of a wait that is left to chance"""
    healthy_s: float = 60.0
    """After this long without trouble the waits begin with the shortest again"""
    impatient_s: float = 1.0
    """A caller may bring the next attempt to open forward, but not closer than this to the last one"""
    failed_tests: int = 5
    """So many failed self-tests in a row put the device out of service"""
    out_of_service_s: float = 900.0
    """After this long out of service it is tried once more, in case somebody has seen to it"""
    handshake_every_s: float = 60.0
    """Between two self-tests of level 1, when idle"""
    quiet_test_every_s: float = 3600.0
    """Between two self-tests of level 2"""


class Backoff:
    """How long to wait before the next attempt to open. Times are monotonic seconds."""

    def __init__(self, pace: Pace, chance: Callable[[], float] = random.random) -> None:
        """`chance` draws from 0 to 1."""
        self._pace = pace
        self._chance = chance
        self._attempts = 0
        self._well_since: float | None = None

    def opened(self, now: float) -> None:
        """An attempt worked."""
        if self._well_since is None:
            self._well_since = now

    def next_s(self, now: float) -> float:
        """An attempt failed, or the device was lost: the seconds to wait from now."""
        if self._well_since is not None and now - self._well_since >= self._pace.healthy_s:
            self._attempts = 0
        self._well_since = None
        waits = self._pace.backoff_s
        wait_s = waits[min(self._attempts, len(waits) - 1)]
        stretch = self._pace.jitter * self._chance()
        # The last wait is the longest there is; chance can only shorten it.
        longest = self._attempts >= len(waits) - 1 and len(waits) > 1
        self._attempts += 1
        return wait_s * (1 - stretch if longest else 1 + stretch)


class Breaker:
    """Counts failed self-tests in a row. Open (`tripped`): the device is out of service until a wish or a long time."""

    def __init__(self, pace: Pace) -> None:
        self._limit = pace.failed_tests
        self.failures = 0

    @property
    def tripped(self) -> bool:
        """Whether the device is out of service."""
        return self.failures >= self._limit

    def failed(self) -> None:
        """A self-test failed: the device answered, and is not well; or its driver hung."""
        self.failures += 1

    def passed(self) -> None:
        """A self-test passed."""
        self.failures = 0
