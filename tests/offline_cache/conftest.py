"""A real store on a real disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from offline_cache.database import Database


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where the store lies; its key lies beside it."""
    return tmp_path / "state" / "store"


@pytest.fixture
def database(store: Path) -> Iterator[Database]:
    """The store, open."""
    opened = Database.open(store)
    yield opened
    opened.close()
