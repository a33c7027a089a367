"""One platform for the tests of a module, on the database that the run is for: running, or only its folder and its deeds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside
from tests.central.running import RunningCentral


@pytest.fixture(scope="module")
def central(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCentral]:
    """A platform with kiosk K-0412 enrolled."""
    with RunningCentral.start(tmp_path_factory.mktemp("central")) as running:
        yield running


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform's folder."""
    folder = tmp_path_factory.mktemp("central")
    fresh(folder)
    return folder


@pytest.fixture(scope="module")
def outcomes(state: Path, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What all deeds of the module that the test names (``DEEDS``) came to, in one process of that platform."""
    found: dict[str, Any] = inside(state, f"{request.module.DEEDS}.everything")
    return found
