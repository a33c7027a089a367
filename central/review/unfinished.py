"""Releases that are not everywhere yet, and what the next one takes along of them.

A release is built on the newest one: it brings that one's content to no more kiosks than it was let to, and a way back
leads past both.
"""

from collections.abc import Sequence

from central.review.models import MatterRelease, ReleaseState
from central.review.refusals import ReviewRefused, Why

_EVERYWHERE = 100.0
_PUBLIC = (ReleaseState.ROLLING, ReleaseState.COMPLETE, ReleaseState.STOPPED, ReleaseState.MERGED)


def is_everywhere(release: MatterRelease) -> bool:
    """Whether every kiosk is offered it."""
    if release.state == ReleaseState.COMPLETE:
        return True
    return release.state == ReleaseState.ROLLING and release.percent >= _EVERYWHERE and not release.regions


def unfinished(number: int) -> list[MatterRelease]:
    """What the release `number` takes along that is not everywhere, the newest first.

    A number without a row was published at the command line or is a way back, both for all kiosks.
    """
    known = {row.number: row for row in MatterRelease.objects.filter(number__lt=number, state__in=_PUBLIC)}
    found = []
    while (row := known.get(number - 1)) is not None and not is_everywhere(row):
        found.append(row)
        number -= 1
    return found


def proven_before(number: int) -> int:
    """The newest release before `number` that is everywhere: where a way back leads."""
    along = unfinished(number)
    return (along[-1].number if along else number) - 1


def refuse_wider(number: int, percent: float, regions: Sequence[str]) -> None:
    """Raise `ReviewRefused` where the first share of the release `number` is wider than that of what it takes along."""
    refuse_stopped(number)
    for newest in unfinished(number)[:1]:
        within = not newest.regions or (bool(regions) and set(regions) <= set(newest.regions))
        if percent > newest.percent or not within:
            raise ReviewRefused(Why.WIDER_THAN_BEFORE, share_of(newest))


def refuse_stopped(number: int) -> None:
    """Raise `ReviewRefused` where the release `number` would take along what was stopped."""
    for newest in unfinished(number)[:1]:
        if newest.state == ReleaseState.STOPPED:
            raise ReviewRefused(Why.STOPPED_BEFORE, str(newest.number))


def share_of(release: MatterRelease) -> str:
    """Its number and who takes it."""
    return f"{release.number}（{' '.join([f'{release.percent:g} %', *release.regions])}）"
