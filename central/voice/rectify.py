"""A bad rating opens a rectification of 15 working days."""

from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from central.catalogue import calendar
from central.ratings.models import RatingRecord, Score
from central.voice.circumstances import events_around
from central.voice.models import Rectification
from kiosk.matters.deadline import deadline

BAD = frozenset({Score.DISSATISFIED, Score.VERY_DISSATISFIED})
WORKING_DAYS = 15
SHORTEST = 10
"""Characters of a finding: less says nothing"""


def open_for(rating: RatingRecord) -> Rectification | None:
    """The task that `rating` asks for; None for a good one. In the transaction that keeps the rating."""
    if rating.score not in BAD:
        return None
    now = datetime.now(UTC)
    return Rectification.objects.create(
        rating=rating,
        opened_at=now,
        due=deadline(now, WORKING_DAYS, calendar()).date,
        events=events_around(rating.kiosk, rating.rated_at),
    )


def check_end(task: Rectification, state: str, finding: str, measure: str) -> None:
    """Whether it may be closed so, as `close` has it. Nothing is written."""
    if task.state != Rectification.State.OPEN:
        raise ValidationError(_("这项整改已经办结"))
    if len(finding.strip()) < SHORTEST:
        raise ValidationError({"finding": _("请写明核查情况（至少 10 个字）")})
    if state == Rectification.State.DONE and len(measure.strip()) < SHORTEST:
        raise ValidationError({"measure": _("请写明整改措施（至少 10 个字）")})


@transaction.atomic
def close(task: Rectification, state: Rectification.State, finding: str, measure: str, by: User) -> None:
    """Say what was found and done.

    Raises:
        ValidationError: It is closed already, or the words say nothing.
    """
    now = Rectification.objects.select_for_update().get(pk=task.pk)
    check_end(now, state, finding, measure)
    now.state, now.finding, now.measure = state, finding.strip(), measure.strip()
    now.closed_by, now.closed_at = by, datetime.now(UTC)
    now.save()
    task.refresh_from_db()
