import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

import offline_cache.spares as spares_module
from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME
from offline_cache.errors import StoreFailed, StoreFull
from offline_cache.outbox import Outbox
from offline_cache.spares import AT_ONCE, SPARE_BYTES, SPARES, Spares
from offline_cache.store import Store
from tests.offline_cache.samples import APPLIED_AT, clear
from tests.proofs.shop import LARGE, message, page_of

DATA = page_of(1)
NAME = sha256(DATA).hexdigest()


@pytest.fixture
def blobs(tmp_path) -> Blobs:
    """With every spare there can be."""
    made = Blobs(tmp_path / "blobs")
    made.put([])
    for number in range(0, SPARES, AT_ONCE):
        assert len(_spares(made)) == number
        made.spares.refill()
    made.spares.refill()
    assert len(_spares(made)) == SPARES
    return made


def _spares(blobs: Blobs) -> list[str]:
    return [path.name for path in blobs.folder.iterdir() if path.name.startswith("spare-")]


def test_a_spare_becomes_the_file_with_one_wait(blobs, monkeypatch):
    waited: list[str] = []
    monkeypatch.setattr(os, "fdatasync", lambda _: waited.append("bytes"))
    monkeypatch.setattr(os, "fsync", lambda _: waited.append("file or folder"))
    blobs.put([(NAME, DATA)])
    assert waited == ["bytes"]
    assert blobs.read(NAME, LARGE) == DATA
    assert (blobs.names(), len(_spares(blobs))) == ({NAME}, SPARES - 1)
    assert (blobs.folder / NAME).stat().st_mode & 0o777 == 0o600


def test_it_is_cut_to_its_length_when_there_is_time(blobs):
    blobs.put([(NAME, DATA)])
    assert (blobs.folder / NAME).stat().st_size == SPARE_BYTES
    blobs.trim()
    assert blobs.read(NAME) == DATA


@pytest.mark.parametrize("size", [SPARE_BYTES, SPARE_BYTES + 1])
def test_what_is_longer_takes_the_long_way(blobs, size):
    data = os.urandom(size)
    blobs.put([(sha256(data).hexdigest(), data)])
    assert blobs.read(sha256(data).hexdigest(), size) == data
    assert len(_spares(blobs)) == SPARES - (size <= SPARE_BYTES)


def test_more_files_than_spares(blobs):
    contents = [(sha256(page).hexdigest(), page) for page in map(page_of, range(SPARES + 3))]
    blobs.put(contents)
    assert [blobs.read(name, len(page)) for name, page in contents] == [page for _, page in contents]
    assert _spares(blobs) == []
    blobs.spares.refill()
    assert len(_spares(blobs)) == AT_ONCE


def test_a_damaged_one_is_lost_whatever_follows_it(blobs):
    blobs.put([(NAME, DATA)])
    with (blobs.folder / NAME).open("r+b") as file:
        file.seek(LARGE - 1)
        file.write(bytes([DATA[-1] ^ 1]))
    with pytest.raises(StoreFailed, match="damaged"):
        blobs.read(NAME, LARGE)


def test_one_that_somebody_took_away_is_not_missed(blobs):
    for name in _spares(blobs)[:-1]:
        (blobs.folder / name).unlink()
    blobs.put([(NAME, DATA)])
    assert blobs.read(NAME, LARGE) == DATA


@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_a_disk_that_refuses_keeps_nothing_of_it(blobs, monkeypatch, call):
    def refuse(*_: object) -> int:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StoreFailed):
        blobs.put([(NAME, DATA)])
    monkeypatch.undo()
    assert blobs.names() == set()
    assert len(_spares(blobs)) == SPARES - 1


def test_a_second_file_that_fails_takes_the_first_with_it(blobs, monkeypatch):
    real, written = os.write, []

    def write(descriptor: int, data: memoryview) -> int:
        written.append(descriptor)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "no")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(StoreFull):
        blobs.put([(NAME, DATA), (sha256(page_of(2)).hexdigest(), page_of(2))])
    monkeypatch.undo()
    assert blobs.names() == set()
    assert not any(any((blobs.folder / name).read_bytes()) for name in _spares(blobs))


def test_on_a_disk_with_little_room_there_are_none(tmp_path, monkeypatch):
    monkeypatch.setattr(spares_module, "free_bytes", lambda _: spares_module._ROOM - 1)
    blobs = Blobs(tmp_path / "blobs")
    blobs.spares.refill()
    assert not blobs.folder.exists()
    blobs.put([(NAME, DATA)])
    assert blobs.read(NAME) == DATA


def _cut(folder: Path) -> None:
    """The power cut took back that a spare was renamed; the row that names it was committed."""
    (name,) = [path for path in folder.iterdir() if not path.name.startswith("spare-")]
    name.rename(folder / f"spare-{'0' * 32}")


def test_a_name_that_a_power_cut_took_back_is_found_at_the_next_start(tmp_path):
    state = tmp_path / "state"
    store = Store.open(state, clear, ballast_bytes=0)
    store.look_after(idle=True)
    store.outbox.accept(message(1, large=True), settles_order=None)
    store.close()
    _cut(state / "blobs")
    again = Store.open(state, clear, ballast_bytes=0)
    again.look_after(idle=False)
    queued = again.outbox.due(APPLIED_AT)
    assert queued is not None
    assert queued.attachments[0].read() == DATA
    assert _spares(again.blobs) == []
    again.close()


def test_an_acceptance_that_never_was_leaves_no_bytes(tmp_path, monkeypatch):
    state = tmp_path / "state"
    store = Store.open(state, clear, ballast_bytes=0)
    store.look_after(idle=True)
    monkeypatch.setattr(Outbox, "_keep", lambda self, entries, *_: self._blobs.put(entries[0].large))
    store.outbox.accept(message(1, large=True), settles_order=None)
    store.close()
    _cut(state / "blobs")
    again = Store.open(state, clear, ballast_bytes=0)
    again.look_after(idle=False)
    assert list((state / "blobs").iterdir()) == []
    again.close()


@pytest.mark.expects_log("It is moved aside", "the store was recovered")
def test_what_only_the_wreck_knows_stays_with_it_under_whatever_name(tmp_path):
    state = tmp_path / "state"
    store = Store.open(state, clear, ballast_bytes=0)
    store.look_after(idle=True)
    store.outbox.accept(message(1, large=True), settles_order=None)
    store.close()
    _cut(state / "blobs")
    (state / FILE_NAME).write_bytes(b"nothing of a store" * 1000)
    again = Store.open(state, clear, ballast_bytes=0)
    again.look_after(idle=False)
    assert again.recovery is not None
    (kept,) = (again.recovery.aside / "blobs").iterdir()
    assert kept.read_bytes()[:LARGE] == DATA
    again.close()


def test_in_an_idle_moment_the_log_is_emptied_as_well(tmp_path):
    """So that the checkpoint, two waits and a thousand pages, is not for whoever hands in next."""
    store = Store.open(tmp_path / "state", clear, ballast_bytes=0)
    store.look_after(idle=True)

    def left() -> int:
        ((_, written, moved),) = store.database.rows("PRAGMA wal_checkpoint(NOOP)")
        return int(written) - int(moved)

    store.outbox.accept(message(1), settles_order=None)
    store.look_after(idle=False)
    assert left() > 0
    store.look_after(idle=True)
    assert left() == 0
    store.close()


def test_clearing_is_for_this_program_s_and_for_others(tmp_path):
    one, other = Spares(tmp_path), Spares(tmp_path)
    one.refill()
    other.clear()
    assert list(tmp_path.iterdir()) == []
    assert one.filled(DATA) is None
