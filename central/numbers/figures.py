"""The figures of a period: sums out of `CaseCount`, and what they mean per head and in shares."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from central.kiosks.models import Region
from central.numbers.models import MEASURES, CaseCount, Channel, Duty, DutyItem, Grain, OtherChannel
from central.numbers.rollup import of_kiosk

FEWEST = 10
"""A share of fewer than these is not told: it would say something of single people"""
PER = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the numbers are about. `reach` is the region that the person is narrowed to, `region` what they chose within it."""

    first: date
    last: date
    region: str = ""
    matter: str = ""
    kiosk: str = ""

    @property
    def whole_months(self) -> tuple[date, ...]:
        """First days of the months that lie in the period entirely."""
        return tuple(_months(self.first, self.last))


@dataclass(frozen=True, slots=True)
class Sums:
    """Of cases and ratings."""

    arrived: int = 0
    finished: int = 0
    once: int = 0
    by_rule: int = 0
    best: int = 0
    good: int = 0
    fair: int = 0
    poor: int = 0
    worst: int = 0

    @property
    def rated(self) -> int:
        """How many ratings."""
        return self.best + self.good + self.fair + self.poor + self.worst

    @property
    def satisfied(self) -> float | None:
        """满意率; None for too few."""
        return share(self.best + self.good + self.fair, self.rated)

    @property
    def once_share(self) -> float | None:
        """一次办; None for too few."""
        return share(self.once, self.finished)

    @property
    def finished_share(self) -> float | None:
        """办结率; None for too few."""
        return share(self.finished, self.arrived)

    @property
    def by_rule_share(self) -> float | None:
        """秒批率; None for too few."""
        return share(self.by_rule, self.arrived)


@dataclass(frozen=True, slots=True)
class Shares:
    """Of all channels, in whole months. None where nobody said how many cases the others took."""

    months: int
    self_service: int
    online: int | None
    window: int | None

    @property
    def self_share(self) -> float | None:
        """自助办占比."""
        return self._of(self.self_service)

    @property
    def online_share(self) -> float | None:
        """网办占比: all that nobody had to stand at a window for."""
        return None if self.online is None else self._of(self.self_service + self.online)

    def _of(self, part: int) -> float | None:
        if self.online is None or self.window is None:
            return None
        return share(part, self.self_service + self.online + self.window)


def share(part: int, whole: int) -> float | None:
    """Between 0 and 1; None of fewer than `FEWEST`."""
    return part / whole if whole >= FEWEST else None


def sums_of(asked: Asked) -> Sums:
    """Everything together."""
    if asked.kiosk:
        return Sums(**of_kiosk(asked.kiosk, asked.first, asked.last, asked.matter))
    found = _rows(asked).aggregate(**{name: Sum(name) for name in MEASURES})
    return Sums(**{name: found[name] or 0 for name in MEASURES})


def sums_by(asked: Asked, column: str) -> list[tuple[str, Sums]]:
    """By ``matter_code`` or ``region``, the most first."""
    rows: Any = _rows(asked).order_by().values(column).annotate(**{f"n_{name}": Sum(name) for name in MEASURES})
    found = [(str(row[column]), Sums(**{name: row[f"n_{name}"] or 0 for name in MEASURES})) for row in rows]
    return sorted(found, key=lambda one: (-one[1].arrived, one[0]))


def by_time(asked: Asked) -> list[tuple[date, Sums]]:
    """By day, or by month where the period is longer than a season; nothing is left out."""
    is_long = (asked.last - asked.first).days > _SEASON
    grain = Grain.MONTH if is_long else Grain.DAY
    first = asked.first.replace(day=1) if is_long else asked.first
    rows = _narrowed(CaseCount.objects.filter(grain=grain, start__gte=first, start__lte=asked.last), asked)
    sums: Any = rows.order_by().values("start").annotate(**{f"n_{name}": Sum(name) for name in MEASURES})
    found = {row["start"]: Sums(**{name: row[f"n_{name}"] or 0 for name in MEASURES}) for row in sums}
    starts = _month_starts(first, asked.last) if is_long else _days(first, asked.last)
    return [(start, found.get(start, Sums())) for start in starts]


