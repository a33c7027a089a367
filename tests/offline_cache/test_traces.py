"""Personal data at rest: unreadable while it waits, gone once the platform has it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from offline_cache.database import FILE_NAME, Database
from offline_cache.journal import Journal
from tests.offline_cache.samples import NAME, NUMBER, application, queue

MARKERS = [
    marker.encode(encoding)
    for marker in (NAME, NAME[:3], NUMBER, NUMBER[6:14])
    for encoding in ("utf-8", "utf-16-le", "gb18030")
    if encoding != "gb18030" or marker.isascii() or marker == NAME[:3]
]


def traces(folder: Path) -> list[str]:
    """Files under `folder` that show any of it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(marker in path.read_bytes() for marker in MARKERS)]


def decrypted(database: Database) -> bytes:
    """Every page of the store as SQLite sees it, the free ones included."""
    return database._connection.serialize("main")


def shows(image: bytes) -> bool:
    return any(marker in image for marker in MARKERS)


def test_the_search_finds_what_an_unencrypted_store_would_show(store):
    store.mkdir(parents=True)
    with closing(sqlite3.connect(store / FILE_NAME)) as plain:
        plain.execute("CREATE TABLE outbox (body BLOB)")
        plain.execute("INSERT INTO outbox VALUES (?)", (application().body,))
        plain.commit()
    assert traces(store.parent) == ["store.db"]


def test_no_file_shows_a_citizen_while_the_application_waits(store, database):
    draft, other = application(pages=3), application(pages=1)
    Journal(database).open("P-1", "visit-1", 2000, draft)
    queue(database).accept(other, settles_order=None)
    assert shows(decrypted(database))
    assert traces(store.parent) == []
    database.scrub()
    assert traces(store.parent) == []
    database.close()
    assert traces(store.parent) == []


def test_after_the_acknowledgement_not_even_the_key_brings_it_back(store, database):
    journal, outbox = Journal(database), queue(database)
    draft, left = application(pages=3), application(pages=3)
    journal.open("P-1", "visit-1", 2000, draft)
    journal.open("P-2", "visit-2", 2000, left)
    journal.open("P-3", "visit-2", 2000, left)
    outbox.accept(draft, settles_order="P-1")
    journal.mark_unwanted("P-2")
    journal.settled("P-3")
    outbox.acknowledged(draft.id, case_no="B1")
    assert outbox.tidy()
    assert (store / f"{FILE_NAME}-wal").stat().st_size == 0
    assert not shows(decrypted(database))
    assert traces(store.parent) == []


def test_the_same_look_finds_a_store_that_erases_carelessly(database):
    """The planted wrong: without secure_delete the pages that a row gave back still hold it."""
    with database.transaction() as transaction:
        transaction.execute("CREATE TABLE careless (body BLOB)")
        transaction.execute("INSERT INTO careless VALUES (?)", (application(pages=1).attachments[0].data,))
    database._connection.execute("PRAGMA secure_delete = OFF")
    with database.transaction() as transaction:
        transaction.execute("DELETE FROM careless")
    assert shows(decrypted(database))


def test_a_reader_that_holds_the_log_only_delays_the_erasure(store, database):
    outbox, message = queue(database), application(pages=1)
    outbox.accept(message, settles_order=None)
    with closing(Database.open(store)) as reader:
        look = reader._connection.execute("SELECT id FROM outbox UNION ALL SELECT id FROM outbox")
        next(look)
        database._connection.set_busy_timeout(0)
        outbox.acknowledged(message.id)
        assert not outbox.tidy()
        assert (store / f"{FILE_NAME}-wal").stat().st_size > 0
        look.close()
    outbox.tidy()
    assert (store / f"{FILE_NAME}-wal").stat().st_size == 0
