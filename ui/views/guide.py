"""The guide of one matter, shown before a card is asked for."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """What people ask first: a label, the answer, and a word on it."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class WhoLine:
    """One sentence on who can apply; at most three."""

    text: str
    tone: Literal["ok", "info", "warn"]


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """One material: ``free`` needs nothing, ``scan`` a photo here, ``bring`` showing it; at most four."""

    icon: str
    title: str
    note: str
    tag: Literal["free", "scan", "bring"]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One circle of the way; at most six."""

    icon: str
    label: str


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """One paper to take to the counter."""

    icon: str
    title: str


@dataclass(frozen=True, slots=True)
class CounterGuide:
    """Where, when and with what a matter is done that this kiosk cannot do."""

    place: str
    hours: str
    bring: tuple[TakeAlong, ...]


@dataclass(frozen=True, slots=True)
class GuideView:
    """The whole guide. ``reason`` says why not and where instead when ``verdict`` is ``not``.

    A matter of a counter has ``counter`` and no facts, materials or steps: the kiosk does not know the counter's.
    """

    title: str
    subtitle: str
    verdict: Literal["finish", "accept", "not"]
    reason: str
    can_start: bool
    can_print: bool
    facts: tuple[Fact, ...]
    who: tuple[WhoLine, ...]
    materials: tuple[GuideMaterial, ...]
    steps: tuple[GuideStep, ...]
    counter: CounterGuide | None = None
