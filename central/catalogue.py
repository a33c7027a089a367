"""The matters and the working days as the platform knows them: the same files the kiosk reads."""

from datetime import date, datetime
from functools import lru_cache

from kiosk.matters.catalogue import Catalogue, load_catalogue
from kiosk.matters.deadline import WorkCalendar, deadline, load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.problems import MatterProblem


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """All matters. Raises ``ValueError`` when the catalogue refuses the start."""
    loaded = load_catalogue()
    if loaded.fatal:
        raise ValueError("; ".join(str(problem) for problem in loaded.fatal))
    return loaded


@lru_cache(maxsize=1)
def calendar() -> WorkCalendar:
    """The working days. Raises ``ValueError`` for a bad notice: a wrong date is worse than no start."""
    loaded = load_calendar()
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
