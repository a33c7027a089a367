"""What every rule of the lint works with: the matter it looks at, and what it found."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from kiosk.matters.model import Matter
from kiosk.matters.sources import Sources


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the id of its rule, the place, and how to mend it in both languages."""

    rule: str
    path: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at."""

    matter: Matter
    folder: Path
    sources: Sources = field(default_factory=Sources)


def leaves(part: BaseModel, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in `part` with its place, such as ``fields[2].label.zh``."""
    for place, value in parts(part, path):
        if isinstance(value, str):
            yield place, str(value)


def parts(part: BaseModel, path: str = "") -> Iterator[tuple[str, object]]:
    """Every value in `part` with its place; each record before what is in it."""
    for name in type(part).model_fields:
        if name not in part.model_fields_set:
            continue
        yield from _within(getattr(part, name), f"{path}.{name}" if path else name)


def _within(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        for place, entry in enumerate(value):
            yield from _within(entry, f"{path}[{place}]")
        return
    yield path, value
    if isinstance(value, BaseModel):
        yield from parts(value, path)


def twice(names: list[str]) -> list[str]:
    """Those that are given more than once."""
    return sorted({name for name in names if names.count(name) > 1})
