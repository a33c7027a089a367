"""Which kiosk has which release, who should have another by now, and why they have not."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db.models import QuerySet

from central.fleet.health import SILENT
from central.fleet.models import KioskReport
from central.releases import shelf
from central.releases.errors import ReleaseError
from kiosk.protocol.fleet import Heartbeat, LookEnd, look_end
from kiosk.protocol.release import Rollout, is_new_enough

_FIELDS = ("kiosk_id", "kiosk__region", "kiosk__place", "release", "at", "program", "edition", "body")
MOST_SHOWN = 200

Why = Literal["silent", "program", "refused", "unseen", "offline_way", "fetching"]


@dataclass(frozen=True, slots=True)
class Straggler:
    """A kiosk that does not use the release that the rollout has for it."""

    kiosk: str
    region: str
    place: str
    release: int
    wanted: int
    why: Why
    said: str = ""
    """Its own word on it"""


@dataclass(frozen=True, slots=True)
class Convergence:
    """How far the fleet is."""

    newest: int
    edition: int
    counts: tuple[tuple[int, int], ...]
    """Release and how many kiosks use it, the newest first"""
    wanted: tuple[tuple[int, int, int], ...]
    """Release, how many should use it, and how many of those do"""
    stragglers: tuple[Straggler, ...]
    behind: int
    """How many stragglers there are; not all may be listed"""

    @property
    def kiosks(self) -> int:
        """All that ever reported."""
        return sum(count for _, count in self.counts)


def convergence(reports: QuerySet[KioskReport], now: datetime | None = None) -> Convergence:
    """Of the kiosks of `reports`."""
    now = now or datetime.now(UTC)
    standing = shelf.standing(Path(settings.STATE))
    rows = list(
        reports.order_by().values_list("kiosk_id", "kiosk__region", "release")
    )  # of 20,000, no more than needed
    wanted = {kiosk: _wanted(standing.rollout, kiosk, region) for kiosk, region, _ in rows}
    behind = sorted((release, kiosk) for kiosk, _, release in rows if wanted[kiosk] not in (0, release))
    counts = Counter(release for _, _, release in rows)
    should = Counter(release for release in wanted.values() if release)
    have = Counter(release for kiosk, _, release in rows if wanted[kiosk] == release)
    listed = [kiosk for _, kiosk in behind[:MOST_SHOWN]]
    return Convergence(
        newest=standing.release,
        edition=standing.edition,
        counts=tuple(sorted(counts.items(), reverse=True)),
        wanted=tuple((release, n, have[release]) for release, n in sorted(should.items(), reverse=True)),
        stragglers=tuple(_explained(listed, wanted, standing.edition, now)),
        behind=len(behind),
    )


def _wanted(rollout: Rollout, kiosk: str, region: str) -> int:
    stage = rollout.stage_for(kiosk, region=region)
    return 0 if stage is None else stage.release


def _explained(kiosks: Sequence[str], wanted: dict[str, int], edition: int, now: datetime) -> Iterator[Straggler]:
    needs = {release: _min_program(release) for release in {wanted[kiosk] for kiosk in kiosks}}
    found = KioskReport.objects.filter(kiosk_id__in=kiosks).order_by("release", "kiosk_id")
    for kiosk, region, place, release, at, program, seen, body in found.values_list(*_FIELDS):
        said = Heartbeat.model_validate_json(body).release_said
        want = wanted[kiosk]
        why = _why(said, silent=now - at > SILENT, old=not is_new_enough(program, needs[want]), unseen=seen < edition)
        yield Straggler(kiosk, region, place, release, want, why, said)


def _why(said: str, *, silent: bool, old: bool, unseen: bool) -> Why:
    if silent:
        return "silent"
    if old:
        return "program"
    match look_end(said):
        case LookEnd.REFUSED | LookEnd.TAKEN_BACK | LookEnd.NOT_BELIEVED:
            return "refused"
        case LookEnd.NOT_REACHED:
            return "offline_way"
        case None:
            return "unseen" if unseen else "fetching"


def _min_program(release: int) -> str:
    if not release:
        return "0"
    try:
        return shelf.publisher(Path(settings.STATE)).document(release).min_program
    except ReleaseError:
        return "0"
