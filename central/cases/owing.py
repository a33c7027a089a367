"""Papers that are handed in later (容缺受理): which are still owed, by which day, and what waits for them.

The day is counted as on the kiosk, whose receipt names it: so many working days after the application. Until they are
there the application is accepted and examined, and not granted, for what is granted goes to the citizen at once; unless
the matter says of a paper that the result may be had first.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from central.cases.models import Case, CaseState, Outcome
from central.catalogue import calendar, matter_of
from kiosk.matters.deadline import deadline
from kiosk.matters.model import Matter
from kiosk.protocol.messages import Application


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper that was put off: its key, the last day on which it is to be there, and whether the result waits for it."""

    key: str
    due: date
    withholds: bool = True


def put_off(application: Application, matter: Matter | None) -> tuple[Owed, ...]:
    """What was put off at the application, the first due first; nothing of a matter that this platform does not know."""
    specs = {spec.key: spec for spec in matter.materials} if matter is not None else {}
    found = (
        Owed(one.key, deadline(application.applied_at, spec.deferrable_days, calendar()).date, not spec.result_first)
        for one in application.materials
        if one.deferred
        and not one.pages
        and (spec := specs.get(one.key)) is not None
        and spec.deferrable_days is not None
    )
    return tuple(sorted(found, key=lambda owed: owed.due))


def still_owed(case: Case) -> tuple[Owed, ...]:
    """Of that, what nobody has brought since; nothing of a case that came to nothing. A result in hand is no paper brought."""
    if case.owed_by is None or case.came_to_nothing:
        return ()
    brought = {one.key for one in case.documents.all()}
    return tuple(owed for owed in put_off(case.application, matter_of(case.matter_code)) if owed.key not in brought)


def withholding(case: Case) -> tuple[Owed, ...]:
    """Papers without which `case` is not granted, and its result not handed over."""
    return tuple(owed for owed in still_owed(case) if owed.withholds)


def owing(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Those of `rows` for which a paper is still to come, with their result or before it."""
    nothing = Q(state__in=(CaseState.REFUSED, CaseState.WITHDRAWN)) | Q(outcome=Outcome.DENIED)
    return rows.filter(~nothing, owed_by__isnull=False)


def note_brought(case: Case) -> None:
    """After pages came: the next paper that is owed, if any. The caller saves the case."""
    if case.owed_by is not None:
        case.owed_by = next((owed.due for owed in still_owed(case)), None)
