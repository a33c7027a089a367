"""What the engine does for the store besides delivering: erasure in time, leases of the last run, files that are gone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import Alarm, SyncEngine
from offline_cache.errors import StoreFailed
from offline_cache.message import Enclosure, Outgoing
from offline_cache.store import Store
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.sync.stand_in import StandInPlatform
from tests.offline_cache.samples import application, clear


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "state", clear, ballast_bytes=1024)) as opened:
        yield opened


def large() -> Outgoing:
    """With a page that lies beside the store."""
    message = application()
    page = Enclosure.of(message.id.encode() * 4000, "image/jpeg")
    return Outgoing(message.id, "case", message.body, "L-0412-0001", message.applied_at, (page,))


def test_after_the_queue_is_empty_nothing_is_left_of_it(client: CentralClient, store: Store, platform: StandInPlatform):
    for _ in range(5):
        store.outbox.accept(large(), settles_order=None)
    idle = Event()

    def look_after(is_idle: bool) -> None:
        store.look_after(is_idle)
        if is_idle and store.outbox.depth() == 0:
            idle.set()

    engine = SyncEngine(client, store.outbox, SystemClock(), ping_every_s=0.5, upkeep=look_after)
    engine.start()
    try:
        assert idle.wait(10.0)
        assert (store.blobs.names(), store.backup.files.names(), len(platform.blobs)) == (set(), set(), 5)
        log = store.database.path.with_name("store.db-wal")
        assert log.stat().st_size == 0
    finally:
        engine.stop()


def test_what_was_acknowledged_goes_while_the_next_delivery_takes_its_time(client, store, platform, monkeypatch):
    """A page takes minutes on a thin line. Planted by looking after the store between two deliveries only."""
    monkeypatch.setattr("kiosk.sync.upkeep._EVERY_S", 0.05)
    arrived, bring, brought = Event(), client.put_blob, []

    def put_blob(*blob):
        brought.append(blob)
        if len(brought) == 3:
            arrived.wait(20.0)
        return bring(*blob)

    monkeypatch.setattr(client, "put_blob", put_blob)
    for _ in range(3):
        store.outbox.accept(large(), settles_order=None)
    assert store.backup.make(datetime.now(UTC))
    engine = SyncEngine(client, store.outbox, SystemClock(), ping_every_s=0.5, upkeep=store.look_after)
    engine.start()
    try:
        assert until(lambda: (len(store.blobs.names()), len(store.backup.files.names())) == (1, 1), 10)
        assert (len(brought), len(platform.received)) == (3, 2), "the third is on its way"
    finally:
        arrived.set()
        engine.stop()


def test_an_upkeep_that_fails_is_an_alarm_until_it_works_again(client, store, platform):
    failing = [True]

    def look_after(_idle: bool) -> None:
        if failing:
            raise StoreFailed("the disk")

    engine = SyncEngine(client, store.outbox, SystemClock(), ping_every_s=0.5, upkeep=look_after)
    engine.start()
    try:
        assert until(lambda: engine.alarm is Alarm.STORE_FAILED)
        failing.clear()
        store.outbox.accept(large(), settles_order=None)
        engine.nudge()
        assert platform.wait_until(lambda: len(platform.received) == 1)
        assert until(lambda: engine.alarm is None)
    finally:
        engine.stop()


@pytest.mark.usefixtures("platform")
def test_a_clock_that_is_wrong_forgets_nothing_of_yesterday(client, store):
    """The numbers of what was delivered stay for 30 days of the platform's, not of a clock that was set wrong."""
    clock = FakeClock(datetime.now(UTC) + timedelta(days=400))
    forgotten: list[datetime] = []
    forget = store.outbox.forget_sent
    store.outbox.forget_sent = lambda before: (forgotten.append(before), forget(before))
    delivered = application()
    store.outbox.accept(delivered, settles_order=None)
    engine = SyncEngine(client, store.outbox, clock, upkeep=store.look_after)
    engine.start()
    try:
        assert until(lambda: bool(forgotten) and store.outbox.depth() == 0)
    finally:
        engine.stop()
    assert abs(forgotten[0] - (datetime.now(UTC) - timedelta(days=30))) < timedelta(minutes=5)
    assert [row for (row,) in store.database.rows("SELECT state FROM outbox")] == ["sent"]


def test_what_the_last_run_was_sending_goes_at_once(client, store, platform):
    message = large()
    store.outbox.accept(message, settles_order=None)
    assert store.outbox.take(SystemClock().now()) is not None
    engine = SyncEngine(client, store.outbox, SystemClock(), ping_every_s=0.5)
    engine.start()
    assert platform.wait_until(lambda: platform.received == [message.id])
    engine.stop()


def test_a_message_whose_file_is_gone_is_set_aside_and_the_rest_flows(client, store, platform):
    broken, sound = large(), large()
    store.outbox.accept(broken, settles_order=None)
    store.blobs.remove(store.blobs.names())
    store.outbox.accept(sound, settles_order=None)
    engine = SyncEngine(client, store.outbox, SystemClock(), ping_every_s=0.5)
    engine.start()
    assert platform.wait_until(lambda: platform.received == [sound.id])
    engine.stop()
    (dead,) = store.outbox.dead()
    assert (dead.id, dead.problem) == (broken.id, "0 attachment-lost an attachment cannot be read any more")
