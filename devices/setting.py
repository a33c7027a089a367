"""What the supervision of one device rests on: what a driver is, what is known of the device, what is remembered of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus
from devices.recovery import Backoff, Breaker, Pace


class Driver(Protocol):
    """What every driver has.

    Optional methods: ``status() -> DeviceStatus`` (asked while idle), ``capabilities()`` (a frozen value of what is known by
    then, asked after the status without waiting for anything),
    ``resync()`` and ``soft_reset()`` (rungs of the ladder; `DeviceError` when they do not help), ``quiet_test() -> str`` and
    ``operator_test() -> str`` (self-tests of level 2 and 3), ``counts()`` (name → number since it was made, of what went wrong
    on its wire, for the metrics), and ``abort()``, the only one that another thread may call: it
    makes a hanging call come back, and does not block.
    """

    def open(self) -> None:
        """Reach the device or raise `DeviceError`."""

    def close(self) -> None:
        """Let go of it; safe to call twice."""

    def identity(self) -> str:
        """Its stable name."""


AnyDriver = TypeVar("AnyDriver", bound=Driver)


@dataclass(frozen=True, slots=True)
class Setting(Generic[AnyDriver]):
    """What an owner is told about its device."""

    role: str
    make_driver: Callable[[], AnyDriver]
    no_answer: DeviceFault
    monotonic: Callable[[], float]
    pace: Pace
    bound_identity: str = ""
    look_for: Callable[[], None] | None = None
    """level 0: `DeviceError` when its path or address is not there; the check of a driver that has no ``status``"""

    def status_of(self, driver: AnyDriver) -> DeviceStatus:
        """The driver's status; of one that has none to tell, whether its path or address is there."""
        ask = getattr(driver, "status", None)
        if ask is None:
            if self.look_for is not None:
                self.look_for()
            driver.identity()
            return DeviceStatus(DeviceState.ONLINE)
        status = ask()
        if not isinstance(status, DeviceStatus):
            raise TypeError(f"status() of {type(driver).__name__} returned {type(status).__name__}")
        return status

    def capabilities_of(self, driver: AnyDriver) -> object:
        """What the driver says that the device can; None when it says nothing."""
        tell = getattr(driver, "capabilities", None)
        return tell() if tell is not None else None

    def check_limit_s(self, took_s: float) -> float:
        """How long a check may take on a device whose first one took `took_s`: some answer one question in four."""
        return max(self.pace.check_s, min(2 * took_s, self.pace.rung_s))

    def identity_of(self, driver: AnyDriver) -> str:
        """Who answers; `DeviceError` when it is not the device that is bound."""
        found = driver.identity()
        if self.bound_identity and found != self.bound_identity:
            raise DeviceError(DeviceFault.DEVICE_SWAPPED, f"{self.bound_identity} is bound, {found} answers")
        return found


@dataclass(slots=True)
class Case:
    """What is remembered of a device in trouble, from one owner to the next."""

    backoff: Backoff
    breaker: Breaker
    missed: int = 0
    in_doubt: bool = False
    ever_opened: bool = False
    wish: bool = False
    """somebody asked to try again now"""
    disabled: bool = False
    attempted_at: float = float("-inf")
    open_due: float = float("-inf")
    cause: DeviceError | None = None
    identity: str = ""
    capabilities: object = None
