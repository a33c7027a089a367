"""The matters and the working days as the platform knows them: those of its newest release, or what was shipped."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from central.releases.shelf import newest_catalogue
from kiosk.matters.catalogue import BASELINE, Catalogue, load_catalogue
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.deadline import WorkCalendar, deadline, load_calendar
from kiosk.matters.model import Matter
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
    loaded = load_catalogue(folder or BASELINE)
    if loaded.fatal:
        raise ValueError("; ".join(str(problem) for problem in loaded.fatal))
    return loaded


@lru_cache(maxsize=2)
def _working_days(folder: Path | None) -> WorkCalendar:
    loaded = load_calendar(folder / CALENDARS if folder is not None else SHIPPED_CALENDARS)
    if isinstance(loaded, MatterProblem):
        raise ValueError(str(loaded))  # noqa: TRY004  a bad file, not a wrong Python type
    return loaded


def matter_of(code: str) -> Matter | None:
    """The matter with `code`, or ``None`` when this platform has none (a kiosk may be ahead of it)."""
    return catalogue().matters.get(code)


def due_of(matter: Matter | None, applied_at: datetime) -> date | None:
    """The promised date, counted from the moment the citizen applied: an outage is not the citizen's loss."""
    if matter is None or matter.promised_days is None:
        return None
    return deadline(applied_at, matter.promised_days, calendar()).date
