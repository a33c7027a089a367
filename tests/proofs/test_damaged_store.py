"""A store that cannot be read: the kiosk starts within ten seconds, keeps the old file, says so, delivers the backup."""

import logging
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.protocol.crypto.provider import OpeningKey
from offline_cache.database import FILE_NAME
from offline_cache.store import Store
from tests.proofs.places import fresh_folder
from tests.proofs.shop import intake_key, message, open_store, sealing, unsealed, waiting

ITEMS, IN_THE_BACKUP, LARGE_EVERY = 16, 8, 5
CASES = 200
STARTS_WITHIN_S = 10.0


@dataclass(frozen=True)
class Filled:
    """A closed store with 16 applications, 8 of them in its backup."""

    folder: Path
    key: OpeningKey


@pytest.fixture(scope="module")
def filled():
    """The store of which every case damages a copy."""
    key = intake_key()
    with fresh_folder("damaged") as folder:
        with closing(open_store(folder / "whole", sealing(key.public_pem))) as store:
            for number in range(ITEMS):
                if number == IN_THE_BACKUP:
                    assert store.backup.make(datetime.now(UTC))
                store.outbox.accept(message(number, large=number % LARGE_EVERY == 0), settles_order=None)
        yield Filled(folder, key)


def truncated(path: Path, dice: random.Random) -> None:
    with path.open("r+b") as file:
        file.truncate(dice.randrange(path.stat().st_size))


def zeroed(path: Path, dice: random.Random) -> None:
    whole = path.read_bytes()
    start = dice.choice((0, dice.randrange(len(whole))))
    length = dice.choice((4096, len(whole) - start))
    path.write_bytes(whole[:start] + bytes(min(length, len(whole) - start)) + whole[start + length :])


def random_pages(path: Path, dice: random.Random) -> None:
    whole = bytearray(path.read_bytes())
    for page in dice.sample(range(len(whole) // 4096), 3):
        whole[page * 4096 : (page + 1) * 4096] = dice.randbytes(4096)
    path.write_bytes(whole)


def foreign(path: Path, dice: random.Random) -> None:
    match dice.randrange(3):
        case 0:
            path.write_bytes("这不是数据库。".encode() * 1000)
        case 1:
            path.write_bytes(dice.randbytes(dice.randrange(1, 100_000)))
        case _:
            path.unlink()
            with closing(sqlite3.connect(path)) as other:
                other.execute("CREATE TABLE outbox (id TEXT)")
                other.commit()


DAMAGES: list[Callable[[Path, random.Random], None]] = [truncated, zeroed, random_pages, foreign]


def damaged(filled: Filled, number: int) -> tuple[Path, bytes]:
    """A copy of the store with one damage; what the file looks like then."""
    place = filled.folder / f"case-{number}"
    shutil.copytree(filled.folder / "whole", place)
    path = place / "state" / FILE_NAME
    DAMAGES[number % len(DAMAGES)](path, random.Random(number))
    return place, path.read_bytes()


def started(place: Path) -> tuple[Store, float]:
    began = time.monotonic()
    return open_store(place, None), time.monotonic() - began


def delivers(store: Store, key: OpeningKey) -> set[int]:
    """The applications that it would send, each proven whole."""
    found = set()
    for queued in waiting(store):
        number = int(queued.id, 16)
        expected = message(number, large=number % LARGE_EVERY == 0)
        assert unsealed(queued, key) == (expected.body, tuple(one.data for one in expected.attachments))
        found.add(number)
    return found


@pytest.mark.expects_log("moved aside, and the kiosk starts", "the store was recovered")
def test_two_hundred_damaged_stores_start_keep_the_file_and_deliver_the_backup(filled, caplog):
    slowest, salvaged = 0.0, 0
    for number in range(CASES):
        place, file = damaged(filled, number)
        caplog.clear()
        store, took = started(place)
        with closing(store):
            assert store.recovery is not None, f"case {number}"
            assert (store.recovery.aside / FILE_NAME).read_bytes() == file
            assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.ERROR]
            found = delivers(store, filled.key)
            assert found >= set(range(IN_THE_BACKUP)), f"case {number}"
            salvaged += len(found) - IN_THE_BACKUP
        slowest = max(slowest, took)
        shutil.rmtree(place)
    assert slowest < STARTS_WITHIN_S
    assert salvaged > 0


@pytest.mark.expects_log("moved aside, and the kiosk starts", "the store was recovered", "it is kept")
def test_a_store_under_another_key_starts_empty_and_keeps_everything_for_the_right_one(filled):
    place = filled.folder / "other-key"
    shutil.copytree(filled.folder / "whole", place)
    right = (place / "state.key").read_bytes()
    (place / "state.key").write_bytes(bytes(32))
    file = (place / "state" / FILE_NAME).read_bytes()
    store, took = started(place)
    with closing(store):
        assert took < STARTS_WITHIN_S
        assert store.recovery is not None
        assert delivers(store, filled.key) == set()
        aside = store.recovery.aside
    assert (aside / FILE_NAME).read_bytes() == file
    # whoever finds the right key again has everything
    again = filled.folder / "again"
    (again / "state").mkdir(parents=True)
    shutil.copy(aside / FILE_NAME, again / "state" / FILE_NAME)
    shutil.copytree(aside / "blobs", again / "state" / "blobs")
    (again / "state.key").write_bytes(right)
    (again / "state.key").chmod(0o600)
    with closing(open_store(again, None)) as store:
        assert store.recovery is None
        assert delivers(store, filled.key) == set(range(ITEMS))


def test_a_sound_store_is_not_recovered(filled):
    place = filled.folder / "sound"
    shutil.copytree(filled.folder / "whole", place)
    with closing(open_store(place, None)) as store:
        assert store.recovery is None
        assert delivers(store, filled.key) == set(range(ITEMS))
