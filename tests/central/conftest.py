"""One running platform for the tests of a module, on the database that the run is for."""

from collections.abc import Iterator

import pytest

from tests.central.running import RunningCentral


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform with kiosk K-0412 enrolled."""
    with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
        yield running
