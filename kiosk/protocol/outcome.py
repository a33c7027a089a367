"""What can come of a call to the platform, as values: all four are expected, none is an exception."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.protocol.messages import Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Delivered(Generic[T]):
    """The platform answered, and the answer fits the question."""

    answer: T


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not now: network down, platform busy, or an answer that cannot be trusted. Nothing may be erased.

    `retry_after` is the platform's wish in seconds. `everyone` says that the next message would fare no better.
    """

    why: str
    retry_after: float | None = None
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take this message."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """This kiosk is not (any longer) allowed to talk to the platform: HTTP 401 or 403."""

    status: int


Outcome = Delivered[T] | TryLater | Refused | NotAllowed
