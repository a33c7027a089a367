"""The matters and working days a start needs, or a sentence that refuses it."""

from pathlib import Path

from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.services.preparation import Prepared, prepare
from kiosk.services.typesetter import TypesetterLost


class CatalogueError(Exception):
    """The catalogue cannot be used at all; the text names every file and what was expected."""


def open_catalogue(root: Path, memory: Path) -> Prepared:
    """The matters under `root`; `CatalogueError` for what must refuse the start."""
    try:
        prepared = prepare(root, memory)
    except TypesetterLost as lost:
        raise CatalogueError(f"{root}: {lost}") from lost
    if prepared.catalogue.fatal:
        raise CatalogueError("\n".join(str(problem) for problem in prepared.catalogue.fatal))
    return prepared


def open_calendar() -> WorkCalendar:
    """The working days; `CatalogueError` when the shipped calendars cannot be read."""
    calendar = load_calendar()
    if not isinstance(calendar, WorkCalendar):
        raise CatalogueError(str(calendar))
    return calendar
