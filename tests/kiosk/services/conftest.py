"""A real store on a real disk, a clock that stands still, and devices under real supervision."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.payment import PaymentBench
from kiosk.clock import Delays
from kiosk.payments.providers.simulated import SimulatedScanToPay
from kiosk.services.filing import FilingService
from kiosk.services.payment import PaymentService
from offline_cache.database import Database
from offline_cache.journal import Journal
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence
from tests.kiosk.fake_clock import FakeClock
from tests.kiosk.services.bystanders import Platform
from tests.offline_cache.samples import queue


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
    return queue(database, clock.now)


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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PaymentBench]:
    bench = PaymentBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def provider(desk: PaymentBench) -> SimulatedScanToPay:
    return SimulatedScanToPay({"url": desk.start()["url"]})


@pytest.fixture
def recovered() -> list[str]:
    """Receipt numbers of visits of an earlier run that were filed in a later one."""
    return []


@pytest.fixture
def start(
    recovered: list[str],
    provider: SimulatedScanToPay,
    journal: Journal,
    make_filing: Callable[[], FilingService],
    clock: FakeClock,
    delays: Delays,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], PaymentService]]:
    """A kiosk that is switched on; again, after it was switched off."""
    monkeypatch.setattr("kiosk.services.payment._POLL_S", 0.02)
    monkeypatch.setattr("kiosk.services.payment._POLL_UNREACHABLE_S", 0.02)
    running: list[PaymentService] = []

    def begin() -> PaymentService:
        while running:
            running.pop().stop()
        running.append(PaymentService(provider, journal=journal, filing=make_filing(), clock=clock, delays=delays))
        running[0].recovered = recovered.append
        running[0].start()
        return running[0]

    yield begin
    while running:
        running.pop().stop()
