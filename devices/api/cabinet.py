"""The cabinet around the devices: its door, who stands in front of it, what lies in the outlet, and its guide lights."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class Sensor(StrEnum):
    """What a cabinet may feel."""

    DOOR = "door"
    """the service door is open"""
    PROXIMITY = "proximity"
    """somebody stands in front"""
    TRAY = "tray"
    """paper lies in the outlet"""


class GuideLight(StrEnum):
    """The lights that say where to put a hand now (XFS4IoT: guidance lights)."""

    CARD = "card"
    CAMERA = "camera"
    RECEIPT = "receipt"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class CabinetSensors:
    """What the cabinet feels; None for a sensor that it does not have."""

    door_open: bool | None = None
    person_near: bool | None = None
    tray_occupied: bool | None = None


@dataclass(frozen=True, slots=True)
class CabinetCapabilities:
    """What is wired to the board."""

    sensors: frozenset[Sensor]
    lights: frozenset[GuideLight]


class Cabinet(Protocol):
    """One board. Every method but `identity`, `capabilities` and `close` may raise `DeviceError`."""

    def open(self) -> None:
        """Reach the board."""

    def close(self) -> None:
        """Let go of it; the lights stay as they are."""

    def identity(self) -> str:
        """Where it sits on its bus."""

    def capabilities(self) -> CabinetCapabilities:
        """What is wired to it, by configuration."""

    def status(self) -> DeviceStatus:
        """Whether it answers."""

    def sensors(self) -> CabinetSensors:
        """What it feels now. A change counts only when it is still there 50 ms later: contacts chatter."""

    def light(self, lit: frozenset[GuideLight]) -> None:
        """Have exactly these lights lit; those that are not wired are passed over."""
