"""The arithmetic of `make bench`: medians, percentiles, and figures that are judged against a limit. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `limit` is the most it may be; ``None`` for what is told as information."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    beside: str = ""
    """What it was measured beside, and how"""

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; ``None`` where there is none."""
        return None if self.limit is None else self.value <= self.limit

    @property
    def verdict(self) -> str:
        """``ok``, ``OVER`` or nothing."""
        return "" if self.kept is None else "ok" if self.kept else "OVER"

    def as_json(self) -> dict[str, Any]:
        """For ``build/bench/bench.json``."""
        return {**asdict(self), "kept": self.kept}


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` (0–1) of `values` do not exceed (nearest rank). ``ValueError`` for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values to take a percentile of")
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def median(values: Iterable[float]) -> float:
    """The middle one, the mean of the middle two of an even number. ``ValueError`` for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values to take a median of")
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines of text, columns aligned."""
    rows = [("figure", "measured", "limit", "verdict", "")]
    rows += [
        (each.name, _number(each.value, each.unit), _number(each.limit, each.unit), each.verdict, each.beside)
        for each in figures
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(4)]
    return "\n".join(
        "  ".join([*(_padded(row[column], widths[column]) for column in range(4)), row[4]]).rstrip() for row in rows
    )


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    digits = 2 if unit in ("×", "s") else 1
    return f"{value:.{digits}f} {unit}"


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
