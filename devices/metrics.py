"""What is counted of each device: commands, failures, recoveries, latency. A falling paper is predicted by such numbers."""

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil
from types import MappingProxyType

from devices.api.errors import DeviceFault
from devices.recovery import Rung

_WINDOW = 256
"""latencies that the percentile is taken of: the newest"""


@dataclass(frozen=True, slots=True)
class Metrics:
    """One device since its supervision began. Latencies in seconds, of commands that worked."""

    commands: int = 0
    failures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """fault code → how often a command failed with it"""
    checks: int = 0
    missed_checks: int = 0
    retries: int = 0
    """commands sent a second time, and gentle rungs of the ladder tried"""
    reconnects: int = 0
    """times it was opened again"""
    rungs: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """rung → how often it mended the device"""
    latency_mean_s: float = 0.0
    latency_max_s: float = 0.0
    latency_p95_s: float = 0.0
    """of the newest 256"""
    last_good: datetime | None = None
    """when a command or check last worked, aware UTC"""
    driver: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """what the driver counts of its own wire (frames sent again, photos that failed), over all the times it was opened"""

    @property
    def failed(self) -> int:
        """Commands that failed, whatever with."""
        return sum(self.failures.values())

    def as_json(self) -> dict[str, object]:
        """For ``kioskctl … --json``."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        last_good = self.last_good.isoformat(timespec="seconds") if self.last_good else None
        latencies = {name: round(value, 4) for name, value in plain.items() if name.startswith("latency")}
        return {
            **plain,
            **latencies,
            "failures": dict(self.failures),
            "rungs": dict(self.rungs),
            "driver": dict(self.driver),
            "last_good": last_good,
        }


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Meter:
    """Counts; any thread. `read` gives the numbers of this moment."""

    def __init__(self, now: Callable[[], datetime] = _utc_now) -> None:
        """`now` gives aware UTC."""
        self._now = now
        self._guard = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._rungs: Counter[str] = Counter()
        self._newest: deque[float] = deque(maxlen=_WINDOW)
        self._sum_s = 0.0
        self._max_s = 0.0
        self._last_good: datetime | None = None
        self._driver: object = None
        self._of_this_driver: Mapping[str, int] = {}
        self._of_earlier_drivers: Counter[str] = Counter()

    def worked(self, took_s: float) -> None:
        """A command worked."""
        with self._guard:
            self._counts["commands"] += 1
            self._newest.append(took_s)
            self._sum_s += took_s
            self._max_s = max(self._max_s, took_s)
            self._last_good = self._now()

    def failed(self, fault: DeviceFault | None) -> None:
        """A command failed; None for a bug."""
        with self._guard:
            self._counts["commands"] += 1
            self._failures[fault.value if fault is not None else "bug"] += 1

    def checked(self, *, missed: bool) -> None:
        """The device was asked how it is."""
        with self._guard:
            self._counts["checks"] += 1
            if missed:
                self._counts["missed_checks"] += 1
            else:
                self._last_good = self._now()

    def retried(self) -> None:
        """A command was sent again, or a gentle rung tried."""
        with self._guard:
            self._counts["retries"] += 1

    def reconnected(self) -> None:
        """It was opened again."""
        with self._guard:
            self._counts["reconnects"] += 1

    def mended(self, rung: Rung) -> None:
        """It works again, thanks to `rung`."""
        with self._guard:
            self._rungs[rung.value] += 1

    def hear(self, driver: object) -> None:
        """Take over what `driver` counts (``counts()``, where it has one). Called by the thread that owns it."""
        tell = getattr(driver, "counts", None)
        if tell is None:
            return
        counts = tell()
        with self._guard:
            if driver is not self._driver:
                self._of_earlier_drivers.update(self._of_this_driver)
                self._driver = driver
            self._of_this_driver = counts

    def read(self) -> Metrics:
        """The numbers now."""
        with self._guard:
            ordered = sorted(self._newest)
            worked = self._counts["commands"] - sum(self._failures.values())
            return Metrics(
                **self._counts,
                failures=MappingProxyType(dict(self._failures)),
                rungs=MappingProxyType(dict(self._rungs)),
                latency_mean_s=self._sum_s / worked if worked else 0.0,
                latency_max_s=self._max_s,
                latency_p95_s=ordered[ceil(0.95 * len(ordered)) - 1] if ordered else 0.0,
                last_good=self._last_good,
                driver=MappingProxyType(dict(self._of_earlier_drivers + Counter(self._of_this_driver))),
            )
