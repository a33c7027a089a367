"""Kiosks by administrative area: a tree with the health of what lies below each place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from central.fleet.health import SILENT, Health
from central.kiosks.models import Kiosk, Region

LEVELS = (2, 4, 6, 9, 12)
"""Digits of province, city, county, street and community"""
NEVER = "never"
STATES = (Health.ILL.value, Health.SILENT.value, Health.ATTENTION.value, Health.WELL.value, NEVER)
"""The worst first"""


@dataclass(slots=True)
class Place:
    """One area: how many kiosks below it are how, and the areas in it."""

    code: str
    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    parts: "list[Place]" = field(default_factory=list)

    @property
    def kiosks(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def worst(self) -> str:
        """How the worst of them is; empty without any."""
        return next((state for state in STATES if self.counts[state]), "")

    def find(self, code: str) -> "Place | None":
        """The place with this code, in or below this one."""
        if self.code == code:
            return self
        return next((found for part in self.parts if (found := part.find(code))), None)


def tree(kiosks: QuerySet[Kiosk], now: datetime, names: Mapping[str, str] | None = None) -> Place:
    """Everything, as one place without a code. One query however many kiosks there are."""
    named = dict(Region.objects.values_list("code", "name")) if names is None else names
    everything = Place("", "")
    places: dict[str, Place] = {"": everything}
    for region, counts in _counted(kiosks, now):
        for code in ("", *_levels_of(region)):
            place = _place(code, places, named)
            for state, n in counts.items():
                place.counts[state] += n
    return everything


def state_of(health: str | None, at: datetime | None, *, broken: bool | None, now: datetime) -> str:
    """The one word for a kiosk."""
    if at is None or health is None:
        return NEVER
    if now - at > SILENT:
        return Health.SILENT.value
    return Health.ILL.value if broken else health


def _counted(kiosks: QuerySet[Kiosk], now: datetime) -> Iterable[tuple[str, dict[str, int]]]:
    silent = Q(report__at__lt=now - SILENT)
    ill = ~silent & (Q(report__health=Health.ILL) | Q(audit_trail__broken=True))
    rows = (
        kiosks.filter(active=True)
        .order_by()
        .values("region")
        .annotate(
            all=Count("id"),
            never=Count("id", filter=Q(report=None)),
            silent=Count("id", filter=silent),
            ill=Count("id", filter=Q(report__isnull=False) & ill),
            attention=Count("id", filter=Q(report__health=Health.ATTENTION) & ~silent & ~Q(audit_trail__broken=True)),
        )
    )
    for row in rows:
        counts = {state: int(row[state]) for state in STATES if state != Health.WELL.value}  # type: ignore[literal-required]  # the names above
        yield row["region"], {**counts, Health.WELL.value: int(row["all"]) - sum(counts.values())}


def _levels_of(region: str) -> list[str]:
    codes = [region[:digits] for digits in LEVELS if digits < len(region)]
    return [*codes, region] if region else []


def _place(code: str, places: dict[str, Place], names: Mapping[str, str]) -> Place:
    if code not in places:
        places[code] = Place(code, names.get(code, code))
        above = _levels_of(code)[:-1]
        _place(above[-1] if above else "", places, names).parts.append(places[code])
    return places[code]
