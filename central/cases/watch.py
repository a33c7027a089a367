"""The clock goes round: yellow and red cards are written, silence is taken as acceptance. At any time, twice too.

What it writes is written once (`SupervisionCard`'s uniqueness), whoever else runs it at the same moment.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from central.cases.asking import has_time, overdue
from central.cases.casework import SYSTEM, step
from central.cases.clock import YELLOW_DAYS, day_of, last_day_with, remaining
from central.cases.models import OPEN_STATES, Case, CaseState, Colour, Outcome, SupervisionCard
from central.cases.owing import owing, withholding
from central.cases.supervision import ANSWER_WITHIN, DELIVER_WITHIN, RULES, RuleId, write_card
from central.cases.transitions import BY_ACTION, Action
from central.catalogue import calendar

_FAR_BACK = timedelta(days=60)
"""No stretch of ten working days is longer"""


@dataclass(frozen=True, slots=True)
class Round:
    """How many cards one round wrote, and how many cases it took as accepted."""

    yellow: int = 0
    red: int = 0
    deemed: int = 0
    undelivered: int = 0
    not_made_up: int = 0
    not_supplied: int = 0


def go_round(now: datetime, yellow_days: int = YELLOW_DAYS) -> Round:
    """One round at `now`. A day begins and ends in China."""
    today = day_of(now)
    _forget(today, yellow_days)
    soon = last_day_with(today, yellow_days, calendar())
    return Round(
        deemed=sum(_deem_accepted(pk, now) for pk in _unanswered(now)),
        red=sum(_show(pk, RuleId.OVERDUE, now) for pk in _late(today)),
        yellow=sum(_show(pk, RuleId.SOON, now) for pk in _soon(today, soon)),
        undelivered=sum(_show(pk, RuleId.NOT_DELIVERED, now) for pk in _undelivered(now)),
        not_made_up=sum(_show(pk, RuleId.NOT_MADE_UP, now) for pk in _not_made_up(today)),
        not_supplied=sum(_remind(pk, now) for pk in _not_supplied(today)),
    )


def keep_clock(now: datetime) -> dict[str, int]:
    """`go_round`, as a task of the clock (`central.timers`)."""
    return asdict(go_round(now))


def _running() -> QuerySet[Case]:
    return Case.objects.filter(state__in=OPEN_STATES, paused=False, due__isnull=False)


def _forget(today: date, yellow_days: int) -> None:
    """A case that has time again, after a pause or with an answer, shows no colour; its card stays on record."""
    soon = last_day_with(today, yellow_days, calendar())
    shown = Case.objects.exclude(card=Colour.NONE)
    shown.filter(Q(paused=True) | Q(due__gt=soon) | ~Q(state__in=OPEN_STATES)).update(card=Colour.NONE)


def _late(today: date) -> list[int]:
    found = _running().filter(due__lt=today).exclude(card=Colour.RED)
    return list(found.values_list("pk", flat=True))


def _soon(today: date, soon: date) -> list[int]:
    found = _running().filter(due__gte=today, due__lte=soon, card=Colour.NONE)
    return list(found.values_list("pk", flat=True))


def _unanswered(now: datetime) -> list[int]:
    """Applications that nobody answered within the days of the law."""
    waiting = Case.objects.filter(state=CaseState.APPLIED, accepted_at__lt=now).values_list("pk", "accepted_at")
    return [pk for pk, at in waiting if _spent(at, now) > ANSWER_WITHIN]


def _undelivered(now: datetime) -> list[int]:
    """Results that were made for somebody and have not reached them; those of the last weeks, what is older has its card."""
    done = Case.objects.filter(
        state=CaseState.DONE,
        outcome=Outcome.GRANTED,
        state_since__gte=now - _FAR_BACK,
        steps__action=Action.FINISH,
    ).exclude(cards__rule=RuleId.NOT_DELIVERED)
    found = done.values_list("pk", "state_since")
    return [pk for pk, since in found if since is not None and _spent(since, now) > DELIVER_WITHIN]


def _not_made_up(today: date) -> list[int]:
    """Cases with a paper whose day has passed, that nobody was told of yet and no supplement was asked for meanwhile."""
    late = owing(Case.objects.filter(owed_by__lt=today, paused=False))
    return list(late.exclude(cards__rule=RuleId.NOT_MADE_UP).values_list("pk", flat=True))


def _not_supplied(today: date) -> list[int]:
    """Cases that wait for a supplement whose last day has passed, without a card for this wait."""
    told = SupervisionCard.objects.filter(
        case=OuterRef("pk"), rule=RuleId.NOT_SUPPLIED, at__gte=OuterRef("state_since")
    )
    late = overdue(Case.objects.all(), today)
    return list(late.exclude(Exists(told)).values_list("pk", flat=True))


def _spent(since: datetime, now: datetime) -> int:
    """Working days that have passed since the day of `since`."""
    return remaining(day_of(since), day_of(now), calendar())


def _show(pk: int, rule: RuleId, now: datetime) -> int:
    """Write one card and let the case show its colour; 0 when it was written before."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        if rule in (RuleId.SOON, RuleId.OVERDUE):
            if case.paused or case.state not in OPEN_STATES or withholding(case):
                return 0
            Case.objects.filter(pk=pk).update(card=RULES[rule].colour)
        return int(write_card(case, rule, now) is not None)


def _remind(pk: int, now: datetime) -> int:
    """The card of a supplement that never came: one for each request's day."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        if case.supplement_by is None or has_time(case, day_of(now)):
            return 0
        return int(write_card(case, RuleId.NOT_SUPPLIED, now, case.supplement_by.isoformat()) is not None)


def _deem_accepted(pk: int, now: datetime) -> int:
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=pk)
        if case.state != CaseState.APPLIED:
            return 0
        write_card(case, RuleId.UNANSWERED, now)
        step(case, BY_ACTION[Action.DEEM_ACCEPTED], SYSTEM, now)
    return 1
