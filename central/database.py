"""Which database the platform keeps its cases in: SQLite in the state folder, or the PostgreSQL that an address names."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SCHEMES = ("postgresql", "postgres")
_KEPT_S = 600
VARIABLE, FILE = "SUISHIBAN_CENTRAL_DATABASE", "database"
"""Where the address stands: in the environment, or in the state folder, where every process of the platform finds it"""


def address_of(state: Path, environment: Mapping[str, str]) -> str:
    """The address that `environment` or else the folder `state` names; empty for SQLite."""
    given = environment.get(VARIABLE, "")
    file = state / FILE
    return given or (file.read_text().strip() if file.exists() else "")


def database(address: str, state: Path) -> dict[str, Any]:
    """Django's entry for `address`, such as ``postgresql://user:password@host:5432/name``; SQLite when it is empty.

    Options of libpq follow as a query (``?sslmode=verify-full``); ``host`` among them may be the folder of a socket.

    Raises:
        ValueError: the address is of another kind of database, or names none. The password is not repeated.
    """
    if not address:
        return _sqlite(state)
    parts = urlsplit(address)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in _SCHEMES or not name:
        raise ValueError("SUISHIBAN_CENTRAL_DATABASE must read postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "central.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": _KEPT_S,
        "CONN_HEALTH_CHECKS": True,
        # For `central.statements` only: what Django itself sends is put together here and never prepared.
        "OPTIONS": {**options, "prepare_threshold": 0},
    }


def _sqlite(state: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": state / "central.db",
        "OPTIONS": {
            # A transaction takes the write lock at its start, so "look, then insert" cannot be overtaken.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # TRUNCATE + EXTRA: durable, and clear of the WAL-reset bug that stock Python's SQLite has (sync.md 7.1).
            "init_command": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA; PRAGMA temp_store=MEMORY;",
        },
    }
