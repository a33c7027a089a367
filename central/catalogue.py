"""The matters and the working days as the platform knows them: those of its newest release, or what was shipped."""

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from central.releases.shelf import newest_catalogue
from central.words import in_english
from kiosk.matters.bundles import load_bundles
from kiosk.matters.catalogue import BASELINE, SOURCES_FILE, Catalogue, load_catalogue
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import Matter, Text
from kiosk.matters.parse import HOME_FILE
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.release import CALENDARS


def catalogue() -> Catalogue:
    """All matters. Raises ``ValueError`` when the catalogue refuses the start."""
    return _loaded(_newest())


def calendar() -> WorkCalendar:
    """The working days. Raises ``ValueError`` for a bad notice: a wrong date is worse than no start."""
    return _working_days(_newest())


def _newest() -> Path | None:
    """The folder of the newest release."""
    return newest_catalogue(Path(settings.STATE))


@lru_cache(maxsize=2)
def _loaded(folder: Path | None) -> Catalogue:
    loaded = load_after(_last[-1], folder) if folder is not None and _last else load_catalogue(folder or BASELINE)
    if loaded.fatal:
        raise ValueError("; ".join(str(problem) for problem in loaded.fatal))
    if folder is not None:
        _last[:] = [loaded]
    return loaded


_last: list[Catalogue] = []
"""What was read before: one release differs from the next in a few matters, and thousands take seconds to read"""


def load_after(before: Catalogue, folder: Path) -> Catalogue:
    """The catalogue in `folder`; of its matters only those are read and checked that are not the very files of `before`."""
    same = _same(before, folder)
    fresh = load_catalogue(folder, skip=same)
    matters = {code: before.matters[code] for code in same} | dict(fresh.matters)
    return replace(fresh, matters=MappingProxyType(dict(sorted(matters.items()))))


def _same(before: Catalogue, folder: Path) -> frozenset[str]:
    """Matters whose files are links to the same blobs. None where what all matters are checked against is another."""
    try:
        if any(not (before.root / name).samefile(folder / name) for name in (HOME_FILE, SOURCES_FILE)):
            return frozenset()
        same = {code for code in before.matters if _files(before.root / code) == _files(folder / code)}
    except OSError:
        return frozenset()
    bundles = load_bundles(folder)
    if isinstance(bundles, MatterProblem):
        return frozenset()
    for key, bundle in bundles.items():
        members = {member.code for member in bundle.members}
        if bundle != before.bundles.get(key) or not members <= same:
            same -= members  # what one asks has to agree with the others
    return frozenset(same)


def _files(folder: Path) -> set[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        return {(entry.name, (found := entry.stat()).st_dev, found.st_ino) for entry in entries}


@lru_cache(maxsize=2)
def _working_days(folder: Path | None) -> WorkCalendar:
    loaded = load_calendar(folder / CALENDARS if folder is not None else SHIPPED_CALENDARS)
    if isinstance(loaded, MatterProblem):
        raise ValueError(str(loaded))  # noqa: TRY004  a bad file, not a wrong Python type
    return loaded


def matter_of(code: str) -> Matter | None:
    """The matter with `code`, or ``None`` when this platform has none (a kiosk may be ahead of it)."""
    return catalogue().matters.get(code)


def title_of(code: str, kept: str = "") -> str:
    """What the matter or bundle with `code` is called in the language of the page; the code itself where it is not known here.

    `kept` is the Chinese title under which it was once written down: a Chinese page says that one, whatever it is called now.
    """
    if kept and not in_english():
        return kept
    known = matter_of(code) or catalogue().bundles.get(code)
    return (kept or code) if known is None else in_language(known.title)


def titles() -> dict[str, str]:
    """Code → title of all that is published, by title, in the language of the page."""
    found = ((code, in_language(matter.title)) for code, matter in catalogue().matters.items())
    return dict(sorted(found, key=lambda one: one[1]))


def named_matters() -> list[tuple[str, str]]:
    """The choices of a form: each published matter by its code, under its title and code."""
    return [(code, with_code(title, code)) for code, title in titles().items()]


def named_bundles() -> list[tuple[str, str]]:
    """The same of bundles."""
    return [(key, with_code(in_language(one.title), key)) for key, one in catalogue().bundles.items()]


def with_code(title: str, code: str) -> str:
    """`title` with `code` in brackets, those of the page's language."""
    return f"{title} ({code})" if in_english() else f"{title}（{code}）"


def in_language(text: Text) -> str:
    """`text` in the language of the page."""
    return text.get("en" if in_english() else "zh_CN")
