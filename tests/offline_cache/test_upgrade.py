"""Stores of earlier versions, as they lie on the disks of kiosks: everything in them arrives all the same."""

from contextlib import closing
from hashlib import sha256
from pathlib import Path

import apsw
import pytest

from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME, MIGRATIONS, Database
from offline_cache.errors import StoreNotNow, StoreRefused
from offline_cache.journal import Journal
from offline_cache.key_custody import key_file_of
from offline_cache.key_file import load_or_create
from offline_cache.outbox import Outbox
from tests.offline_cache.mortal import mortal
from tests.offline_cache.samples import APPLIED_AT, Clear, application, clear, queue

KEY = bytes(range(32))


def old_store(store: Path, *, tables: int, cipher: str = "chacha20") -> apsw.Connection:
    """A store as an earlier version made it, still open, with one message in each state."""
    store.mkdir(parents=True)
    load_or_create(key_file_of(store), lambda: KEY, may_create=True)
    connection = apsw.Connection(str(store / FILE_NAME))
    connection.pragma("cipher", cipher)
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.pragma("journal_mode", "wal")
    for step in sorted(MIGRATIONS.iterdir(), key=lambda step: step.name)[:tables]:
        connection.execute(step.read_text("utf-8"))
    connection.pragma("user_version", tables)
    for number, state in enumerate(("ready", "dead", "sent")):
        message = application(pages=1, message_id=f"{number:032x}", receipt_no=f"L-0412-{number:04d}")
        body = None if state == "sent" else message.body
        connection.execute(
            "INSERT INTO outbox (id, kind, body, sha256, receipt_no, state, created_at, applied_at, closed_at)"
            " VALUES (?, 'case', ?, ?, ?, ?, ?, ?, ?)",
            (message.id, body, message.sha256, message.receipt_no, state, *[APPLIED_AT.isoformat()] * 2, None),
        )
        if body:
            page = message.attachments[0]
            values = (message.id, page.sha256, page.media_type, page.data)
            connection.execute("INSERT INTO attachment VALUES (?, 0, ?, ?, ?)", values)
    return connection


def reverse(message) -> Clear:
    """Sealed, as far as one can see."""
    files = [item.data[::-1] for item in message.attachments]
    return Clear(message.body[::-1], tuple((sha256(data).hexdigest(), data) for data in files))


@pytest.mark.parametrize("tables", [3, 4])
def test_what_an_older_version_accepted_is_sealed_and_sent(store, tables):
    old_store(store, tables=tables).close()
    with closing(Database.open(store)) as database:
        outbox = Outbox(database, Blobs(store / "blobs"), reverse, lambda: APPLIED_AT)
        (dead,), queued = outbox.dead(), outbox.due(APPLIED_AT)
        assert (outbox.depth(), dead.receipt_no) == (1, "L-0412-0001")
        assert queued is not None
        message = application(pages=1, message_id=f"{0:032x}")
        assert queued.body == message.body[::-1]
        assert [item.read() for item in queued.attachments] == [message.attachments[0].data[::-1]]
        assert outbox.retry() == 1
        assert database.rows("SELECT state, sealed, body IS NULL FROM outbox ORDER BY seq") == [
            ("ready", 1, 0),
            ("ready", 1, 0),
            ("sent", 1, 1),
        ]


def test_without_a_key_to_seal_with_it_waits(store):
    old_store(store, tables=3).close()
    with closing(Database.open(store)) as database:
        outbox = Outbox(database, Blobs(store / "blobs"), None)
        assert (outbox.depth(), outbox.due(APPLIED_AT), outbox.take(APPLIED_AT)) == (1, None, None)
    with closing(Database.open(store)) as database:
        assert Outbox(database, Blobs(store / "blobs"), clear).due(APPLIED_AT) is not None


def test_a_log_that_a_killed_kiosk_left_comes_along(store, tmp_path):
    """The store lies there with everything in its log, as after ``kill -9``; the new cipher must not lose that."""
    running = old_store(tmp_path / "running" / "store", tables=4)
    store.mkdir(parents=True)
    for file in (tmp_path / "running" / "store").iterdir():
        (store / file.name).write_bytes(file.read_bytes())
    assert (store / f"{FILE_NAME}-wal").stat().st_size > 0
    load_or_create(key_file_of(store), lambda: KEY, may_create=True)
    running.close()
    with closing(Database.open(store)) as database:
        assert queue(database).depth() == 1
        assert len(queue(database).dead()) == 1


def test_a_wrong_key_leaves_the_log_alone_too(store, tmp_path):
    running = old_store(tmp_path / "running" / "store", tables=4, cipher="aegis")
    store.mkdir(parents=True)
    for file in (tmp_path / "running" / "store").iterdir():
        (store / file.name).write_bytes(file.read_bytes())
    running.close()
    load_or_create(key_file_of(store), lambda: bytes(32), may_create=True)
    with pytest.raises(StoreRefused, match="cannot be read"):
        Database.open(store)
    key_file_of(store).write_bytes(KEY)
    with closing(Database.open(store)) as database:
        assert queue(database).depth() == 1


def test_a_store_under_the_old_cipher_that_another_program_uses_is_left_to_it(store):
    with closing(old_store(store, tables=4)) as other:
        other.execute("SELECT count(*) FROM outbox").fetchall()
        with pytest.raises(StoreNotNow, match="in use by another program"):
            Database.open(store)
        assert other.execute("SELECT count(*) FROM outbox").fetchall() == [(3,)]


def test_orders_of_an_older_version_are_still_open(store):
    with closing(old_store(store, tables=3)) as old:
        old.execute("INSERT INTO journal (order_no, visit_id, amount_fen, wanted) VALUES ('P-1', 'v', 2000, 0)")
    with closing(Database.open(store)) as database:
        assert [entry.order_no for entry in Journal(database).unsettled()] == ["P-1"]


@pytest.mark.parametrize(("tables", "cipher"), [(3, "chacha20"), (4, "aegis")])
def test_a_kill_anywhere_in_the_upgrade_loses_no_row(tmp_path, tables, cipher):
    old_store(tmp_path / "old" / "store", tables=tables, cipher=cipher).close()
    image = (tmp_path / "old" / "store" / FILE_NAME).read_bytes()
    with mortal() as process:
        point = 1
        while True:
            store = tmp_path / str(point) / "store"
            store.mkdir(parents=True)
            (store / FILE_NAME).write_bytes(image)
            load_or_create(key_file_of(store), lambda: KEY, may_create=True)
            killed = process.opens(store, point)
            with closing(Database.open(store)) as database:
                outbox = queue(database)
                assert (outbox.depth(), len(outbox.dead()), database.intact()) == (1, 1, True)
                assert outbox.due(APPLIED_AT) is not None
            if not killed:
                break
            point += 1
    assert point > 10