_SEASON = 92


def shares_of(asked: Asked) -> Shares:
    """Against the other channels; those are told by month and region only."""
    months = asked.whole_months
    if not months or asked.matter or asked.kiosk:
        return Shares(len(months), 0, None, None)
    rows = CaseCount.objects.filter(grain=Grain.MONTH, start__in=months)
    own = _narrowed(rows, asked).aggregate(n=Sum("arrived"))["n"] or 0
    told: dict[tuple[date, str], list[tuple[str, int]]] = {}
    for other in OtherChannel.objects.filter(month__in=months, region__startswith=asked.region):
        told.setdefault((other.month, other.channel), []).append((other.region, other.cases))
    sums = {channel: [told.get((month, channel), []) for month in months] for channel in Channel.values}
    if any(not rows for rows in sums[Channel.WINDOW]) or not any(sums[Channel.WEB] + sums[Channel.MOBILE]):
        return Shares(len(months), own, None, None)
    online = sum(covering(rows) for channel in (Channel.WEB, Channel.MOBILE) for rows in sums[channel])
    return Shares(len(months), own, online, sum(covering(rows) for rows in sums[Channel.WINDOW]))


def population_of(region: str) -> int | None:
    """How many people live in `region`: its own figure, else the sum of its parts; None when nobody said."""
    rows = Region.objects.filter(code__startswith=region, population__isnull=False)
    known = [(code, int(people or 0)) for code, people in rows.values_list("code", "population")]
    return covering(known) or None


def covering(rows: Iterable[tuple[str, int]]) -> int:
    """The sum of the figures of areas that lie in no other area with a figure: nothing counts twice."""
    total, chosen = 0, list[str]()
    for code, figure in sorted(rows, key=lambda one: (len(one[0]), one[0])):
        if not any(code.startswith(above) for above in chosen):
            chosen.append(code)
            total += figure
    return total


def per_head(cases: int, people: int | None) -> float | None:
    """万人办件量."""
    return cases / people * PER if people else None


def claimed_of(region: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """认领率 and 监管行为覆盖率, each as part and whole."""
    items = DutyItem.objects.filter(region__startswith=region)
    service, supervision = items.filter(kind=Duty.SERVICE), items.filter(kind=Duty.SUPERVISION, claimed=True)
    return (
        (service.filter(claimed=True).count(), service.count()),
        (supervision.filter(covered=True).count(), supervision.count()),
    )


def _rows(asked: Asked) -> QuerySet[CaseCount]:
    """Whole months by their own rows, the days around them by theirs."""
    months = asked.whole_months
    if not months:
        return _narrowed(
            CaseCount.objects.filter(grain=Grain.DAY, start__gte=asked.first, start__lte=asked.last), asked
        )
    before = Q(start__gte=asked.first, start__lt=months[0])
    after = Q(start__gte=_next(months[-1]), start__lte=asked.last)
    return _narrowed(
        CaseCount.objects.filter(
            Q(grain=Grain.MONTH, start__gte=months[0], start__lte=months[-1]) | (Q(grain=Grain.DAY) & (before | after))
        ),
        asked,
    )


def _narrowed(rows: QuerySet[CaseCount], asked: Asked) -> QuerySet[CaseCount]:
    if asked.region:
        rows = rows.filter(region__startswith=asked.region)
    return rows.filter(matter_code=asked.matter) if asked.matter else rows


def _months(first: date, last: date) -> Iterator[date]:
    month = first if first.day == 1 else _next(first)
    while _next(month) - timedelta(days=1) <= last:
        yield month
        month = _next(month)


def _month_starts(first: date, last: date) -> Sequence[date]:
    starts, month = [], first.replace(day=1)
    while month <= last:
        starts.append(month)
        month = _next(month)
    return starts


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _next(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)
