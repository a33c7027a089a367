"""统一身份认证, and the 核验助手 of seed 4-14: do a name and a number belong together? Answers with a word, never with data."""

from enum import StrEnum
from typing import Protocol, cast

from central.government.register import known_of
from central.services.outages import play
from central.services.registry import Kind, Service, service


class Match(StrEnum):
    """What is said of a name and a number."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    """Nobody of that number is known here: a stranger to this place, not a liar"""


class Identity(Service, Protocol):
    """What a province implements."""

    def check(self, number: str, name: str) -> Match:
        """Whether `name` is that of the holder of `number`. Raises `Unavailable`."""


class SimulatedIdentity:
    """Knows the synthetic people."""

    def ping(self) -> None:
        """Ask about a number that nobody has."""
        self.check("", "")

    def check(self, number: str, name: str) -> Match:
        """As the cards of the synthetic people have it."""
        play(Kind.IDENTITY)
        known = known_of(number)
        if known is None:
            return Match.UNKNOWN
        return Match.MATCH if known.name == name else Match.MISMATCH


def identity() -> Identity:
    """The one in use."""
    return cast("Identity", service(Kind.IDENTITY))
