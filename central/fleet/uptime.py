"""Uptime: spans become one row a kiosk and day, and one a region and day; months are read from those."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max, Min, Q, QuerySet, Sum

from central.fleet.history import Condition
from central.fleet.hours import CHINA, DAY_S, HOURS, added, day_bounds, seconds_by_hour
from central.fleet.models import KioskDay, KioskReport, RegionDay, Span
from central.fleet.showing import lacking
from central.kiosks.models import Kiosk

SPANS_KEPT = timedelta(days=40)
"""A day is compacted the morning after; spans are kept beyond that for looking closely"""
_AT_ONCE = 500


@dataclass(slots=True)
class Day:
    """One kiosk's day while it is added up; or a region's."""

    heard: list[int] = field(default_factory=lambda: [0] * HOURS)
    open: list[int] = field(default_factory=lambda: [0] * HOURS)
    lacking: dict[str, int] = field(default_factory=dict)
    offered: dict[str, int] = field(default_factory=dict)

    def add(self, span: Span, until: datetime, day: date) -> None:
        """What of `span` lies in `day`."""
        seconds = seconds_by_hour(span.began, until, day)
        self.heard = added(self.heard, seconds)
        if span.closed:
            return
        self.open = added(self.open, seconds)
        total = sum(seconds)
        missing, offered = lacking(Condition.parsed(span.situation))
        for codes, sums in ((missing, self.lacking), (offered, self.offered)):
            for code in codes:
                sums[code] = sums.get(code, 0) + total


def compact(day: date) -> int:
    """Make (again) the rows of `day`, which is over; how many kiosks have one."""
    begin, end = day_bounds(day)
    heard_at = dict(KioskReport.objects.values_list("kiosk_id", "at"))
    days: dict[str, Day] = defaultdict(Day)
    spans = Span.objects.filter(Q(until=None) | Q(until__gt=begin), began__lt=end).order_by("kiosk_id", "began")
    for span in spans.iterator(chunk_size=2000):
        days[span.kiosk_id].add(span, span.until or heard_at.get(span.kiosk_id, span.began), day)
    known = dict(_expected(begin, end))
    rows = {kiosk: days.get(kiosk, Day()) for kiosk in known}
    regions = dict(Kiosk.objects.values_list("id", "region"))
    with transaction.atomic():
        KioskDay.objects.filter(day=day).delete()
        RegionDay.objects.filter(day=day).delete()
        KioskDay.objects.bulk_create(
            (_row(kiosk, day, one, known[kiosk]) for kiosk, one in rows.items()), batch_size=_AT_ONCE
        )
        RegionDay.objects.bulk_create(_region_rows(day, rows, known, regions), batch_size=_AT_ONCE)
    return len(rows)


def catch_up(now: datetime | None = None, *, most: int = 3) -> int:
    """Compact the days that are over and have no rows, the newest first, `most` of them; how many were made."""
    now = now or datetime.now(UTC)
    today = now.astimezone(CHINA).date()
    last = RegionDay.objects.aggregate(last=Max("day"))["last"]
    first = Span.objects.aggregate(first=Min("began"))["first"]
    if first is None:
        return 0
    begin = max(first.astimezone(CHINA).date(), last + timedelta(days=1) if last is not None else date.min)
    begin = max(begin, today - SPANS_KEPT)
    days = [begin + timedelta(days=n) for n in range((today - begin).days)][:most]
    for day in days:
        compact(day)
    if days:
        Span.objects.filter(until__lt=now - SPANS_KEPT).delete()
    return len(days)


def keep_days(now: datetime) -> dict[str, int]:
    """`catch_up`, as a task of the clock (`central.timers`)."""
    return {"days": catch_up(now)}


@dataclass(frozen=True, slots=True)
class Month:
    """How it was, from the first to the last day that is compacted. Shares are between 0 and 1."""

    days: int
    kiosks: int
    heard: float
    open: float
    by_hour: tuple[float, ...]
    """Open to citizens, for each hour of the day"""
    by_day: tuple[tuple[date, float], ...]
    by_matter: tuple[tuple[str, float], ...]
    """What share of the time it should have been on offer it could be done; the worst first"""


def month_of(first: date, last: date, rows: QuerySet[RegionDay]) -> Month | None:
    """Of the days from `first` to `last`; None when nothing is known of them."""
    total, by_day, kiosks = Day(), {}, 0
    expected = 0
    shares: dict[date, list[int]] = {}
    for row in rows.filter(day__gte=first, day__lte=last).order_by("day"):
        total.heard, total.open = added(total.heard, row.heard), added(total.open, row.open)
        expected += row.expected_s
        one = shares.setdefault(row.day, [0, 0, 0])
        one[0], one[1], one[2] = one[0] + sum(row.open), one[1] + row.expected_s, one[2] + row.kiosks
        for code, (missing, offered) in row.lacking.items():
            total.lacking[code] = total.lacking.get(code, 0) + missing
            total.offered[code] = total.offered.get(code, 0) + offered
    if not expected:
        return None
    by_day = {day: _share(open_s, expected_s) for day, (open_s, expected_s, _) in shares.items()}
    kiosks = max(count for _, _, count in shares.values())
    open_share = _share(sum(total.open), expected)
    matters = ((code, _share(s - total.lacking.get(code, 0), s) * open_share) for code, s in total.offered.items())
    return Month(
        days=len(by_day),
        kiosks=kiosks,
        heard=_share(sum(total.heard), expected),
        open=open_share,
        by_hour=tuple(_share(s * HOURS, expected) for s in total.open),
        by_day=tuple(by_day.items()),
        by_matter=tuple(sorted(matters, key=lambda one: (one[1], one[0]))),
    )


def worst(first: date, last: date, rows: QuerySet[KioskDay], most: int = 20) -> list[dict[str, object]]:
    """The kiosks that were open least: id, place, and shares in percent."""
    found = (
        rows.filter(day__gte=first, day__lte=last)
        .values("kiosk_id", place=F("kiosk__place"))
        .annotate(opened=Sum("open_s"), was_heard=Sum("heard_s"), expected=Sum("expected_s"))
        .order_by(F("opened") * 1.0 / F("expected"), "kiosk_id")[:most]
    )
    return [
        {
            "kiosk": one["kiosk_id"],
            "place": one["place"],
            "open": 100 * _share(one["opened"], one["expected"]),
            "heard": 100 * _share(one["was_heard"], one["expected"]),
        }
        for one in found
    ]


def _share(part: int, whole: int) -> float:
    return min(1.0, part / whole) if whole else 0.0


def _expected(begin: datetime, end: datetime) -> Iterable[tuple[str, int]]:
    """Kiosks that should have been there, and for how many seconds: from their enrolment on."""
    firsts = Kiosk.objects.filter(active=True, enrolled_at__lt=end).exclude(public_key="")
    for kiosk, enrolled in firsts.values_list("id", "enrolled_at"):
        yield kiosk, min(DAY_S, round((end - max(begin, enrolled)).total_seconds()))


def _row(kiosk: str, day: date, one: Day, expected: int) -> KioskDay:
    return KioskDay(
        kiosk_id=kiosk,
        day=day,
        expected_s=expected,
        heard_s=sum(one.heard),
        open_s=sum(one.open),
        heard=one.heard,
        open=one.open,
        lacking=one.lacking,
    )


def _region_rows(
    day: date, rows: dict[str, Day], known: dict[str, int], regions: dict[str, str]
) -> Iterable[RegionDay]:
    sums: dict[str, tuple[Day, list[int]]] = defaultdict(lambda: (Day(), [0, 0]))
    for kiosk, one in rows.items():
        total, counted = sums[regions.get(kiosk, "")]
        counted[0], counted[1] = counted[0] + 1, counted[1] + known[kiosk]
        total.heard, total.open = added(total.heard, one.heard), added(total.open, one.open)
        for mine, theirs in ((total.lacking, one.lacking), (total.offered, one.offered)):
            for code, seconds in theirs.items():
                mine[code] = mine.get(code, 0) + seconds
    for region, (total, (kiosks, expected)) in sums.items():
        pairs = {code: [total.lacking.get(code, 0), seconds] for code, seconds in total.offered.items()}
        yield RegionDay(
            region=region,
            day=day,
            kiosks=kiosks,
            expected_s=expected,
            heard=total.heard,
            open=total.open,
            lacking=pairs,
        )
