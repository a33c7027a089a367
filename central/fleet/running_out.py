"""What runs out first at each kiosk, and when: kept with its last heartbeat, so that a refill round is planned in a list.

It is reckoned when a reading is news, and by the clock where it is near: a level that stands still lasts longer every hour.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import QuerySet

from central.fleet.forecast import Reading, Sure, forecast
from central.fleet.models import KioskReport, SupplyReading

READINGS = timedelta(days=60)
"""So far back the readings are looked at"""
SOON = timedelta(days=3)
_NEAR = SOON + timedelta(days=1)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class FirstEmpty:
    """`supply` is empty at `at`, or since the reading that says so; without a supply nothing runs out that is known of."""

    supply: str = ""
    at: datetime | None = None

    @property
    def facts(self) -> dict[str, object]:
        """The columns of `KioskReport`."""
        return {"empty_supply": self.supply, "empty_at": self.at}


def first_empty_of(kiosk_id: str, supplies: Iterable[str], now: datetime) -> FirstEmpty:
    """By the readings kept of those `supplies` that the kiosk has now."""
    return _first(_readings((kiosk_id,), now).get(kiosk_id, {}), supplies, now)


def keep_forecasts(now: datetime) -> Mapping[str, int]:
    """Reckon anew what is near: it may have moved away. What is far does not come nearer without a reading."""
    moved = 0
    near = KioskReport.objects.filter(empty_at__lte=now + _NEAR).values_list("kiosk_id", "empty_at", "levels")
    waiting = iter(near.order_by("kiosk_id").iterator())
    while rows := list(islice(waiting, _AT_ONCE)):
        read = _readings([kiosk_id for kiosk_id, _, _ in rows], now)
        for kiosk_id, was, levels in rows:
            found = _first(read.get(kiosk_id, {}), levels, now)
            # Only what stands there still: a heartbeat in between knows better.
            moved += KioskReport.objects.filter(pk=kiosk_id, empty_at=was).update(**found.facts)
    return {"reckoned": moved}


def soon_empty(reports: QuerySet[KioskReport], now: datetime) -> QuerySet[KioskReport]:
    """Those at which something is empty, or will be within `SOON`."""
    return reports.filter(empty_at__lte=now + SOON)


def _readings(kiosk_ids: Iterable[str], now: datetime) -> dict[str, dict[str, list[Reading]]]:
    found: dict[str, dict[str, list[Reading]]] = {}
    rows = SupplyReading.objects.filter(kiosk_id__in=kiosk_ids, at__gte=now - READINGS).order_by("at")
    for kiosk_id, supply, at, percent in rows.values_list("kiosk_id", "supply", "at", "percent"):
        found.setdefault(kiosk_id, {}).setdefault(supply, []).append((at, percent))
    return found


def _first(readings: Mapping[str, list[Reading]], supplies: Iterable[str], now: datetime) -> FirstEmpty:
    ends = []
    for supply in supplies:
        kept = readings.get(supply, [])
        found = forecast(kept, now)
        if found.sure is Sure.EMPTY:
            ends.append((kept[-1][0], supply))
        elif found.empty_at is not None:
            ends.append((found.empty_at, supply))
    at, supply = min(ends, default=(None, ""))
    return FirstEmpty(supply, at)
