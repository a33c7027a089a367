"""What the last request for a supplement (补正告知) names, until when, and what of it nobody has brought since."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from central.cases.models import Case, CaseState, Step
from central.cases.transitions import Action
from central.catalogue import calendar
from kiosk.matters.deadline import deadline
from kiosk.protocol.progress import Said

UNTIL = "until"
"""In the details of the step that asks: the last day on which what it names may come"""


def last_request(case: Case) -> Step | None:
    """The newest of them, whatever came after."""
    return max((one for one in case.steps.all() if one.action == Action.ASK_SUPPLEMENT), key=_by_id, default=None)


def still_asked(case: Case) -> tuple[str, ...]:
    """Keys of materials that `case` waits for; none where it waits for no supplement."""
    request = last_request(case) if case.state == CaseState.SUPPLEMENT else None
    if request is None:
        return ()
    since = {one.key for one in case.documents.all() if one.added_at is not None and one.added_at > request.at}
    return tuple(key for key in request.details.get("materials", ()) if key not in since)


def usual_last_day(now: datetime) -> date:
    """Until when people have for what is asked for at `now`, unless the officer names another day."""
    return deadline(now, settings.SUPPLEMENT_DAYS, calendar()).date


def last_day_in(details: Mapping[str, Any]) -> date | None:
    """The last day that the step with these `details` gave; None for any other step."""
    return date.fromisoformat(details[UNTIL]) if UNTIL in details else None


def has_time(case: Case, today: date) -> bool:
    """Whether `case` waits for a supplement whose last day has not passed. What was asked before days were named has none."""
    if case.state != CaseState.SUPPLEMENT or case.supplement_by is None:
        return False
    return today <= case.supplement_by


def overdue(rows: QuerySet[Case], today: date) -> QuerySet[Case]:
    """Those of `rows` that wait for a supplement whose last day has passed."""
    return rows.filter(state=CaseState.SUPPLEMENT, paused=True, supplement_by__lt=today)


def until_said(details: Mapping[str, Any], said: Said) -> Said:
    """The citizen's sentence of a step, with the last day where it gave one."""
    day = last_day_in(details)
    if day is None:
        return said
    return Said(zh=f"{said.zh}（{day.month}月{day.day}日前）", en=f"{said.en} by {day.day} {day:%b %Y}")


def _by_id(step: Step) -> int:
    return step.pk
