"""The uninterruptible power supply: whether the kiosk runs on it, and how long still."""

from dataclasses import dataclass
from typing import Protocol

from devices.api.status import DeviceStatus


@dataclass(frozen=True, slots=True)
class PowerState:
    """One reading."""

    on_battery: bool
    battery_low: bool
    """the makers' word for *a few minutes left*"""
    failed: bool
    """the supply itself is broken"""
    input_v: float
    load_percent: int
    battery_v: float
    temperature_c: float


class PowerSupply(Protocol):
    """One UPS. `read`, `status` and the shutdown commands may raise `DeviceError`."""

    def open(self) -> None:
        """Reach it."""

    def close(self) -> None:
        """Let go of the line; the supply goes on."""

    def identity(self) -> str:
        """Its stable name, as far as it has one."""

    def status(self) -> DeviceStatus:
        """Whether it answers, and whether somebody has to come."""

    def read(self) -> PowerState:
        """How it stands now."""

    def power_off_and_return(self, *, off_after_min: float, on_after_min: int) -> None:
        """Cut the power after `off_after_min` minutes and give it back, once the mains are there, after `on_after_min`."""

    def keep_on(self) -> None:
        """Take a pending `power_off_and_return` back."""
