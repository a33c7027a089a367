"""The clock of a case stands still, and goes on: its pauses, and the day that is due after them."""

from datetime import date, datetime

from central.cases.clock import Interval, day_of, due_day
from central.cases.models import Case, CaseState, Pause
from central.catalogue import calendar, matter_of
from kiosk.matters.coded import Term, Unit
from kiosk.matters.model import Matter

_AT_ONCE = Term(count=1)
"""What is done while people wait and is left to an officer, of a matter whose law names no limit"""


def term_of(case: Case) -> Term | None:
    """The promised limit of `case`, in a bundle with what comes before it; None where nothing was promised."""
    if case.path_days:
        return Term(count=case.path_days, unit=Unit.WORKING_DAYS)
    return None if case.limit_amount is None else Term(count=case.limit_amount, unit=Unit(case.limit_unit))


def day_without_promise(case: Case, matter: Matter) -> date | None:
    """By when an officer decides what nobody promised a day for: the limit of its law, else a working day, from its arrival."""
    pauses = [Interval(one.began, one.ended) for one in Pause.objects.filter(case=case)] if case.pk else []
    return due_day(day_of(case.accepted_at), matter.statute or _AT_ONCE, pauses, calendar())


def begin_pause(case: Case, kind: CaseState, now: datetime) -> None:
    """From now on the clock of `case` stands still. The day that was due stays to be seen, and is not held against anybody."""
    Pause.objects.create(case=case, kind=kind, began=day_of(now))
    case.paused = True


def end_pause(case: Case, now: datetime) -> None:
    """The clock of `case` goes on; `due` moves by the days that did not count. Saved by the caller."""
    Pause.objects.filter(case=case, ended=None).update(ended=day_of(now))
    case.paused = False
    term = term_of(case)
    if term is None:
        matter = matter_of(case.matter_code)
        case.due = day_without_promise(case, matter) if matter is not None else None
        return
    pauses = [Interval(one.began, one.ended) for one in Pause.objects.filter(case=case)]
    case.due = due_day(day_of(case.applied_at), term, pauses, calendar())
