"""One running platform for the tests of a module, on the database that the run is for."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.central import databases
from tests.central.running import RunningCentral
from tools.own_postgres import MISSING, programs

HERE = Path(__file__).parent
ON_POSTGRESQL = databases.WANTED == "postgresql"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A run for PostgreSQL needs one."""
    if not ON_POSTGRESQL or programs() is not None:
        return
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=MISSING))


@pytest.fixture(scope="session", autouse=True)
def _database_server() -> Iterator[None]:
    """The server of this worker, when the run is for PostgreSQL."""
    with databases.postgres_server() if ON_POSTGRESQL else nullcontext():
        yield


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform with kiosk K-0412 enrolled."""
    with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
        yield running
