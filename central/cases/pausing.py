"""The clock of a case stands still, and goes on: its pauses, and the day that is due after them."""

from datetime import date, datetime

from central.cases.clock import Interval, day_of, due_day, is_expected
from central.cases.models import WAITS, Case, CaseState, Pause
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
    due = due_day(day_of(case.accepted_at), matter.statute or _AT_ONCE, pauses, calendar())
    # Nobody can grant it before a paper that was put off (`central.cases.owing`), and the citizen has till then to bring it.
    return max(due, case.owed_by) if due is not None and case.owed_by is not None else due


def only_expected(case: Case) -> bool:
    """Whether the day that is due was promised by nobody, or lies beyond a year whose holidays nobody has told yet (预计)."""
    if case.due is None:
        return False
    return case.promised is None or is_expected(day_of(case.applied_at), case.due, calendar())


def begin_pause(case: Case, kind: CaseState, now: datetime) -> None:
    """From now on the clock of `case` stands still. The day that was due stays to be seen, and is not held against anybody."""
    Pause.objects.create(case=case, kind=kind, began=day_of(now))
    case.paused = True


def end_pause(case: Case, now: datetime) -> None:
    """What `case` itself was waiting for has come. Saved by the caller."""
    Pause.objects.filter(case=case, ended=None).exclude(kind=WAITS).update(ended=day_of(now))
    reckon(case)


def count_from(case: Case, now: datetime) -> None:
    """The paper that `case` waited for is here today: the days before were the applicant's. Saved by the caller."""
    began, ended = day_of(case.applied_at), day_of(now)
    Pause.objects.create(case=case, kind=CaseState.SUPPLEMENT, began=began, ended=ended)
    if case.is_open:
        reckon(case)


def stop_clock(case: Case, now: datetime) -> None:
    """`case` is over: it waits for nothing any more. Saved by the caller."""
    if case.paused:
        Pause.objects.filter(case=case, ended=None).update(ended=day_of(now))
        case.paused = False


def reckon(case: Case) -> None:
    """Whether the clock of `case` stands still; where it goes on, `due` is moved by the days that did not count."""
    pauses = [Interval(one.began, one.ended) for one in Pause.objects.filter(case=case)]
    case.paused = any(one.ended is None for one in pauses)
    if case.paused:
        return
    term = term_of(case)
    if term is not None:
        case.due = due_day(day_of(case.applied_at), term, pauses, calendar())
        return
    matter = matter_of(case.matter_code)
    if matter is not None:  # of one that the platform has no longer the day stays as it was told
        case.due = day_without_promise(case, matter)
