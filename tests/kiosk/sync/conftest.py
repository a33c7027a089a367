"""A store on a disk, a platform on a port, and the client between them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.sync.client import CentralClient
from offline_cache.database import Database
from offline_cache.outbox import Outbox
from tests.kiosk.sync.stand_in import StandInPlatform, signer, standing_in
from tests.offline_cache.samples import queue


@pytest.fixture
def platform() -> Iterator[StandInPlatform]:
    """The stand-in, up."""
    with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
def client(platform: StandInPlatform) -> Iterator[CentralClient]:
    """A client that the platform knows."""
    made = CentralClient(platform.url, signer(), read_timeout_s=3.0)
    yield made
    made.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The store, open."""
    opened = Database.open(tmp_path / "state" / "store")
    yield opened
    opened.close()


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """The queue in the store."""
    return queue(database)
