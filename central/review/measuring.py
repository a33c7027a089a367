"""What the fleet says of a release: heartbeats, audit logs and devices of the kiosks that took it, beside the others."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from central.fleet.models import AuditBreak, AuditRecord, KioskReport
from central.kiosks.models import Kiosk
from central.review.budget import Measured
from central.review.composing import FirstStage
from central.review.models import MatterRelease

SILENT = timedelta(minutes=3)
_BAD_EVENTS = ("release_rolled_back", "release_refused")
_ILL = Q(devices_down__gt=0)


def measure(release: MatterRelease, now: datetime) -> Measured:
    """What the fleet says of `release` now."""
    since = release.stage_since or now
    heard = Q(at__gt=now - SILENT)
    reports = KioskReport.objects.filter(kiosk__active=True)
    took, rest = reports.filter(release=release.number), reports.exclude(release=release.number)
    mine = took.aggregate(all=Count("pk"), silent=Count("pk", filter=~heard), ill=Count("pk", filter=_ILL))
    # Who was silent before it was public says nothing about it.
    others = rest.filter(at__gt=(release.published_at or now) - SILENT).aggregate(
        all=Count("pk"), silent=Count("pk", filter=~heard), ill=Count("pk", filter=_ILL)
    )
    wanted = mine["all"] + _still_without(release, rest.filter(heard))
    broken = AuditBreak.objects.filter(at__gte=release.published_at or now, kiosk__in=took.values("kiosk")).count()
    return Measured(
        watched=now - since,
        wanted=wanted,
        taken=mine["all"],
        refused=len(_refusing(release)),
        silent=mine["silent"],
        ill=mine["ill"],
        broken=broken,
        others=others["all"],
        others_silent=others["silent"],
        others_ill=others["ill"],
        empty=not wanted and not _anybody(release, Kiosk.objects.filter(active=True)),
    )


def _still_without(release: MatterRelease, rest: QuerySet[KioskReport]) -> int:
    """Kiosks that the stage is for, that are there, and that use another release."""
    return sum(_meant(release, rest.values_list("kiosk_id", "kiosk__region")))


def _anybody(release: MatterRelease, kiosks: QuerySet[Kiosk]) -> bool:
    """Whether the stage is for any of `kiosks`."""
    return any(_meant(release, kiosks.values_list("id", "region")))


def _meant(release: MatterRelease, rows: "QuerySet[Any, tuple[str, str]]") -> Iterator[bool]:
    """For each kiosk with its region whether the stage is for it."""
    stage = FirstStage(release.percent, release.regions).of(release)
    return (stage.takes(kiosk_id, region=region) for kiosk_id, region in rows.iterator())


def _refusing(release: MatterRelease) -> set[str]:
    """Kiosks whose audit log says that they refused it or went back from it."""
    said = Q()
    for event in _BAD_EVENTS:
        said |= Q(entry__contains=f'"{event}"')
    rows = AuditRecord.objects.filter(said, pk__gt=release.records_from).values_list("kiosk_id", "entry")
    return {kiosk_id for kiosk_id, entry in rows.iterator() if _is_of(entry, release.number)}


def _is_of(entry: str, number: int) -> bool:
    try:
        facts = json.loads(entry)
    except ValueError:
        return False
    return isinstance(facts, dict) and facts.get("release") == number and facts.get("event") in _BAD_EVENTS
