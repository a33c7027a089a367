"""Further, stop, back: what is done with a release once it is public."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from central.releases import shelf
from central.releases.errors import ReleaseError
from central.releases.publisher import Publisher
from central.review.budget import Verdict, judge
from central.review.composing import FirstStage
from central.review.gate import refuse
from central.review.measuring import measure
from central.review.models import MatterRelease, ReleaseState
from central.review.refusals import ReviewRefused, Why
from central.review.unfinished import unfinished
from central.review.words import verdict_sentence

if TYPE_CHECKING:
    from django.contrib.auth.models import User

STAGES = (1.0, 10.0, 50.0, 100.0)
"""Percent of the kiosks, one after the other"""


def verdict(release: MatterRelease, now: datetime | None = None) -> Verdict:
    """Whether the next stage may begin."""
    return judge(measure(release, now or datetime.now(UTC)))


def further(release: MatterRelease, *, now: datetime | None = None) -> MatterRelease:
    """The next stage: a larger share, and at last everywhere, where it is complete. Only while the error budget holds.

    Raises `ReviewRefused`; what the budget says is kept with the release.
    """
    now = now or datetime.now(UTC)
    release = _rolling(release)
    wider = next((percent for percent in STAGES if percent > release.percent), None)
    found = verdict(release, now)
    MatterRelease.objects.filter(pk=release.pk).update(said=verdict_sentence(found))
    if not found.holds:
        raise ReviewRefused(Why.OVER_BUDGET, verdict_sentence(found))
    # After one region at 100 % comes the whole country at 100 %; after the whole country its end.
    stage = FirstStage(wider or STAGES[-1], further_regions(release))
    return _set(release, stage, now)


def further_regions(release: MatterRelease) -> list[str]:
    """The regions of the next stage; none is everywhere."""
    return list(release.regions) if any(percent > release.percent for percent in STAGES) else []


def spread(release: MatterRelease, regions: tuple[str, ...], *, now: datetime | None = None) -> MatterRelease:
    """The same share in other regions as well. Raises `ReviewRefused` when one would be taken away, or the budget is over."""
    now = now or datetime.now(UTC)
    release = _rolling(release)
    if not release.regions or not set(release.regions) <= set(regions):
        raise ReviewRefused(Why.NOT_SMALLER)
    found = verdict(release, now)
    if not found.holds:
        raise ReviewRefused(Why.OVER_BUDGET, verdict_sentence(found))
    return _set(release, FirstStage(release.percent, regions), now)


def stop(release: MatterRelease, by: "User") -> MatterRelease:
    """Nobody takes it any more; who has it keeps it until it is rolled back. Raises `ReviewRefused`."""
    with transaction.atomic():
        release = _open(release, ReleaseState.ROLLING)
        release.state, release.said = ReleaseState.STOPPED, f"{by.get_username()}"
        release.percent = 0
        release.save()
        _published(lambda here, now: here.rollout(FirstStage(0).of(release), now))
    return release


def back(release: MatterRelease, by: "User", why: str) -> MatterRelease:
    """Stop and roll back in one action: every kiosk gets the content that was everywhere before, authors their drafts.

    Nobody's key is needed: author and approver signed this way back with the release. Raises `ReviewRefused`.
    """
    if not why.strip():
        raise ReviewRefused(Why.NO_REASON)
    with transaction.atomic():
        release = _open(release, ReleaseState.ROLLING, ReleaseState.STOPPED, ReleaseState.COMPLETE)
        here = shelf.publisher(_state())
        if here.standing().release != release.number or not here.goes_back:
            raise ReviewRefused(Why.NO_WAY_BACK)
        # What it took along, and was not everywhere, goes with it.
        for gone in (release, *(unfinished(release.number) if release.back_to else ())):
            for proposal in gone.proposals.all():
                refuse(proposal, why)
            gone.state, gone.percent, gone.said = ReleaseState.BACK, 0, f"{by.get_username()}：{why.strip()}"
            gone.went_back_as = release.number + 1
            gone.save()
        _published(lambda here, now: here.back(now))
    return release


def _set(release: MatterRelease, stage: FirstStage, now: datetime) -> MatterRelease:
    with transaction.atomic():
        before, release = release, _open(release, ReleaseState.ROLLING)
        if (release.percent, release.regions) != (before.percent, before.regions):
            raise ReviewRefused(Why.NOT_OPEN)  # somebody else was first: what was judged was another stage
        release.percent, release.regions, release.stage_since = stage.percent, list(stage.regions), now
        if stage.percent >= STAGES[-1] and not stage.regions:
            release.state = ReleaseState.COMPLETE
        release.save()
        _published(lambda here, at: here.rollout(stage.of(release), at))
    return release


def _published(act: Callable[[Publisher, datetime], object]) -> None:
    """Last in its transaction: what is not published is not written down either."""
    try:
        act(shelf.publisher(_state()), datetime.now(UTC))
    except (ReleaseError, OSError) as error:
        raise ReviewRefused(Why.NOT_PUBLISHED, str(error)) from error


def _rolling(release: MatterRelease) -> MatterRelease:
    release = MatterRelease.objects.get(pk=release.pk)
    if release.state == ReleaseState.COMPLETE:
        raise ReviewRefused(Why.LAST_STAGE)
    if release.state != ReleaseState.ROLLING:
        raise ReviewRefused(Why.NOT_OPEN)
    return release


def _open(release: MatterRelease, *states: ReleaseState) -> MatterRelease:
    found = MatterRelease.objects.select_for_update().get(pk=release.pk)
    if found.state not in states:
        raise ReviewRefused(Why.NOT_OPEN)
    return found


def _state() -> Path:
    return Path(settings.STATE)
