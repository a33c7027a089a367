"""The store as a whole: full disks, backups, and databases that cannot be read."""

import os
import random
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import Any

import apsw
import pytest

from offline_cache.aside import kept_aside
from offline_cache.audit import AuditLog
from offline_cache.commands import CommandBook
from offline_cache.database import FILE_NAME
from offline_cache.errors import StoreFull, StoreRefused
from offline_cache.key_custody import key_file_of
from offline_cache.message import Enclosure, Outgoing
from offline_cache.pages import connect
from offline_cache.standing import Limits
from offline_cache.store import Store
from tests.offline_cache.samples import APPLIED_AT, application, clear
from tests.offline_cache.test_traces import shows

AMPLE = Limits(stop_free_bytes=0)


def opened(store: Path, **more) -> Store:
    return Store.open(store, clear, now=lambda: APPLIED_AT, limits=AMPLE, ballast_bytes=1 << 20, **more)


def large(number: int = 0) -> Outgoing:
    """With a page that lies beside the store."""
    message = application(message_id=f"{number:032x}")
    page = Enclosure.of(random.Random(number).randbytes(100_000), "image/jpeg")
    return Outgoing(message.id, "case", message.body, "L-0412-0001", APPLIED_AT, (page,))


def test_large_files_lie_beside_and_go_with_their_message(store):
    with closing(opened(store)) as kept:
        message = large()
        kept.outbox.accept(message, settles_order=None)
        kept.outbox.accept(message, settles_order=None)
        queued = kept.outbox.take(APPLIED_AT)
        assert queued is not None
        (page,) = queued.attachments
        assert (page.read(), page.size, kept.blobs.names()) == (message.attachments[0].data, 100_000, {page.sha256})
        assert kept.database.rows("SELECT data FROM attachment") == [(None,)]
        kept.outbox.acknowledged(message.id)
        assert kept.blobs.names() == {page.sha256}  # until the log can no longer bring the row back
        kept.look_after(True)
        assert kept.blobs.names() == set()


def test_files_without_a_message_go_at_the_start(store):
    with closing(opened(store)) as kept:
        kept.outbox.accept(large(), settles_order=None)
        (named,) = kept.blobs.names()
    (store / "blobs" / ("0" * 64)).write_bytes(b"of an acceptance that was cut short")
    with closing(opened(store)) as kept:
        assert len(kept.blobs.names()) == 2  # opened for a look only, perhaps
        kept.look_after(False)
        assert kept.blobs.names() == {named}


def test_a_file_that_is_being_accepted_is_no_orphan(store, monkeypatch):
    with closing(opened(store)) as kept:
        swept = []
        put = kept.blobs.put

        def put_and_look(contents: list[tuple[str, bytes]]) -> None:
            put(contents)
            swept.append(kept.outbox.remove_orphans())

        monkeypatch.setattr(kept.blobs, "put", put_and_look)
        kept.outbox.accept(large(), settles_order=None)
        queued = kept.outbox.due(APPLIED_AT)
        assert queued is not None
        assert (swept, queued.attachments[0].read()) == ([0], large().attachments[0].data)


class FullUntilThrownOff:
    """A connection to a disk that is full as long as the ballast lies on it."""

    def __init__(self, connection: apsw.Connection, ballast: Path) -> None:
        self._connection = connection
        self._ballast = ballast

    def execute(self, sql: str, *parameters: Any) -> object:
        if sql.startswith(("UPDATE", "INSERT", "DELETE")) and self._ballast.exists():
            raise apsw.FullError("full")
        return self._connection.execute(sql, *parameters)

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


def test_on_a_full_disk_nothing_is_accepted_and_everything_drains(store, log_watch):
    log_watch.expect("the disk is full")
    with closing(opened(store)) as kept:
        message = application(pages=1)
        kept.outbox.accept(message, settles_order=None)
        assert (store / "ballast").stat().st_size == 1 << 20
        full: Any = FullUntilThrownOff(kept.database._connection, store / "ballast")
        kept.database._connection = full
        with pytest.raises(StoreFull):
            kept.outbox.accept(application(), settles_order=None)
        assert kept.ballast.held
        assert kept.outbox.take(APPLIED_AT) is not None
        kept.outbox.acknowledged(message.id)
        assert (kept.outbox.depth(), kept.ballast.held) == (0, False)
        kept.look_after(True)
        assert kept.ballast.held


def test_a_backup_holds_what_waits_and_loses_what_has_arrived(store):
    with closing(opened(store)) as kept:
        first, second = large(1), application(pages=1)
        kept.outbox.accept(first, settles_order=None)
        kept.journal.open("P-1", "v", 2000, second)
        assert kept.backup.is_due(APPLIED_AT)
        kept.look_after(True)
        assert not kept.backup.is_due(APPLIED_AT)
        assert kept.backup.files.names() == kept.blobs.names() != set()
        kept.outbox.acknowledged(first.id)
        kept.journal.mark_unwanted("P-1")
        kept.look_after(False)
        assert kept.backup.files.names() == set()
        with closing(connect(kept.backup.path, key_file_of(store).read_bytes())) as copy:
            assert copy.execute("SELECT state, body FROM outbox").fetchall() == [("sent", None)]
            assert copy.execute("SELECT wanted, body FROM journal").fetchall() == [(0, None)]
            assert not shows(copy.serialize("main"))
        assert kept.backup.path.stat().st_mode & 0o777 == 0o600
        assert (
            kept.backup.is_due(APPLIED_AT + timedelta(hours=25)) is False
        )  # an hour has not passed since the last try


