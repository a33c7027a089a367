"""A rollout goes on by itself while its error budget holds, as a task of the clock (`central.timers`).

From a share of the kiosks to a larger one, that is: out of the regions that people chose, a release goes by a person's hand only.
"""

from datetime import datetime

from central.review.models import MatterRelease, ReleaseState
from central.review.refusals import ReviewRefused, Why
from central.review.rollout import STAGES, further

_NOT_YET = (Why.OVER_BUDGET, Why.NOT_OPEN, Why.LAST_STAGE)
"""The budget does not hold, or somebody else was first: nothing that anybody has to hear of"""


def set_pace(release: MatterRelease, *, by_hand: bool) -> MatterRelease:
    """From now on somebody has to begin each stage, or the clock does. Raises `ReviewRefused` when it is not rolling."""
    if not MatterRelease.objects.filter(pk=release.pk, state=ReleaseState.ROLLING).update(by_hand=by_hand):
        raise ReviewRefused(Why.NOT_OPEN)
    return MatterRelease.objects.get(pk=release.pk)


def keep_pace(now: datetime) -> dict[str, int]:
    """Begin the next stage of every rollout that may have it; how many. A stage that cannot be published is an error."""
    wider, failed = 0, None
    rolling = MatterRelease.objects.filter(state=ReleaseState.ROLLING, by_hand=False, percent__gt=0)
    for release in rolling.order_by("pk"):
        if release.regions and release.percent >= STAGES[-1]:
            continue
        try:
            further(release, now=now)
            wider += 1
        except ReviewRefused as refused:
            if refused.why not in _NOT_YET:
                failed = refused
    if failed is not None:
        raise failed
    return {"wider": wider}
