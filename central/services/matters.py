"""统一事项: the matter of a code, as the newest release has it."""

from typing import Protocol, cast

from central.catalogue import catalogue, matter_of
from central.services.outages import play
from central.services.registry import Kind, Service, Unavailable, service
from kiosk.matters.model import Matter


class Matters(Service, Protocol):
    """What a province implements."""

    def find(self, code: str) -> Matter | None:
        """The matter, or nothing for a code of which nobody has heard. Raises `Unavailable`."""


class ReleasedMatters:
    """Those of the newest signed release, or those that were shipped."""

    def ping(self) -> None:
        """Whether the catalogue loads and holds something."""
        play(Kind.MATTERS)
        if not catalogue().matters:
            raise Unavailable(Kind.MATTERS)

    def find(self, code: str) -> Matter | None:
        """From memory, once it is loaded."""
        play(Kind.MATTERS)
        return matter_of(code)


def matters() -> Matters:
    """The one in use."""
    return cast("Matters", service(Kind.MATTERS))
