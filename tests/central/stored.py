"""How many rows there are, counted from outside the platform."""

from pathlib import Path

from tests.central.databases import rows


def count(state: Path, table: str, column: str, value: str) -> int:
    """How many rows of `table` have `value` in `column`."""
    query = f"SELECT count(*) FROM {table} WHERE {column} = ?"  # noqa: S608  names come from tests
    return int(rows(state, query, (value,))[0][0])


def cases_of(state: Path, application_id: str) -> int:
    """How many cases exist for one application."""
    return count(state, "cases_case", "application_id", application_id)
