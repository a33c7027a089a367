"""A rollout that goes on by the clock, inside of the platform; run with `tests.central.review.deeds`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from central.catalogue import catalogue
from central.fleet.models import KioskReport
from central.releases import shelf
from central.review import rollout
from central.review.composing import FirstStage, compose, sign
from central.review.models import MatterRelease, Notice, Proposal
from central.review.pacing import keep_pace, set_pace
from central.review.rollout import back, further, stop, verdict
from tests.central.review.deeds import aged, kiosk, person, rolling, said
from tests.central.review.small_catalogue import CARD


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


def a_share_of_nobody() -> list[Any]:
    """Three kiosks, of which one stands in the second stage; it is switched off meanwhile."""
    release = rolling()
    meant = next(n for n in range(1000) if not _stands_in(1, n, release) and _stands_in(10, n, release))
    beyond = [n for n in range(1000) if not _stands_in(10, n, release)][:2]
    for number in (meant, *beyond):
        kiosk(number, 1, silent=number == meant)
    began = [release.percent, verdict(release).word]
    wider = _wider()
    release = MatterRelease.objects.get(pk=release.pk)
    watched = [reason for reason, _ in verdict(aged(release)).reasons]
    return [began, wider, release.percent, watched, _wider()]


def taken_along() -> dict[str, Any]:
    """A notice while a release stands at a tenth: it goes no further than that one, and back past it."""
    first = rolling(10)
    before = catalogue().matters[CARD].minutes
    notice = _noticed()
    found: dict[str, Any] = {"wider": said(lambda: sign(notice, person("zhao"), FirstStage(100)))}
    found["not there"] = said(lambda: sign(notice, person("zhao"), FirstStage(10.5, ("990101",))))
    notice = sign(notice, person("zhao"), FirstStage(5, ("990101",)))
    found["new to it"] = sum(_stands_in(5, one, notice) and not _stands_in(10, one, first) for one in range(1000))
    found["states"] = [MatterRelease.objects.get(pk=one.pk).state for one in (first, notice)]
    found["back"] = said(lambda: back(notice, person("wu"), "白屏"))
    found["both"] = [MatterRelease.objects.get(pk=one.pk).state for one in (first, notice)]
    found["minutes"] = catalogue().matters[CARD].minutes - before
    found["proposal"] = Proposal.objects.get().state
    return found


def stopped_before() -> list[str]:
    """What was stopped is not carried on by the next release; gone back from, it is not in it."""
    first = rolling(10)
    stop(first, person("wu"))
    found = [said(_noticed)]
    back(first, person("wu"), "白屏")
    return [*found, said(lambda: sign(_noticed(), person("zhao"), FirstStage(100)))]


def first_for_all() -> list[Any]:
    """Signed for everybody at once: it is watched like any other, and then complete."""
    release = rolling(100)
    kiosk(1, release.number)
    early = _wider()
    aged(release)
    return [early, _wider(), MatterRelease.objects.get(pk=release.pk).state, said(lambda: further(release))]


def after_everywhere() -> list[str]:
    """A release for everybody holds nothing up."""
    first = rolling(100)
    sign(_noticed(), person("zhao"), FirstStage(100))
    return [MatterRelease.objects.get(pk=first.pk).state]


def _noticed() -> MatterRelease:
    day = date(2099, 1, 1)
    Notice.objects.get_or_create(
        key="a", defaults={"text_zh": "停电", "text_en": "No power", "first": day, "last": day}
    )
    return compose([], person("lin"), "应急公告")


def _stands_in(percent: float, number: int, release: MatterRelease) -> bool:
    return FirstStage(percent).of(release).takes(f"K-{number:04}", region="990101")


def _wider() -> int:
    return keep_pace(datetime.now(UTC))["wider"]