def test_a_backup_that_would_fill_the_disk_is_not_made(store, log_watch):
    log_watch.expect("the backup of the store could not be brought up to date")
    with closing(Store.open(store, clear, now=lambda: APPLIED_AT, limits=Limits(stop_free_bytes=1 << 60))) as kept:
        assert not kept.backup.make(APPLIED_AT)
        assert kept.backup.made_at is None


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def foreign(path: Path) -> None:
    path.write_bytes(b"this is not a database" * 1000)


def flip(path: Path) -> None:
    image = bytearray(path.read_bytes())
    image[-2000] ^= 4
    path.write_bytes(image)


def other_key(path: Path) -> None:
    key_file_of(path.parent).write_bytes(bytes(32))


def short_key(path: Path) -> None:
    key_file_of(path.parent).write_bytes(b"short")


def no_key(path: Path) -> None:
    key_file_of(path.parent).unlink()


Damage = Callable[[Path], None]


@pytest.mark.parametrize("damage", [zero, cut, empty, foreign, flip, other_key, short_key, no_key])
def test_whatever_happened_to_the_database_the_kiosk_starts_and_keeps_it(store, damage: Damage, log_watch):
    with closing(opened(store)) as kept:
        for number in range(3):
            kept.outbox.accept(large(number), settles_order=None)
        numbers = {kept.sequence.next_receipt_no("0412") for _ in range(5)}
        kept.look_after(True)
        late = application(pages=2)
        kept.outbox.accept(late, settles_order=None)
    damage(store / FILE_NAME)
    damaged = (store / FILE_NAME).read_bytes()
    log_watch.expect("It is moved aside")
    log_watch.expect("the store was recovered")
    log_watch.expect(
        "was not taken over in whole; it is kept" if damage in (other_key, short_key, no_key) else "recovered"
    )
    with closing(opened(store)) as kept:
        assert kept.recovery is not None
        assert (kept.recovery.aside / FILE_NAME).read_bytes() == damaged
        assert kept_aside(store) == [kept.recovery.aside]
        assert kept.sequence.next_receipt_no("0412") not in numbers
        book = CommandBook(kept.database, AuditLog(kept.database, lambda *_: "0" * 64))
        assert (book.forgotten_before(APPLIED_AT) is None) == (damage is flip), "which commands were begun"
        found = {row[0] for row in kept.database.rows("SELECT id FROM outbox")}
        if damage in (other_key, short_key, no_key):
            assert found == set()
            assert len(list((kept.recovery.aside / "blobs").iterdir())) == 3
        else:
            assert {large(number).id for number in range(3)} <= found
            for number in range(3):
                queued = kept.outbox.due(APPLIED_AT, only=large(number).id)
                assert queued is not None
                assert queued.attachments[0].read() == large(number).attachments[0].data
        if damage is flip:
            assert (kept.recovery.from_backup, len(found) >= 3) == (3, True)
    with closing(opened(store)) as kept:
        assert kept.recovery is not None, "until it is noted"
        kept.note_recoveries(lambda *_: None)
    with closing(opened(store)) as kept:
        assert kept.recovery is None


def test_what_one_damaged_page_leaves_is_salvaged(store, log_watch):
    with closing(opened(store)) as kept:
        kept.look_after(True)
        messages = [application(pages=1) for _ in range(20)]
        for message in messages:
            kept.outbox.accept(message, settles_order=None)
        next_number = kept.sequence.next_receipt_no("0412")
    flip(store / FILE_NAME)
    log_watch.expect("It is moved aside")
    log_watch.expect("the store was recovered")
    with closing(opened(store)) as kept:
        assert kept.recovery is not None
        assert kept.recovery.from_backup == 0
        assert 10 <= kept.recovery.salvaged <= 20, "all but what one page held; nothing where that was an index"
        assert kept.sequence.next_receipt_no("0412") > next_number


def test_how_the_queue_stood_is_known_without_the_disk_also_while_the_application_ends(store):
    """The screens ask at every drawing, in the thread of the screens: they must neither wait for a commit nor raise."""
    kept = opened(store)
    kept.outbox.accept(application(pages=0), settles_order=None)
    assert kept.known.depth == 0
    with ThreadPool(1) as screens, kept.database.transaction():
        assert screens.apply_async(lambda: kept.known.depth).get(timeout=10) == 0
    kept.standing()
    kept.close()
    assert kept.known.depth == 1
    with pytest.raises(apsw.ConnectionClosedError):
        kept.standing()


def test_a_store_of_a_newer_program_is_not_moved_aside(store):
    with closing(opened(store)) as kept:
        kept.database._connection.pragma("user_version", 99)
    with pytest.raises(StoreRefused, match="newer version"):
        opened(store)
    assert kept_aside(store) == []


def test_a_lost_database_comes_back_from_the_backup_on_another_disk(store, tmp_path, log_watch):
    elsewhere = tmp_path / "other-disk"
    with closing(opened(store, backup=elsewhere)) as kept:
        kept.outbox.accept(large(), settles_order=None)
        kept.look_after(True)
    for file in store.glob("store.db*"):
        file.unlink()
    for file in (store / "blobs").iterdir():
        file.unlink()
    log_watch.expect("It is moved aside")
    log_watch.expect("the store was recovered")
    with closing(opened(store, backup=elsewhere)) as kept:
        queued = kept.outbox.due(APPLIED_AT)
        assert queued is not None
        assert queued.attachments[0].read() == large().attachments[0].data
