"""Keeps `CaseCount` as the cases and ratings are: days in which something changed are counted again, whole.

What changed is seen by the numbers of rows: new cases, new steps of old ones, new ratings. A row's number is given before it is
there, so the last minutes are looked at again each time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Sum

from central.cases.models import Case, CaseState, Step
from central.fleet.hours import CHINA, day_bounds
from central.numbers.models import MEASURES, CaseCount, Grain, Mark
from central.ratings.models import RatingRecord

_LATE = timedelta(minutes=2)
"""Longer than any transaction that adds a row"""
_MOST_ROWS = 50_000
_FINISHED = (CaseState.DONE, CaseState.DELIVERED)
_LEVELS = ("best", "good", "fair", "poor", "worst")
"""By the score of GB/T 39046 A.8, from 1 on"""
_AT_ONCE = 1000
_OVERLAP = 1000
"""Rows that may have a number and not be there yet while everything is counted"""
_MONTH = 31
_SUMS = {f"n_{name}": Sum(name) for name in MEASURES}

Key = tuple[str, str]
"""Region and matter"""


def keep_sums(now: datetime) -> dict[str, int]:
    """`catch_up`, as a task of the clock (`central.timers`)."""
    return {"days": catch_up(now)}


def catch_up(now: datetime | None = None) -> int:
    """Count again what changed since the last time; how many days those were."""
    now = now or datetime.now(UTC)
    with _alone():
        days = _changed(now)
        recount(days)
        Mark.objects.filter(name="rollup").update(at=now)
    return len(days)


def rebuild() -> int:
    """Count everything anew; how many days those were. Needed after kiosks were moved to other regions."""
    now = datetime.now(UTC)
    first, last = _extent()
    with _alone():
        beyond = Q() if first is None else Q(start__lt=first.replace(day=1)) | Q(start__gt=last)
        days_before = Q() if first is None else Q(grain=Grain.DAY, start__lt=first)
        CaseCount.objects.filter(beyond | days_before).delete()
        Mark.objects.update_or_create(name="ratings", defaults={"at": now})
        for name, rows in (("cases", Case.objects), ("steps", Step.objects)):
            value = rows.order_by("-id").values_list("id", flat=True).first() or 0
            Mark.objects.update_or_create(name=name, defaults={"value": max(0, value - _OVERLAP)})
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)] if first is not None else []
    for start in range(0, len(days), _MONTH):
        with _alone():  # what is not counted anew yet stays to be seen as it was
            recount(days[start : start + _MONTH])
    return len(days)


@contextmanager
def _alone() -> Iterator[None]:
    """One transaction, while nobody else counts: of two that put the same day in its place one would fail."""
    with transaction.atomic():
        Mark.objects.get_or_create(name="rollup")
        Mark.objects.select_for_update().get(name="rollup")
        yield


def recount(days: Iterable[date]) -> None:
    """The sums of these days, and of their months. Call in a transaction."""
    wanted = sorted(set(days))
    for day in wanted:
        counts = counted(day)
        CaseCount.objects.filter(grain=Grain.DAY, start=day).delete()
        _keep(Grain.DAY, day, counts)
    for month in sorted({day.replace(day=1) for day in wanted}):
        rows = CaseCount.objects.filter(grain=Grain.DAY, start__gte=month, start__lt=_next(month)).order_by()
        sums: Any = rows.values("region", "matter_code").annotate(**_SUMS)
        counts = {
            (row["region"], row["matter_code"]): {name: int(row[f"n_{name}"]) for name in MEASURES} for row in sums
        }
        CaseCount.objects.filter(grain=Grain.MONTH, start=month).delete()
        _keep(Grain.MONTH, month, counts)


def counted(day: date) -> dict[Key, dict[str, int]]:
    """The sums of one day, out of the cases and ratings themselves."""
    begin, end = day_bounds(day)
    found: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    for row in _case_sums(Q(accepted_at__gte=begin, accepted_at__lt=end), "kiosk__region", "matter_code"):
        sums = found[row["kiosk__region"], row["matter_code"]]
        sums.update({name: row[f"n_{name}"] for name in MEASURES[:4]})
    for row in _rating_sums(Q(rated_at__gte=begin, rated_at__lt=end), "kiosk__region", "matter_code"):
        sums = found[row["kiosk__region"], row["matter_code"]]
        sums.update({name: row[f"n_{name}"] for name in _LEVELS})
    return dict(found)


def of_kiosk(kiosk: str, first: date, last: date, matter: str = "") -> dict[str, int]:
    """The sums of one kiosk, out of its cases: those are few, and found by its index."""
    begin, end = day_bounds(first)[0], day_bounds(last)[1]
    only = Q(kiosk_id=kiosk, **({"matter_code": matter} if matter else {}))
    sums = dict.fromkeys(MEASURES, 0)
    for row in _case_sums(only & Q(accepted_at__gte=begin, accepted_at__lt=end), "kiosk_id"):
        sums.update({name: row[f"n_{name}"] for name in MEASURES[:4]})
    for row in _rating_sums(only & Q(rated_at__gte=begin, rated_at__lt=end), "kiosk_id"):
        sums.update({name: row[f"n_{name}"] for name in _LEVELS})
    return sums


def _case_sums(which: Q, *by: str) -> Iterable[dict[str, Any]]:
    finished = Q(state__in=_FINISHED)
    steps = Step.objects.filter(case=OuterRef("pk"))
    found: Iterable[dict[str, Any]] = (
        Case.objects.filter(which)
        .order_by()
        .annotate(
            supplemented=Exists(steps.filter(action="ask-supplement")),
            ruled=Exists(steps.filter(action="decide-by-rule")),
        )
        .values(*by)
        .annotate(
            n_arrived=Count("pk"),
            n_finished=Count("pk", filter=finished),
            n_once=Count("pk", filter=finished & Q(supplemented=False)),
            n_by_rule=Count("pk", filter=Q(ruled=True)),
        )
    )
    return found


def _rating_sums(which: Q, *by: str) -> Iterable[dict[str, Any]]:
    levels = {f"n_{name}": Count("pk", filter=Q(score=score)) for score, name in enumerate(_LEVELS, start=1)}
    found: Iterable[dict[str, Any]] = RatingRecord.objects.filter(which).order_by().values(*by).annotate(**levels)
    return found


def _keep(grain: Grain, start: date, counts: dict[Key, dict[str, int]]) -> None:
    CaseCount.objects.bulk_create(
        (
            CaseCount(grain=grain, start=start, region=region, matter_code=matter, **sums)
            for (region, matter), sums in sorted(counts.items())
        ),
        batch_size=_AT_ONCE,
    )


def _changed(now: datetime) -> set[date]:
    moments: set[datetime] = set()
    cases = Case.objects.filter(id__gt=_mark("cases")).order_by("id")
    moments.update(_follow("cases", cases.values_list("id", "accepted_at", "accepted_at")[:_MOST_ROWS], now))
    steps = Step.objects.filter(id__gt=_mark("steps")).order_by("id")
    moments.update(_follow("steps", steps.values_list("id", "at", "case__accepted_at")[:_MOST_ROWS], now))
    since = Mark.objects.filter(name="ratings").values_list("at", flat=True).first()
    ratings = RatingRecord.objects.filter(received_at__gte=since - _LATE) if since else RatingRecord.objects.all()
    moments.update(ratings.order_by().values_list("rated_at", flat=True).distinct())
    Mark.objects.update_or_create(name="ratings", defaults={"at": now})
    return {moment.astimezone(CHINA).date() for moment in moments}


def _follow(name: str, rows: Iterable[tuple[int, datetime, datetime]], now: datetime) -> set[datetime]:
    """The moments that `rows` are about; what is old enough to be complete is not looked at again."""
    moments, last = set(), 0
    for number, at, about in rows:
        moments.add(about.replace(minute=0, second=0, microsecond=0))
        last = number if at < now - _LATE else last
    if last:
        Mark.objects.update_or_create(name=name, defaults={"value": last})
    return moments


def _mark(name: str) -> int:
    return Mark.objects.filter(name=name).values_list("value", flat=True).first() or 0


def _extent() -> tuple[date, date] | tuple[None, date]:
    cases = Case.objects.aggregate(first=Min("accepted_at"), last=Max("accepted_at"))
    ratings = RatingRecord.objects.aggregate(first=Min("rated_at"), last=Max("rated_at"))
    moments = [moment for moment in (*cases.values(), *ratings.values()) if moment is not None]
    if not moments:
        return None, date.min
    return min(moments).astimezone(CHINA).date(), max(moments).astimezone(CHINA).date()


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
