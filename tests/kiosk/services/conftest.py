"""A real store on a real disk, a clock that stands still, and devices under real supervision."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.clock import Delays
from kiosk.services.filing import FilingService
from offline_cache.database import Database
from offline_cache.journal import Journal
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence
from tests.kiosk.fake_clock import FakeClock
from tests.kiosk.services.bystanders import Platform


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def delays() -> Delays:
    return Delays(card_poll=0.01)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def database(store: Path) -> Iterator[Database]:
    opened = Database.open(store)
    yield opened
    opened.close()


@pytest.fixture
def outbox(database: Database, clock: FakeClock) -> Outbox:
    return Outbox(database, clock.now)


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


@pytest.fixture
def platform(outbox: Outbox) -> Platform:
    return Platform(outbox)


@pytest.fixture
def make_filing(
    outbox: Outbox, journal: Journal, database: Database, platform: Platform, clock: FakeClock, delays: Delays
) -> Callable[[], FilingService]:
    """A filing service, as after each start."""

    def make() -> FilingService:
        return FilingService(
            kiosk_id="K-0412",
            outbox=outbox,
            journal=journal,
            sequence=Sequence(database),
            deliver=platform.deliver,
            follow_url=platform.follow_url,
            clock=clock,
            delays=delays,
        )

    return make


@pytest.fixture
def filing(make_filing: Callable[[], FilingService]) -> FilingService:
    return make_filing()
