"""Papers that are handed in later (容缺受理): which are still owed, and by which day.

The day is counted as on the kiosk, whose receipt names it: so many working days after the application.
"""

from dataclasses import dataclass
from datetime import date

from central.cases.models import OPEN_STATES, Case
from central.catalogue import calendar, matter_of
from kiosk.matters.deadline import deadline
from kiosk.matters.model import Matter
from kiosk.protocol.messages import Application


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper that was put off: its key, and the last day on which it is to be there."""

    key: str
    due: date


def put_off(application: Application, matter: Matter | None) -> tuple[Owed, ...]:
    """What was put off at the application, the first due first; nothing of a matter that this platform does not know."""
    days = {spec.key: spec.deferrable_days for spec in matter.materials} if matter is not None else {}
    found = (
        Owed(one.key, deadline(application.applied_at, count, calendar()).date)
        for one in application.materials
        if one.deferred and not one.pages and (count := days.get(one.key)) is not None
    )
    return tuple(sorted(found, key=lambda owed: owed.due))


def still_owed(case: Case) -> tuple[Owed, ...]:
    """Of that, what nobody has brought since; nothing of a case that is over."""
    if case.owed_by is None or case.state not in OPEN_STATES:
        return ()
    brought = {one.key for one in case.documents.all()}
    return tuple(owed for owed in put_off(case.application, matter_of(case.matter_code)) if owed.key not in brought)


def note_brought(case: Case) -> None:
    """After pages came: the next paper that is owed, if any. The caller saves the case."""
    if case.owed_by is not None:
        case.owed_by = next((owed.due for owed in still_owed(case)), None)
