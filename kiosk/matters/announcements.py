"""What a release carries beside matters: announcements (公告) for citizens, and tables of codes such as regions."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from kiosk.clock import CHINA
from kiosk.matters.model import Code, Key, Part, Text, at_most
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem

NOTICES_FILE = "notices.toml"
TABLES_FOLDER = "_tables"

_Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]


class Announcement(Part):
    """One announcement, shown from its first to its last day."""

    key: Key
    text: Text
    first: date
    last: date
    matters: Annotated[tuple[Code, ...], at_most(20)] = ()
    """The matters that it is about; none: all"""

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be shown on the day of `now` in China."""
        return self.first <= now.astimezone(CHINA).date() <= self.last


class Announcements(Part):
    """The file ``notices.toml``."""

    announcements: Annotated[tuple[Announcement, ...], at_most(50)] = ()


class CodeEntry(Part):
    """One code with its meaning."""

    code: _Code
    title: Text


class CodeTable(Part):
    """A file of the folder ``_tables``: administrative regions (GB/T 2260) or any other table of codes."""

    source: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """The standard or notice it was taken from"""
    entries: Annotated[tuple[CodeEntry, ...], at_most(10_000)]


def load_announcements(root: Path) -> tuple[Announcement, ...] | MatterProblem:
    """Those of the catalogue under `root`; none when it has no such file."""
    if not (root / NOTICES_FILE).exists():
        return ()
    parsed = parse_toml(root / NOTICES_FILE, Announcements)
    return parsed if isinstance(parsed, MatterProblem) else parsed.announcements


def load_tables(root: Path) -> dict[str, CodeTable] | MatterProblem:
    """Every table of the catalogue under `root` by the name of its file, or the first problem."""
    tables: dict[str, CodeTable] = {}
    for file in sorted((root / TABLES_FOLDER).glob("*.toml")):
        table = parse_toml(file, CodeTable)
        if isinstance(table, MatterProblem):
            return table
        tables[file.stem] = table
    return tables
