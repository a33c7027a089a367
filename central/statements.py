"""Statements of the few calls that a whole fleet makes: sent as they stand, and planned by PostgreSQL once for each connection.

Everything else goes through Django's models. Putting a statement together and planning it costs more than carrying it out,
which is of no matter until thousands of kiosks call at once. It works on SQLite too, whose module keeps its plans by itself.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model
from psycopg import Cursor

Row = tuple[Any, ...]


def rows_of(statement: str, values: Sequence[object]) -> list[Row]:
    """Carry `statement` out, which returns rows, with a ``%s`` for each of `values`. JSON comes as its text.

    Raises:
        django.db.Error: of the kind that Django raises.
    """
    to = connections[DEFAULT_DB_ALIAS]
    if to.vendor != "postgresql":
        with to.cursor() as cursor:
            cursor.execute(statement, [_as_django_writes(one) for one in values])
            found: list[Row] = cursor.fetchall()
            return found
    to.close_if_health_check_failed()
    to.ensure_connection()
    to.validate_no_broken_transaction()
    with to.wrap_database_errors, Cursor(to.connection) as prepared:
        return prepared.execute(statement, values).fetchall()


def _as_django_writes(value: Any) -> Any:  # noqa: ANN401  whatever a column takes
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def on_postgresql() -> bool:
    """Whether one statement may write to several tables."""
    return connection.vendor == "postgresql"


def insert(row: Model) -> None:
    """Write the new `row`, which has its id afterwards. No signal is sent: the audit log is for what people change."""
    statement, fields = _insertion(type(row), connection.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    found = rows_of(statement, values)
    row.pk, row._state.adding, row._state.db = found[0][0], False, connection.alias  # noqa: SLF001  as Django does


@cache
def _insertion(model: type[Model], _vendor: str) -> tuple[str, "list[Field[Any, Any]]"]:
    quoted = connection.ops.quote_name
    fields = [one for one in model._meta.local_concrete_fields if not one.generated and one.db_returning is False]  # noqa: SLF001
    names = ", ".join(quoted(str(one.column)) for one in fields)
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))  # noqa: SLF001
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING {key}", fields  # noqa: S608  names of our own models
