"""What a kiosk shows a citizen now, worked out from its last heartbeat by the very rules that the kiosk goes by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from central.catalogue import calendar, in_language
from central.fleet.history import Condition
from central.fleet.models import KioskReport
from central.releases import shelf
from kiosk.matters.availability import CLOSED, Level, Situation, availability
from kiosk.matters.catalogue import BASELINE, Catalogue, load_catalogue
from kiosk.matters.model import Matter
from kiosk.matters.opening import opens_next

COUNTER = "counter.only"
OFFLINE_FOR = timedelta(days=30)
"""For which a kiosk that hears nothing goes on offering what names no last day, as it is shipped (`kiosk.config`)"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One matter: what the kiosk says of it, or why it is not there."""

    code: str
    title: str
    level: Level | None
    """None for a matter that is not offered at all"""
    reasons: tuple[str, ...] = ()
    opens: datetime | None = None
    """When it is open again, of one that is closed now; China time"""
    bundle: bool = False
    """Whether it is a 一件事"""

    @property
    def at_counter(self) -> bool:
        """Whether it is never done at a kiosk: information, whatever works."""
        return self.reasons == (COUNTER,)


@dataclass(frozen=True, slots=True)
class Showing:
    """Everything of one kiosk. `matters` is empty when its release is no longer here to be read."""

    release: int
    known: bool
    matters: tuple[Shown, ...]
    told: bool
    """False when its program does not say what its devices can do: needs and the till are guesses then"""

    def count(self, level: Level | None) -> int:
        """How many matters are so, of those that are done at kiosks."""
        return sum(one.level is level and not (one.at_counter or one.bundle) for one in self.matters)


def showing_of(report: KioskReport, now: datetime | None = None) -> Showing:
    """What `report` means for citizens at `now`."""
    condition, now = Condition.of(report.heartbeat), now or timezone.now()
    catalogue = catalogue_of(condition.release)
    if catalogue is None:
        return Showing(condition.release, known=False, matters=(), told=condition.told)
    hidden = _hidden(catalogue, timezone.localdate(now), timezone.localdate(report.at + OFFLINE_FOR))
    situation = replace(_situation(condition), now=now, calendar=calendar())
    found = sorted(
        (*_shown(catalogue, situation, hidden), *_bundles(catalogue, situation, hidden)),
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


def _hidden(catalogue: Catalogue, today: date, good_until: date) -> Mapping[str, str]:
    """What it does not offer at all, and why."""
    hidden = dict.fromkeys(catalogue.expired(today, good_until), "expired")
    hidden |= dict.fromkeys(catalogue.planned(today), "planned")
    return hidden | dict.fromkeys(shelf.standing(Path(settings.STATE)).rollout.withdrawn, "withdrawn")


def _shown(catalogue: Catalogue, situation: Situation, hidden: Mapping[str, str]) -> Iterator[Shown]:
    for code, matter in catalogue.matters.items():
        if code in hidden:
            yield Shown(code, in_language(matter.title), None, (hidden[code],))
        else:
            yield _judged(code, matter, situation)
    newest = catalogue_of(shelf.published(Path(settings.STATE))[1])
    for code, matter in newest.matters.items() if newest is not None else ():
        if code not in catalogue.matters:
            yield Shown(code, in_language(matter.title), None, ("not_in_release",))


def _bundles(catalogue: Catalogue, situation: Situation, hidden: Mapping[str, str]) -> Iterator[Shown]:
    courses = catalogue.without(hidden.keys()).courses
    for key, course in catalogue.courses.items():
        if key in courses:
            yield replace(_judged(key, courses[key], situation), bundle=True)
        else:
            yield Shown(key, in_language(course.title), None, ("member.missing",), bundle=True)


def _judged(code: str, matter: Matter, situation: Situation) -> Shown:
    found = availability(matter, situation)
    closed_at = situation.now if CLOSED in found.reasons else None
    opens = None if closed_at is None else opens_next(matter.opening, closed_at, situation.calendar)
    return Shown(code, in_language(matter.title), found.level, found.reasons, opens)


_ORDER = {Level.NOT_NOW: 0, None: 1, Level.CAN_ACCEPT: 2, Level.CAN_FINISH: 3}
