"""Search: rows of found matters with the matched characters marked."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Chip = Literal["here", "part", "counter", "later"]


@dataclass(frozen=True, slots=True)
class TitlePart:
    """A run of a title's characters; ``hit`` marks what the query matched."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class ResultView:
    """One found matter."""

    code: str
    parts: tuple[TitlePart, ...]
    meta: str
    icon: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class SearchView:
    """One page of what was found; ``candidates`` fill the bar above the keyboard, best first."""

    query: str
    found: int
    page: int
    pages: int
    candidates: tuple[str, ...]
    results: tuple[ResultView, ...]
    heading: str = ""
    """What is listed, where nothing is searched for"""
    browsing: bool = False
    """A theme, a bundle, what a card's holder can do: a list to read, no keyboard before it is asked for"""


def rows_on_a_page(*, browsing: bool, elder: bool, reach: bool = False) -> int:
    """How many rows fit between the field and what lies below: the keyboard, or the action bar.

    `reach` is low controls with the keyboard open: what is pressed begins a third lower.
    """
    if browsing:
        return 5 if elder else 6
    if reach:
        return 1 if elder else 2
    return 3 if elder else 4


def title_parts(title: str, hits: Collection[int]) -> tuple[TitlePart, ...]:
    """Cut ``title`` into runs; ``hits`` are the indices of matched characters."""
    runs = groupby(range(len(title)), key=lambda index: index in hits)
    return tuple(TitlePart("".join(title[index] for index in run), hit) for hit, run in runs)
