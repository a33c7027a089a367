"""The step that brings a paper that was put off (容缺补交), scanned in at the counter. It changes no state.

The promised days are counted from the day on which the last paper that holds the result back is here.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from central.cases.added_pages import SealedPage
from central.cases.asking import still_asked
from central.cases.casework import Actor, NotDone, bring, locked, note
from central.cases.models import Case
from central.cases.owing import Owed, still_owed
from central.cases.transitions import Action, Right


def owed_apart(case: Case) -> tuple[Owed, ...]:
    """What is owed and no request for a supplement names: what is asked for as well comes as the answer to the request."""
    asked = still_asked(case)
    return tuple(owed for owed in still_owed(case) if owed.key not in asked)


def receive(
    case_id: int, key: str, pages: Sequence[SealedPage], actor: Actor, revision: int | None, now: datetime
) -> Case | NotDone:
    """The pages of a paper that is owed. Two at once are one after the other, and the second finds it brought."""
    with transaction.atomic():
        case = locked(case_id)
        if not actor.may(Right.ACCEPT):
            return NotDone.NO_RIGHT
        if not pages or key not in {owed.key for owed in owed_apart(case)}:
            return NotDone.NOT_POSSIBLE
        if revision is not None and revision != case.revision:
            return NotDone.STALE
        bring(case, {key: pages}, now)
        note(case, Action.RECEIVE_OWED, actor, now, {"materials": [key]})
        return case
