"""Where citizens give up, and how much they have to type: sums of what kiosks counted, never of fewer than ten visits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from central.numbers.figures import FEWEST, Asked, share
from central.numbers.models import VisitCount
from kiosk.matters.plan import Step
from kiosk.protocol.tally import ASKED, BEGAN, ENDED, FILED, PREFILLED, REACHED, TYPED

LEFT_WORDS = ("left", "timed_out", "card_removed", "other_card", "not_filed")


@dataclass(frozen=True, slots=True)
class Reached:
    """One step: how many visits came to it. None where that would be fewer than ten."""

    step: str
    n: int | None
    of_begun: float | None


@dataclass(frozen=True, slots=True)
class Effort:
    """One matter, or one wording of it. Everything but `began` is None for too few cases."""

    matter: str
    version: int
    began: int | None
    filed: float | None
    typed: float | None
    """Characters for each case"""
    prefilled: float | None


def steps_of(asked: Asked) -> list[Reached]:
    """The steps of the visits, in their order; nothing when fewer than ten were begun."""
    sums = _sums(_rows(asked))
    began = sums[BEGAN]
    if began < FEWEST:
        return []
    found = []
    for step in Step:
        n = sums[f"{REACHED}{step.value}"]
        if n:
            hidden = n < FEWEST
            found.append(Reached(step.value, None if hidden else n, None if hidden else n / began))
    return found


def reasons_of(asked: Asked) -> list[tuple[str, str, int]]:
    """How visits ended without a case: reason, step and how often, the most first; rare ones are left out."""
    found = []
    for measure, n in _sums(_rows(asked)).items():
        reason, _dot, step = measure.removeprefix(ENDED).partition(".")
        if measure.startswith(ENDED) and reason in LEFT_WORDS and n >= FEWEST:
            found.append((reason, step, n))
    return sorted(found, key=lambda one: (-one[2], one))


def efforts_of(asked: Asked, *, by_version: bool = False) -> list[Effort]:
    """By matter, or by the wordings of one; the most typing first."""
    columns = ("matter_code", "version") if by_version else ("matter_code",)
    rows = _rows(asked).filter(measure__in=(BEGAN, FILED, TYPED, ASKED, PREFILLED)).order_by()
    sums: dict[tuple[str, int], Counter[str]] = {}
    for row in rows.values(*columns, "measure").annotate(sum=Sum("n")):
        key = (row["matter_code"], row["version"] if by_version else 0)
        sums.setdefault(key, Counter())[row["measure"]] += row["sum"]
    found = [_effort(matter, version, counts) for (matter, version), counts in sums.items()]
    return sorted(found, key=lambda one: (-(one.typed or 0), one.matter, one.version))


def _effort(matter: str, version: int, counts: Mapping[str, int]) -> Effort:
    began, filed = counts.get(BEGAN, 0), counts.get(FILED, 0)
    enough = filed >= FEWEST
    return Effort(
        matter=matter,
        version=version,
        began=began if began >= FEWEST else None,
        filed=share(filed, began),
        typed=counts.get(TYPED, 0) / filed if enough else None,
        prefilled=share(counts.get(PREFILLED, 0), counts.get(ASKED, 0)) if enough else None,
    )


def _rows(asked: Asked) -> QuerySet[VisitCount]:
    rows = VisitCount.objects.filter(day__gte=asked.first, day__lte=asked.last)
    if asked.region:
        rows = rows.filter(kiosk__region__startswith=asked.region)
    if asked.kiosk:
        rows = rows.filter(kiosk_id=asked.kiosk)
    return rows.filter(matter_code=asked.matter) if asked.matter else rows


def _sums(rows: QuerySet[VisitCount]) -> Counter[str]:
    return Counter({row["measure"]: row["sum"] for row in rows.order_by().values("measure").annotate(sum=Sum("n"))})
