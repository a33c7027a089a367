"""The step that brings a paper that was put off (容缺补交), scanned in at the counter. It changes no state.

The promised days are counted from the day on which the last paper that holds the result back is here.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from central.cases.added_pages import SealedPage, add_pages
from central.cases.casework import Actor, NotDone, locked
from central.cases.models import Case, Step
from central.cases.owing import note_brought, still_owed, withholding
from central.cases.pausing import count_from
from central.cases.transitions import Action, Right
from central.cases.waiting import hold_followers


def receive(
    case_id: int, key: str, pages: Sequence[SealedPage], actor: Actor, revision: int | None, now: datetime
) -> Case | NotDone:
    """The pages of a paper that is owed. Two at once are one after the other, and the second finds it brought."""
    with transaction.atomic():
        case = locked(case_id)
        if not actor.may(Right.ACCEPT):
            return NotDone.NO_RIGHT
        if not pages or key not in {owed.key for owed in still_owed(case)}:
            return NotDone.NOT_POSSIBLE
        if revision is not None and revision != case.revision:
            return NotDone.STALE
        held = withholding(case)
        add_pages(case, key, pages, now)
        note_brought(case)
        if held and not withholding(case):
            count_from(case, now)
            hold_followers(case)
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
        case.save(update_fields=["owed_by", "due", "paused", "revision", "inspected"])
        return case
