"""A rollout that goes on by the clock, inside of the platform; run with `tests.central.review.deeds`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from central.fleet.models import KioskReport
from central.releases import shelf
from central.review import rollout
from central.review.composing import FirstStage
from central.review.models import MatterRelease
from central.review.pacing import keep_pace, set_pace
from central.review.rollout import further, stop
from tests.central.review.deeds import aged, kiosk, person, rolling, said


def by_the_clock() -> dict[str, Any]:
    """Too early, kept for people, stage by stage to the end, and nothing after it."""
    release = rolling()
    for number in range(10):
        kiosk(number, release.number)
    found: dict[str, Any] = {"too early": _wider()}
    aged(release)
    set_pace(release, by_hand=True)
    found["for people"] = _wider()
    set_pace(release, by_hand=False)
    found["steps"] = [[_wider(), MatterRelease.objects.get(pk=aged(release).pk).percent] for _ in range(4)]
    found["published"] = shelf.standing(Path(settings.STATE)).rollout.stages[0].percent
    found["over"] = said(lambda: set_pace(release, by_hand=True))
    return found


def spent_by_the_clock() -> list[Any]:
    """A device down on every kiosk that took it: it stays where it is, and says why."""
    release = rolling()
    for number in range(10):
        kiosk(number, release.number, ill=True)
        kiosk(100 + number, 1)
    wider, now = (aged(release), _wider())[1], MatterRelease.objects.get(pk=release.pk)
    return [wider, now.percent, bool(now.said)]


def out_of_a_region() -> list[Any]:
    """All kiosks of one region have it: whether the country gets it is for people."""
    release = rolling(100, ("990101",))
    kiosk(1, release.number)
    aged(release)
    return [_wider(), MatterRelease.objects.get(pk=release.pk).regions]


def somebody_first() -> list[Any]:
    """Between the judgement and the stage somebody else begins it, or stops: that stands."""
    release = rolling()
    kiosk(1, release.number)
    KioskReport.objects.update(release=release.number)
    before = aged(release)
    further(before)
    twice = said(lambda: rollout._set(before, FirstStage(50, ()), datetime.now(UTC)))
    stop(release, person("wu"))
    return [twice, _wider(), MatterRelease.objects.get(pk=release.pk).percent]


def _wider() -> int:
    return keep_pace(datetime.now(UTC))["wider"]
