"""A look into the platform's database from outside, past its own code."""

import sqlite3
from contextlib import closing
from pathlib import Path


def count(state: Path, table: str, column: str, value: str) -> int:
    """How many rows of `table` have `value` in `column`."""
    with closing(sqlite3.connect(state / "central.db")) as database:
        query = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608  names come from tests
        return int(database.execute(query, (value,)).fetchone()[0])


def cases_of(state: Path, application_id: str) -> int:
    """How many cases exist for one application."""
    return count(state, "cases_case", "application_id", application_id)
