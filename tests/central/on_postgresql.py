"""``pytest -p tests.central.on_postgresql``: whatever has a platform once more, with its data in a PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.central.databases import postgres_server
from tools.own_postgres import MISSING, programs


def pytest_configure() -> None:
    """Such a run needs one."""
    if programs() is None:
        raise pytest.UsageError(MISSING)


@pytest.fixture(scope="session", autouse=True)
def _database_server() -> Iterator[None]:
    """The server of this worker."""
    with postgres_server():
        yield
