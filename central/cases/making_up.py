"""The step that brings a paper that was put off (容缺补交), scanned in at the counter. It changes no state and no clock."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from central.cases.added_pages import SealedPage, add_pages
from central.cases.casework import Actor, NotDone
from central.cases.clock import day_of, due_day
from central.cases.models import Case, Step
from central.cases.owing import note_brought, still_owed
from central.cases.transitions import Action, Right
from central.catalogue import calendar
from kiosk.matters.coded import Term


def receive(
    case_id: int, key: str, pages: Sequence[SealedPage], actor: Actor, revision: int | None, now: datetime
) -> Case | NotDone:
    """The pages of a paper that is owed. Two at once are one after the other, and the second finds it brought."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        if not actor.may(Right.ACCEPT):
            return NotDone.NO_RIGHT
        if not pages or key not in {owed.key for owed in still_owed(case)}:
            return NotDone.NOT_POSSIBLE
        if revision is not None and revision != case.revision:
            return NotDone.STALE
        add_pages(case, key, pages, now)
        note_brought(case)
        _leave_time(case, day_of(now))
        Step.objects.create(
            case=case,
            action=Action.RECEIVE_OWED,
            source=case.state,
            target=case.state,
            at=now,
            unit=actor.unit or case.unit,
            person=actor.name,
            details={"materials": [key]},
        )
        case.revision += 1
        case.save(update_fields=["owed_by", "due", "revision", "inspected"])
        return case


def _leave_time(case: Case, today: date) -> None:
    """What could not be granted for want of the paper is due on the next working day at the earliest."""
    if case.due is None or case.due > today or case.paused or not case.is_open:
        return
    case.due = due_day(today, Term(count=1), (), calendar())
