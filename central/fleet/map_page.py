"""The map: a tree of areas, and a tile for each kiosk, coloured by how it is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.fleet.console import asked_region, kiosks_of, places_of
from central.fleet.health import Trouble
from central.fleet.regions import NEVER, STATES, Place, state_of
from central.fleet.words import ago_words

MOST_TILES = 600
"""Beyond that the areas below are shown, and their tiles one step further in"""
STATE_WORDS: dict[str, str | Promise] = {
    "well": _("正常"),
    "attention": _("需留意"),
    "ill": _("故障"),
    "silent": _("失联"),
    NEVER: _("未上线"),
}
SIGNS = {"well": "✓", "attention": "!", "ill": "×", "silent": "–", NEVER: "·"}
"""Beside the colour, for whoever does not see it"""
_FIELDS = (
    *("id", "place", "region", "report__health", "report__at", "report__troubles", "report__release"),
    *("report__queue_depth", "audit_trail__broken"),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One kiosk."""

    kiosk: str
    state: str
    sign: str
    said: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One area with its tiles, or without them where there are too many."""

    place: Place
    tiles: tuple[Tile, ...]


def context_of(request: HttpRequest, now: datetime) -> dict[str, object]:
    """All that ``fleet/map.html`` shows."""
    whole, place = places_of(request, now)
    tiled = place.kiosks <= MOST_TILES
    return {
        "whole": whole,
        "place": place,
        "region": asked_region(request),
        "legend": [(state, STATE_WORDS[state], SIGNS[state], place.counts[state]) for state in reversed(STATES)],
        "panels": list(_panels(request, place, now)) if tiled else [Panel(part, ()) for part in place.parts],
        "tiled": tiled,
        "now": now,
    }


def _panels(request: HttpRequest, place: Place, now: datetime) -> Iterator[Panel]:
    tiles: dict[str, list[Tile]] = {}
    for row in kiosks_of(request).order_by("region", "id").values_list(*_FIELDS):
        tiles.setdefault(row[2], []).append(_tile(row, now))
    for leaf in _leaves(place, set(tiles)):
        yield Panel(leaf, tuple(tiles.get(leaf.code, ())))


def _leaves(place: Place, codes: set[str]) -> Iterator[Place]:
    """Every area that kiosks are in directly."""
    if place.code in codes:
        yield place
    for part in sorted(place.parts, key=lambda one: one.code):
        yield from _leaves(part, codes)


def _tile(
    row: tuple[str, str, str, str | None, datetime | None, list[str], int, int, bool | None], now: datetime
) -> Tile:
    kiosk, place, _region, health, at, troubles, release, depth, broken = row
    state = state_of(health, at, broken=broken, now=now)
    said = [f"{kiosk} {place}".strip(), str(STATE_WORDS[state])]
    if at is not None:
        said.append(gettext("%s前心跳") % ago_words((now - at).total_seconds()))
        said.append(gettext("版本 %d") % release)
    said += [str(Trouble(one).label) for one in troubles or () if one in set(Trouble)]
    if depth:
        said.append(gettext("待发 %d 件") % depth)
    url = reverse("admin:fleet_kioskreport_change", args=(kiosk,)) if at is not None else _kiosk_url(kiosk)
    return Tile(kiosk, state, SIGNS[state], "\n".join(said), url)


def _kiosk_url(kiosk: str) -> str:
    return reverse("admin:kiosks_kiosk_change", args=(kiosk,))
