"""物流寄递: the carrier, which knows its own tracking numbers."""

from typing import Protocol, cast

from central.delivery.tracking import TrackingNumber, read
from central.services.outages import play
from central.services.registry import Kind, Service, Unavailable, service

_EXAMPLE = "RB123456785CN"
"""UPU S10's own, whose check digit fits"""


class Carrier(Service, Protocol):
    """What a province implements."""

    def read(self, typed: str) -> TrackingNumber:
        """What a number that somebody typed or scanned is worth. Raises `Unavailable`."""


class SimulatedCarrier:
    """EMS, as far as its numbers say it by themselves."""

    def ping(self) -> None:
        """Whether a good number is known as one."""
        if not self.read(_EXAMPLE).usable:
            raise Unavailable(Kind.DELIVERY)

    def read(self, typed: str) -> TrackingNumber:
        """By form and check digit."""
        play(Kind.DELIVERY)
        return read(typed)


def carrier() -> Carrier:
    """The one in use."""
    return cast("Carrier", service(Kind.DELIVERY))
