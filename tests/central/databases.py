"""Which database the platforms of the tests run on, and a look into it from outside, past their own code.

SQLite in the state folder, as ``make run`` does it; with the plugin `tests.central.on_postgresql` each platform gets a
PostgreSQL database of its own, a copy of one that was migrated once: one server for each worker of pytest.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from central.database import FILE, VARIABLE
from tools.own_postgres import NOT_DURABLE, own_postgres, programs

ROOT = Path(__file__).parents[2]
REFUSED = (sqlite3.DatabaseError, psycopg.DatabaseError)
"""What `rows` raises for a statement that the database does not carry out"""
_FIRST, _TEMPLATE = "first", "migrated"
_SQLITE = "central.db"
_KEPT = ROOT / "build" / "migrated"
_PATIENCE_S = 120
_DAY_S = 24 * 3600
_OPTIONS = (*NOT_DURABLE, "-c max_connections=300", "-c shared_buffers=64MB", "-c autovacuum=off")


@dataclass
class _Server:
    """One PostgreSQL, and which of its databases belongs to which state folder."""

    address: str = ""
    made: int = 0
    of: dict[Path, str] = field(default_factory=dict)


_server = _Server()


@contextmanager
def postgres_server() -> Iterator[None]:
    """From here on `fresh` gives databases of a PostgreSQL."""
    with own_postgres(_OPTIONS) as address:
        _server.address = address
        try:
            _create(_TEMPLATE)
            _run("psql", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(_kept(".sql", _script)), _named(_TEMPLATE))
            yield
        finally:
            _server.address = ""


def fresh(state: Path) -> str:
    """The address of a new, migrated database for the platform in `state`; empty when that keeps its own SQLite."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _server.address and not (state / _SQLITE).exists():
        shutil.copyfile(_kept(".db", _file), state / _SQLITE)
        (state / _SQLITE).chmod(0o600)
    return _made(state, _TEMPLATE)


def empty(state: Path) -> str:
    """As `fresh`, but nobody has migrated it."""
    return _made(state, "template0")


def rows(state: Path, statement: str, values: Sequence[object] = ()) -> list[Any]:
    """Run `statement`, with ``?`` for `values`, behind the back of the platform in `state`.

    Raises:
        sqlite3.DatabaseError, psycopg.DatabaseError: the database refuses it.
    """
    address = _server.of.get(state, "")
    if not address:
        with closing(sqlite3.connect(state / _SQLITE)) as database, database:
            return database.execute(statement, values).fetchall()
    with psycopg.connect(address) as connection:
        done = connection.execute(statement.replace("%", "%%").replace("?", "%s").encode(), values)
        return done.fetchall() if done.description else []


def columns_of(state: Path, table: str) -> list[str]:
    """The names of the columns of `table`."""
    if state not in _server.of:
        return [str(row[0]) for row in rows(state, "SELECT name FROM pragma_table_info(?)", (table,))]
    query = "SELECT column_name FROM information_schema.columns WHERE table_name = ?"
    return [str(row[0]) for row in rows(state, query, (table,))]


def writes(state: Path) -> int:
    """A number that is another one after anything was written by the platform in `state`."""
    if state not in _server.of:
        return (state / _SQLITE).stat().st_mtime_ns
    return int(rows(state, "SELECT pg_snapshot_xmax(pg_current_snapshot())::text")[0][0])


def dump(state: Path) -> bytes:
    """Everything that the platform in `state` has in its database."""
    if state not in _server.of:
        return (state / _SQLITE).read_bytes()
    return _run("pg_dump", "--inserts", _server.of[state])


def _made(state: Path, template: str) -> str:
    if not _server.address:
        return ""
    _server.made += 1
    name = f"platform_{_server.made}"
    _create(name, template)
    _server.of[state] = _named(name)
    # Every process that is started on this folder finds it there.
    (state / FILE).write_text(_server.of[state])
    return _server.of[state]


def _named(name: str) -> str:
    return _server.address.replace("/postgres?", f"/{name}?")


def _create(name: str, template: str = "template0") -> None:
    with psycopg.connect(_server.address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())


def _run(program: str, *arguments: str) -> bytes:
    tools = programs()
    assert tools is not None, "there is a server"
    return subprocess.run(
        [str(tools / program), *arguments], check=True, stdout=subprocess.PIPE, timeout=_PATIENCE_S
    ).stdout


def _file(folder: Path) -> Path:
    """A SQLite of the platform that nobody has used."""
    _prepared(folder, {})
    return folder / _SQLITE


def _script(folder: Path) -> Path:
    """The statements that make such a database on a PostgreSQL."""
    _create(_FIRST)
    _prepared(folder, {VARIABLE: _named(_FIRST)})
    (folder / "dump").write_bytes(_run("pg_dump", _named(_FIRST)))
    return folder / "dump"


@cache
def _kept(ending: str, make: Callable[[Path], Path]) -> Path:
    """What `make` makes, made once for every state of the code: migrating takes seconds."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "central").rglob("*.py")):
        digest.update(file.read_bytes())
    made = _KEPT / f"{digest.hexdigest()[:24]}{ending}"
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with TemporaryDirectory(dir=_KEPT) as folder:
                fresh = make(Path(folder))
                for old in _KEPT.glob(f"*{ending}"):
                    if old.stat().st_mtime < time.time() - _DAY_S:  # another run may be using a younger one
                        old.unlink()
                fresh.rename(made)
    return made


def _prepared(state: Path, more: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "central", "intake-key", "--state", str(state)],
        cwd=ROOT, env={**os.environ, **more}, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S,
    )  # fmt: skip
