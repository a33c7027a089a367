import random
import sqlite3
from contextlib import closing
from threading import Thread

import apsw
import pytest

from offline_cache.database import FILE_NAME, Database, has_wal_reset_bug
from offline_cache.errors import StoreFailed, StoreRefused
from offline_cache.key_custody import key_file_of
from tests.offline_cache.mortal import mortal
from tests.offline_cache.samples import APPLIED_AT, application, queue


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ("3.6.23", False),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.54.0", False),
    ],
)
def test_versions_that_can_corrupt_a_log_are_known(version, bug):
    assert has_wal_reset_bug(version) is bug


def test_a_sqlite_that_can_corrupt_the_log_is_refused_before_anything_is_written(store):
    with pytest.raises(StoreRefused, match=r"3\.40\.1 .* 3\.51\.3"):
        Database.open(store, library_version="3.40.1")
    assert not store.exists()


def test_what_was_committed_is_there_after_opening_again(store):
    message = application(pages=2)
    with closing(Database.open(store)) as database:
        queue(database).accept(message, settles_order=None)
    with closing(Database.open(store)) as database:
        queued = queue(database).due(APPLIED_AT)
        assert queued is not None
        assert (queued.body, queued.attachments[0].read()) == (message.body, message.attachments[0].data)


def test_the_store_is_durable_erases_and_spills_nothing(database):
    settings = [
        database.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")
    ]
    assert settings == ["wal", 2, 1, 2]


def test_only_the_owner_can_read_the_store_and_its_key(store, database):
    with database.transaction() as transaction:
        transaction.execute("INSERT INTO counter VALUES ('a', 1)")
    assert {path.name: path.stat().st_mode & 0o777 for path in (*store.iterdir(), store, key_file_of(store))} == {
        "store.db": 0o600,
        "store.db-wal": 0o600,
        "store.db-shm": 0o600,
        "store": 0o700,
        "store.key": 0o600,
    }


def test_a_key_that_others_can_read_is_refused(store):
    Database.open(store).close()
    key_file_of(store).chmod(0o640)
    with pytest.raises(StoreRefused, match=r"store\.key can be read by others \(mode 640\)"):
        Database.open(store)


def test_a_lost_key_is_not_silently_replaced(store):
    Database.open(store).close()
    key_file_of(store).unlink()
    with pytest.raises(StoreRefused, match=r"store\.key is missing"):
        Database.open(store)
    assert not key_file_of(store).exists()


def test_a_shortened_key_is_refused(store):
    Database.open(store).close()
    key_file_of(store).write_bytes(b"short")
    with pytest.raises(StoreRefused, match="5 bytes where 32 were expected"):
        Database.open(store)


def test_another_key_is_refused_and_the_file_left_alone(store):
    with closing(Database.open(store)) as database:
        queue(database).accept(application(), settles_order=None)
    key = key_file_of(store).read_bytes()
    before = (store / FILE_NAME).read_bytes()
    key_file_of(store).write_bytes(bytes(32))
    with pytest.raises(StoreRefused, match=r"store\.db cannot be read"):
        Database.open(store)
    assert (store / FILE_NAME).read_bytes() == before
    key_file_of(store).write_bytes(key)
    with closing(Database.open(store)) as database:
        assert queue(database).depth() == 1


@pytest.mark.parametrize("content", [b"this is not a database" * 400, bytes(8192)])
def test_a_foreign_file_is_refused_and_left_alone(store, content):
    Database.open(store).close()
    (store / FILE_NAME).write_bytes(content)
    with pytest.raises(StoreRefused, match=r"store\.db cannot be read"):
        Database.open(store)
    assert (store / FILE_NAME).read_bytes() == content


def test_an_unencrypted_database_is_refused(store):
    Database.open(store).close()
    (store / FILE_NAME).unlink()
    with closing(sqlite3.connect(store / FILE_NAME)) as plain:
        plain.execute("CREATE TABLE outbox (id)")
    with pytest.raises(StoreRefused, match=r"store\.db cannot be read"):
        Database.open(store)


def test_a_store_of_a_newer_program_is_refused(store):
    with closing(Database.open(store)) as database, database.transaction() as transaction:
        transaction.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreRefused, match="newer version of this program"):
        Database.open(store)


def test_a_transaction_that_fails_leaves_nothing(database):
    def break_off() -> None:
        with database.transaction() as transaction:
            transaction.execute("INSERT INTO counter VALUES ('a', 1)")
            raise KeyError

    with pytest.raises(KeyError):
        break_off()
    assert database.rows("SELECT * FROM counter") == []


def test_two_threads_take_turns(database):
    def count() -> None:
        for _ in range(50):
            with database.transaction() as transaction:
                ((value,),) = transaction.execute("SELECT ifnull(max(value), 0) FROM counter").fetchall()
                transaction.execute("INSERT OR REPLACE INTO counter VALUES ('a', ?)", (value + 1,))

    threads = [Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.rows("SELECT value FROM counter") == [(150,)]


def test_no_flipped_bit_becomes_data(store):
    messages = [application(pages=1) for _ in range(5)]
    with closing(Database.open(store)) as database:
        outbox = queue(database)
        for message in messages:
            outbox.accept(message, settles_order=None)
    path = store / FILE_NAME
    sound = path.read_bytes()
    dice = random.Random(7)
    noticed = 0
    for _ in range(60):
        rotten = bytearray(sound)
        rotten[dice.randrange(len(rotten))] ^= 1 << dice.randrange(8)
        path.write_bytes(rotten)
        try:
            with closing(Database.open(store)) as database:
                outbox = queue(database)
                database.rows("PRAGMA integrity_check")  # reads every page
                due = [outbox.due(APPLIED_AT, only=message.id) for message in messages]
                found = [one and (one.body, *(item.read() for item in one.attachments)) for one in due]
        except (StoreRefused, StoreFailed):
            noticed += 1
        else:
            assert found == [(message.body, *(item.data for item in message.attachments)) for message in messages]
    assert noticed >= 55


def test_a_kill_inside_a_migration_leaves_a_store_that_opens(tmp_path):
    with mortal() as process:
        point = 1
        while process.opens(store := tmp_path / str(point) / "store", point):
            with closing(Database.open(store)) as database:
                queue(database).accept(application(), settles_order=None)
            point += 1
    assert point > 20


def test_the_kill_would_find_a_migration_outside_a_transaction(tmp_path):
    broken = 0
    with mortal() as process:
        for point in range(8, 40):
            store = tmp_path / str(point) / "store"
            process.opens(store, point, "careless")
            try:
                Database.open(store).close()
            except apsw.SQLError:
                broken += 1
    assert broken
