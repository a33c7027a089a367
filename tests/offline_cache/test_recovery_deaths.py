"""A recovery that is cut short at any step, or meets a disk that fails or is full there: the next start has everything."""

import logging
import random
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from offline_cache.aside import unfinished
from offline_cache.database import FILE_NAME
from offline_cache.key_custody import key_of_store
from offline_cache.message import Outgoing
from offline_cache.pages import connect
from offline_cache.recovery import Recovery
from offline_cache.store import Store
from tests.offline_cache.recovery_deaths import deaths
from tests.offline_cache.samples import APPLIED_AT
from tests.offline_cache.test_store import large, opened
from tests.proofs.places import fresh_folder

EVERY = 11
"""Steps of some 270; all of them take half a minute for each case"""
ITEMS, IN_THE_BACKUP = 6, 3


@pytest.fixture(autouse=True)
def _quiet():
    """A store is recovered hundreds of times here, and says so each time."""
    logger = logging.getLogger("offline_cache")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


Damage = Callable[[Path], None]


@dataclass(frozen=True)
class Found:
    """What a start finds."""

    waiting: frozenset[str]
    files: frozenset[str]
    """Names of sealed files, in the store and beside the wreck"""
    orders: frozenset[str]


@pytest.fixture(scope="module")
def whole():
    """A closed store with six applications, each with a page of its own, three of them and an order in the backup."""
    with fresh_folder("recovery") as folder:
        with closing(opened(folder / "whole" / "state")) as store:
            for number in range(ITEMS):
                if number == IN_THE_BACKUP:
                    assert store.backup.make(APPLIED_AT)
                store.sequence.next_receipt_no("0412")
                store.outbox.accept(message(number), settles_order=None)
            store.journal.open("P-1", "v", 2000, large(90))
        yield folder


def message(number: int) -> Outgoing:
    """One that fills a page of the store, with a file beside."""
    body = random.Random(number).randbytes(3000)
    return Outgoing(f"{number:032x}", "case", body, f"L-0412-{number:04d}", APPLIED_AT, large(number).attachments)


def rotten(path: Path) -> None:
    """One page is lost, with an application in it that the backup has."""
    with closing(connect(path, key_of_store(path))) as database:
        leaves = database.execute("SELECT pageno FROM dbstat WHERE name = 'outbox' AND pagetype = 'leaf' ORDER BY path")
        page = int(next(leaves)[0])
    image = bytearray(path.read_bytes())
    image[(page - 1) * 4096 + 2000] ^= 4
    path.write_bytes(image)


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def found(store: Store) -> Found:
    names = {path.name for path in store.database.path.parent.rglob("*") if len(path.name) == 64}
    return Found(
        frozenset(row[0] for row in store.database.rows("SELECT id FROM outbox WHERE body IS NOT NULL")),
        frozenset(names),
        frozenset(entry.order_no for entry in store.journal.unsettled()),
    )


def started(state: Path) -> tuple[Found, int, list[Recovery]]:
    """What a start finds after the store was looked after, the next number of a receipt, and what is reported, once."""
    told: list[Recovery] = []
    with closing(opened(state)) as store:
        store.note_recoveries(lambda _, one: told.append(one))
        for _ in range(2):
            store.look_after(True)
        here = found(store)
        for identity in here.waiting:
            queued = store.outbox.due(APPLIED_AT, only=identity)
            assert queued is not None
            assert all(len(item.read()) == item.size for item in queued.attachments)
        number = int(store.sequence.next_receipt_no("0412").split("-")[2])
    with closing(opened(state)) as store:
        assert store.recovery is None
        assert found(store) == here
    return here, number, told


def copy_of(whole: Path, name: str, damage: Damage) -> Path:
    place = whole / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(whole / "whole", place)
    damage(place / "state" / FILE_NAME)
    return place / "state"


def undisturbed(whole: Path, damage: Damage) -> tuple[Found, Recovery]:
    """What a recovery that nothing cuts short finds and reports."""
    expected, _, (report,) = started(copy_of(whole, "expected", damage))
    assert len(expected.files) == ITEMS
    assert (report.from_backup, report.salvaged) == (IN_THE_BACKUP, ITEMS - 1 if damage is rotten else 0)
    return expected, report


def cut_short(whole: Path, damage: Damage, manner: str, every: int, expected: Found, report: Recovery) -> int:
    """A recovery ends at each so many-th step, and another start follows. How many steps there are."""
    furthest, step = 0, 1
    with deaths() as process:
        while step:
            state = copy_of(whole, f"{manner}-{step}", damage)
            reached = process.opens(state, step, manner)
            here, number, told = started(state)
            assert here == expected, f"step {step}"
            assert number > ITEMS, f"step {step}"
            assert told, f"step {step}"
            assert manner != "dies" or (told[0].from_backup, told[0].salvaged) == (report.from_backup, report.salvaged)
            assert unfinished(state) == [], f"step {step}"
            shutil.rmtree(state.parent)
            furthest, step = step, step + every if reached else 0
    return furthest


@pytest.mark.parametrize("damage", [rotten, zeroed])
@pytest.mark.parametrize("manner", ["dies", "fails", "is full"])
def test_whatever_ends_a_recovery_at_any_step_the_next_start_has_everything(whole, damage, manner):
    assert cut_short(whole, damage, manner, EVERY, *undisturbed(whole, damage)) > 100


def test_a_recovery_that_forgets_its_wrecks_is_caught(whole, monkeypatch):
    """The planted wrong."""
    expected = undisturbed(whole, rotten)
    monkeypatch.setattr("offline_cache.recovery.unfinished", lambda _: [])
    with pytest.raises(AssertionError, match=r"step \d+\s+assert Found"):
        cut_short(whole, rotten, "dies", 25, *expected)
