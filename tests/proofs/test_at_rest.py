"""Personal data at rest: no byte of the kiosk's folders shows a citizen, before sending, after it, or after a crash."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from offline_cache.store import Store
from tests.proofs.at_rest import shows, traces
from tests.proofs.chaos_proxy import Fate
from tests.proofs.kill_harness import World, world
from tests.proofs.lives import HONEST, LEAVES_A_COPY
from tests.proofs.places import fresh_folder
from tests.proofs.shop import message, open_store

ENOUGH = 12


@pytest.fixture
def folder() -> Iterator[Path]:
    """Disks of both ends."""
    with fresh_folder("at-rest") as made:
        yield made


def full(folder: Path, manner: str) -> AbstractContextManager[World]:
    """A kiosk with a queue that nothing leaves."""
    return world(folder / "world", seed=1, manner=manner, shares={Fate.DROP_BEFORE: 1.0})


def decrypted(store: Store) -> bytes:
    """Every page of the store as SQLite sees it, the free ones included."""
    return store.database._connection.serialize("main")


def test_what_is_accepted_would_show():
    outgoing = message(8, large=True)
    assert shows(outgoing.body)
    assert shows(outgoing.attachments[0].data)


def test_no_byte_shows_a_citizen_while_waiting_after_a_crash_or_after_sending(folder):
    with full(folder, HONEST) as at_work:
        at_work.kiosk.wait(lambda: len(at_work.told) >= ENOUGH)
        assert traces(folder / "world" / "kiosk", at_work.temporary) == []
        at_work.kiosk.kill()
        assert traces(folder / "world" / "kiosk", at_work.temporary) == []
        with closing(open_store(folder / "world" / "kiosk", None)) as store:
            # sealed at acceptance: not even with the key of its own store can the kiosk read its queue
            assert not shows(decrypted(store))
            assert store.outbox.depth() >= ENOUGH
        at_work.kiosk.bear()
        outcome = at_work.drain()
        assert traces(folder / "world" / "kiosk", at_work.temporary) == []
    assert outcome.left == []
    assert outcome.lost == set()
    assert traces(folder / "world" / "platform"), "the platform has to be able to read them"


def test_the_look_finds_a_copy_left_in_the_temporary_folder(folder):
    """The planted wrong."""
    with full(folder, LEAVES_A_COPY) as at_work:
        at_work.kiosk.wait(lambda: len(at_work.told) >= 1)
        at_work.kiosk.kill()
        assert traces(folder / "world" / "kiosk", at_work.temporary) != []
