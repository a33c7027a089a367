"""Bit rot and tampering: 300 single-bit flips in the store's file, 300 refused; none is read as if it were true."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from offline_cache.blobs import Blobs
from offline_cache.database import FILE_NAME, Database
from offline_cache.errors import EnclosureLost, StoreFailed, StoreRefused
from tests.proofs.bit_flips import flip
from tests.proofs.places import fresh_folder
from tests.proofs.shop import intake_key, message, open_store, sealing

FLIPS, ROWS = 300, 200


@pytest.fixture(scope="module")
def filled():
    """A store of 200 applications, some with a page beside it, closed."""
    with fresh_folder("flips") as folder:
        with closing(open_store(folder, sealing(intake_key().public_pem))) as store:
            for number in range(ROWS):
                store.outbox.accept(message(number, large=number % 50 == 0), settles_order=None)
        yield folder / "state"


def everything(path: Path) -> object:
    with closing(Database.open(path.parent)) as database:
        rows = [database.rows("SELECT * FROM outbox ORDER BY seq"), database.rows("SELECT * FROM attachment")]
        if not database.intact():
            raise StoreFailed("damaged")
        return rows


def everything_plain(path: Path) -> object:
    with closing(sqlite3.connect(path)) as plain:
        if plain.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise sqlite3.DatabaseError
        return plain.execute("SELECT * FROM outbox").fetchall()


def test_every_flip_in_the_store_is_refused(filled):
    found = flip(filled / FILE_NAME, FLIPS, everything, (StoreRefused, StoreFailed))
    assert (found.refused, found.unseen, found.wrong) == (FLIPS, 0, 0)


def test_every_flip_in_a_file_beside_it_is_refused(filled):
    blobs = Blobs(filled / "blobs")
    name = min(blobs.names())
    found = flip(blobs.folder / name, FLIPS, lambda path: blobs.read(path.name), (EnclosureLost,))
    assert found.refused == FLIPS


def test_pages_without_authentication_are_believed(filled, tmp_path):
    """The planted wrong: the same rows in plain SQLite, the same flips, and its integrity check says ok."""
    shutil.copytree(filled, tmp_path / "state")
    shutil.copy(filled.with_name("state.key"), tmp_path / "state.key")
    with (
        closing(Database.open(tmp_path / "state")) as database,
        closing(sqlite3.connect(tmp_path / "plain.db")) as plain,
    ):
        rows = database.rows("SELECT id, receipt_no, body FROM outbox")
        plain.execute("CREATE TABLE outbox (id TEXT, receipt_no TEXT, body BLOB)")
        plain.executemany("INSERT INTO outbox VALUES (?, ?, ?)", rows)
        plain.commit()
    refusals = (sqlite3.Error, UnicodeDecodeError, OverflowError)
    found = flip(tmp_path / "plain.db", FLIPS, everything_plain, refusals)
    assert found.wrong > FLIPS / 2
