"""A copy of another store, or one that cannot be read, is the only place where applications may be: nothing touches it."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from offline_cache.copies import is_merged
from offline_cache.database import FILE_NAME
from offline_cache.store import Store
from tests.offline_cache.samples import APPLIED_AT
from tests.offline_cache.test_store import flip, large, opened, zero

ITEMS = 4


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The folder of the backup, on a disk of its own."""
    return tmp_path / "other-disk"


def fill(state: Path, elsewhere: Path) -> None:
    """Applications and an order, all of them in the backup."""
    with closing(opened(state, backup=elsewhere)) as store:
        for number in range(ITEMS):
            store.outbox.accept(large(number), settles_order=None)
        store.journal.open("P-1", "v", 2000, large(90))
        store.look_after(True)


def waiting(store: Store) -> set[int]:
    """The applications that it would send, each with its page."""
    found = set()
    for (identity,) in store.database.rows("SELECT id FROM outbox WHERE closed_at IS NULL"):
        queued = store.outbox.due(APPLIED_AT, only=identity)
        assert queued is not None
        number = int(identity, 16)
        assert [item.read() for item in queued.attachments] == [large(number).attachments[0].data]
        found.add(number)
    return found


@pytest.mark.expects_log("It is moved aside", "is of another store", "the store was recovered")
@pytest.mark.parametrize("made", [False, True])
def test_the_backup_of_a_disk_that_comes_late_is_kept_found_again_and_goes_with_its_last_message(
    store, elsewhere, made
):
    fill(store, elsewhere)
    zero(store / FILE_NAME)
    elsewhere.rename(away := elsewhere.with_name("away"))
    with closing(opened(store, backup=elsewhere)) as kept:
        assert waiting(kept) == set()
        kept.outbox.accept(large(ITEMS), settles_order=None)
        if made:
            kept.look_after(True)
            shutil.rmtree(elsewhere)
        away.rename(elsewhere)
        kept.backup._not_before = 0.0  # the hour after which it is tried again
        kept.look_after(True)
        assert kept.backup.make(APPLIED_AT)
        (place,) = kept.backup.kept
        assert (len(kept.backup.files.names()), is_merged(place)) == (1, False)
    with closing(opened(store, backup=elsewhere)) as kept:
        assert waiting(kept) == set(range(ITEMS + 1))
        assert [entry.order_no for entry in kept.journal.unsettled()] == ["P-1"]
        assert kept.backup.kept == [place]
        kept.journal.settled("P-1")
        for number in range(ITEMS):
            kept.look_after(True)
            assert kept.backup.kept == [place]
            kept.outbox.acknowledged(large(number).id)
        kept.look_after(False)
        assert kept.backup.kept == []
    with closing(opened(store, backup=elsewhere)) as kept:
        assert waiting(kept) == {ITEMS}
        assert kept.journal.unsettled() == []


@pytest.mark.expects_log("the backup cannot be read; it is kept", "was not taken over in whole; it is kept")
def test_a_backup_that_cannot_be_read_is_kept_and_another_one_made(store, elsewhere):
    fill(store, elsewhere)
    zero(elsewhere / FILE_NAME)
    for _ in range(2):
        with closing(opened(store, backup=elsewhere)) as kept:
            kept.look_after(True)
            (place,) = kept.backup.kept
            assert kept.backup.path.exists()
            assert len(list((place / "blobs").iterdir())) == ITEMS


@pytest.mark.expects_log(
    "It is moved aside", "the store was recovered", "is of another store", "was not taken over in whole"
)
def test_a_backup_that_gave_a_part_only_is_kept(store, elsewhere):
    fill(store, elsewhere)
    zero(store / FILE_NAME)
    flip(elsewhere / FILE_NAME)
    with closing(opened(store, backup=elsewhere)) as kept:
        kept.look_after(True)
        assert len(kept.backup.kept) == 1
        assert kept.backup.made_at is not None


def test_a_message_that_the_store_does_not_know_is_never_erased(store, elsewhere, log_watch):
    """Whatever the generation says."""
    log_watch.expect("holds messages that the store does not know")
    fill(store, elsewhere)
    with closing(opened(store, backup=elsewhere)) as kept:
        kept.database.alone("DELETE FROM outbox WHERE id = ?", (large(0).id,))
        kept.look_after(True)
        assert len(kept.backup.kept) == 1
    log_watch.expect("the store was recovered")
    with closing(opened(store, backup=elsewhere)) as kept:
        assert waiting(kept) == set(range(ITEMS))


@pytest.mark.parametrize("step", range(1, 12))
def test_a_copy_that_is_being_kept_when_the_power_goes_is_whole_afterwards(
    store, elsewhere, step, monkeypatch, log_watch
):
    log_watch.expect("It is moved aside")
    log_watch.expect("the store was recovered")
    if step > ITEMS + 4:
        log_watch.expect("is of another store")
    fill(store, elsewhere)
    zero(store / FILE_NAME)
    elsewhere.rename(away := elsewhere.with_name("away"))
    rename, renamed = Path.rename, []

    def cut(path: Path, target: Path) -> Path:
        renamed.append(path)
        if len(renamed) == step:
            raise KeyboardInterrupt
        return rename(path, target)

    with closing(opened(store, backup=elsewhere)) as kept:
        away.rename(elsewhere)
        monkeypatch.setattr(Path, "rename", cut)
        try:
            kept.backup.mirror()
        except KeyboardInterrupt:
            pass
        else:
            assert step > ITEMS
        monkeypatch.undo()
    with closing(opened(store, backup=elsewhere)) as kept:
        assert waiting(kept) == set(range(ITEMS))
        kept.look_after(True)
        assert waiting(kept) == set(range(ITEMS))
