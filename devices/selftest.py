"""Self-tests of a device in four levels, and when each is due. Results are values; a failed test is nothing to catch.

0: its path or address is there, or its line open where no second caller is let in. 1: the handshake; it is the device that is
bound. 2: its function, without anybody noticing (all sensors, one frame). 3: with an operator (a test print, a test card), only
when asked for. Levels and their times: ``reference/devices.md`` 9.8.
"""

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceStatus
from devices.recovery import Trouble, trouble_of
from devices.setting import Driver
from devices.transports.byte_line import tcp_address

_CONNECT_S = 1.0
_PORTS = {"http": 80, "https": 443, "ipp": 631, "ipps": 443}
_OPTIONAL = MappingProxyType({2: "quiet_test", 3: "operator_test"})
"""level → the driver's method for it: ``() -> str``, what was seen in a technician's words, or `DeviceError`"""


class Level(IntEnum):
    """How much is tested; a level includes those below it."""

    PATH = 0
    HANDSHAKE = 1
    QUIET = 2
    OPERATOR = 3


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """The outcome of one test of one device. `seen` and `detail` are for technicians and hold no personal data."""

    role: str
    level: Level
    at: datetime
    """aware UTC"""
    took_s: float
    seen: tuple[str, ...] = ()
    fault: DeviceFault | None = None
    detail: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return self.fault is None

    def as_json(self) -> dict[str, object]:
        """For ``kioskctl … --json``."""
        return {
            "role": self.role,
            "level": int(self.level),
            "passed": self.passed,
            "at": self.at.isoformat(timespec="seconds"),
            "took_ms": round(self.took_s * 1000),
            "seen": list(self.seen),
            "fault": self.fault.value if self.fault is not None else "",
            "detail": self.detail,
        }


def reachable(address: str) -> bool:
    """Level 0: whether a path exists, or an address takes a connection."""
    place = urlsplit(address)
    host_and_port = tcp_address(address)
    if host_and_port is None and "://" in address and place.hostname is not None:
        host_and_port = place.hostname, place.port or _PORTS.get(place.scheme, 80)
    if host_and_port is None:
        return Path(address).exists()
    try:
        with socket.create_connection(host_and_port, _CONNECT_S):
            return True
    except OSError:
        return False


class SelfTests:
    """When which test of one device is due, and how the last ones went."""

    def __init__(
        self,
        role: str,
        *,
        handshake_every_s: float,
        quiet_test_every_s: float,
        monotonic: Callable[[], float],
    ) -> None:
        """Nothing is due before the device was opened."""
        self._role = role
        self._every_s = {Level.HANDSHAKE: handshake_every_s, Level.QUIET: quiet_test_every_s}
        self._due = dict.fromkeys(self._every_s, float("inf"))
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._last: dict[Level, SelfTestResult] = {}

    @property
    def results(self) -> Mapping[Level, SelfTestResult]:
        """The last result of each level that was tested."""
        with self._guard:
            return MappingProxyType(dict(self._last))

    @property
    def failing(self) -> bool:
        """Whether the device answered in the last quiet test that it is not well."""
        last = self._last.get(Level.QUIET)
        return last is not None and last.fault is not None and trouble_of(last.fault) is Trouble.BROKEN

    def opened(self, now: float) -> None:
        """The device was opened, which is a handshake; its function is tested as soon as nothing else is asked."""
        self._due = {Level.HANDSHAKE: now + self._every_s[Level.HANDSHAKE], Level.QUIET: now}

    def due(self, now: float) -> Level | None:
        """The level to test now, the higher one of two."""
        return max((level for level, due in self._due.items() if now >= due), default=None)

    def next_due(self) -> float:
        """When the next test is due, monotonic seconds."""
        return min(self._due.values())

    def run(
        self,
        level: Level,
        driver: Driver,
        look_for: Callable[[], None] | None = None,
        bound_identity: str = "",
    ) -> SelfTestResult:
        """Test up to `level` on the thread that owns the driver; keeps the result and says when the next is due."""
        began = self._monotonic()
        seen: list[str] = []
        fault, detail = None, ""
        try:
            self._climb(level, driver, look_for, bound_identity, seen)
        except DeviceError as error:
            fault, detail = error.fault, error.detail
        now = self._monotonic()
        result = SelfTestResult(self._role, level, datetime.now(UTC), now - began, tuple(seen), fault, detail)
        with self._guard:
            self._last[level] = result
        for each, every_s in self._every_s.items():
            if each <= level:
                self._due[each] = now + every_s
        return result

    def refused(self, level: Level, error: DeviceError) -> SelfTestResult:
        """The result of a test that could not begin, since the device is down; not kept."""
        return SelfTestResult(self._role, level, datetime.now(UTC), 0.0, (), error.fault, error.detail)

    def _climb(
        self, level: Level, driver: Driver, look_for: Callable[[], None] | None, bound: str, seen: list[str]
    ) -> None:
        if look_for is not None:
            look_for()
            seen.append("path is there")
        elif level is Level.PATH:
            # Nobody else may look; that there is a driver to test says that its line was opened.
            seen.append("its line is open")
        if level >= Level.HANDSHAKE:
            identity = driver.identity()
            if bound and identity != bound:
                raise DeviceError(DeviceFault.DEVICE_SWAPPED, f"{bound} is bound, {identity} answers")
            seen.append(f"is {identity}")
            ask = getattr(driver, "status", None)
            if ask is not None:
                seen.append(_told(ask()))
        more = [name for each, name in _OPTIONAL.items() if level >= each and hasattr(driver, name)]
        seen.extend(getattr(driver, name)() for name in more)
        if level is Level.OPERATOR and _OPTIONAL[Level.OPERATOR] not in more:
            seen.append("there is nothing to try with an operator")


def _told(status: DeviceStatus) -> str:
    if status.fault is not None:
        raise DeviceError(status.fault, status.detail)
    return f"{status.state}{': ' if status.detail else ''}{status.detail}"
