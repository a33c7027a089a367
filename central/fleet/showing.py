"""What a kiosk shows a citizen now, worked out from its last heartbeat by the very rules that the kiosk goes by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from central.catalogue import in_language
from central.fleet.history import Condition
from central.fleet.models import KioskReport
from central.releases import shelf
from kiosk.matters.availability import Level, Situation, availability
from kiosk.matters.catalogue import BASELINE, Catalogue, load_catalogue
from kiosk.matters.model import Matter

COUNTER = "counter.only"


@dataclass(frozen=True, slots=True)
class Shown:
    """One matter: what the kiosk says of it, or why it is not there."""

    code: str
    title: str
    level: Level | None
    """None for a matter that is not offered at all"""
    reasons: tuple[str, ...] = ()

    @property
    def at_counter(self) -> bool:
        """Whether it is never done at a kiosk: information, whatever works."""
        return self.reasons == (COUNTER,)

    @property
    def doable(self) -> bool:
        """Whether a citizen can do something now."""
        return self.level in (Level.CAN_FINISH, Level.CAN_ACCEPT)


@dataclass(frozen=True, slots=True)
class Showing:
    """Everything of one kiosk. `catalogue` is empty when its release is no longer here to be read."""

    release: int
    known: bool
    matters: tuple[Shown, ...]
    told: bool
    """False when its program does not say what its devices can do: needs and the till are guesses then"""

    def count(self, level: Level | None) -> int:
        """How many matters are so, of those that are done at kiosks."""
        return sum(one.level is level and not one.at_counter for one in self.matters)


def showing_of(report: KioskReport, today: date | None = None) -> Showing:
    """What `report` means for citizens; `today` in China."""
    condition = Condition.of(report.heartbeat)
    catalogue = catalogue_of(condition.release)
    if catalogue is None:
        return Showing(condition.release, known=False, matters=(), told=condition.told)
    withdrawn = frozenset(shelf.standing(Path(settings.STATE)).rollout.withdrawn)
    found = sorted(
        _shown(catalogue, condition, withdrawn, today or timezone.localdate()),
        key=lambda one: (one.at_counter, _ORDER[one.level], one.title),
    )
    return Showing(condition.release, known=True, matters=tuple(found), told=condition.told)


def lacking(condition: Condition) -> tuple[frozenset[str], frozenset[str]]:
    """Codes that a kiosk in this condition offers but cannot do, and all that it offers; for the uptime of matters.

    What is done at a counter anyway counts as neither.
    """
    catalogue = catalogue_of(condition.release)
    if catalogue is None:
        return frozenset(), frozenset()
    return _lacking(catalogue.root, condition)


@lru_cache(maxsize=2048)
def _lacking(root: Path, condition: Condition) -> tuple[frozenset[str], frozenset[str]]:
    situation, matters = _situation(condition), _loaded(root).matters
    here = {code: matter for code, matter in matters.items() if not matter.at_counter_only}
    missing = (code for code, matter in here.items() if availability(matter, situation).level is Level.NOT_NOW)
    return frozenset(missing), frozenset(here)


def catalogue_of(release: int) -> Catalogue | None:
    """The matters of `release`; of what was shipped, for 0. None when it is no longer on offer here."""
    if not release:
        return _loaded(BASELINE)
    folder = shelf.catalogue_at(Path(settings.STATE), release)
    return None if folder is None else _loaded(folder)


@lru_cache(maxsize=8)
def _loaded(folder: Path) -> Catalogue:
    return load_catalogue(folder)


def _situation(condition: Condition) -> Situation:
    # It was heard: at that moment it was online.
    return Situation(frozenset(condition.usable), online=True, accepting=condition.accepting)


def _shown(catalogue: Catalogue, condition: Condition, withdrawn: frozenset[str], today: date) -> Iterator[Shown]:
    situation, hidden = _situation(condition), dict.fromkeys(catalogue.expired(today), "expired")
    hidden |= dict.fromkeys(catalogue.planned(today), "planned") | dict.fromkeys(withdrawn, "withdrawn")
    for code, matter in catalogue.matters.items():
        if code in hidden:
            yield Shown(code, in_language(matter.title), None, (hidden[code],))
        else:
            yield _judged(code, matter, situation)
    newest = catalogue_of(shelf.published(Path(settings.STATE))[1])
    for code, matter in newest.matters.items() if newest is not None else ():
        if code not in catalogue.matters:
            yield Shown(code, in_language(matter.title), None, ("not_in_release",))


def _judged(code: str, matter: Matter, situation: Situation) -> Shown:
    found = availability(matter, situation)
    return Shown(code, in_language(matter.title), found.level, found.reasons)


_ORDER = {Level.NOT_NOW: 0, None: 1, Level.CAN_ACCEPT: 2, Level.CAN_FINISH: 3}
