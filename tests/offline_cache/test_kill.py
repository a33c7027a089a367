"""``kill -9`` around acceptance: what the citizen was told is true, however the machine ends."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from offline_cache.database import Database
from offline_cache.journal import Journal
from offline_cache.outbox import Queued
from tests.offline_cache.nursery import Nursery
from tests.offline_cache.samples import queue

KILLS = 60

ACCEPT = """
import hashlib, os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from offline_cache.database import Database
from offline_cache.journal import Journal
from offline_cache.message import Enclosure, Outgoing
from offline_cache.sequence import Sequence
from tests.offline_cache.samples import queue

def kiosk(store, manner):
    database = Database.open(Path(store))
    journal, outbox, sequence = Journal(database), queue(database), Sequence(database)
    while True:
        message_id = uuid4().hex
        page = hashlib.sha256(message_id.encode()).digest() * 300
        number = sequence.next_receipt_no("0412")
        files = (Enclosure.of(page, "image/jpeg"),)
        draft = Outgoing(message_id, "case", message_id.encode() * 50, number, datetime.now(UTC), files)
        journal.open("P-" + message_id, "visit", 2000, draft)
        told = f"{message_id} {number}\\n".encode()
        if manner == "tells too early":
            os.write(1, told)
        outbox.accept(draft, settles_order="P-" + message_id)
        if manner == "honest":
            os.write(1, told)
"""


Lives = Callable[[Path, str, float], list[tuple[str, str]]]


@pytest.fixture
def accept_until_killed() -> Iterator[Lives]:
    """What a kiosk told its citizens before it was killed, some seconds after the first of them."""
    nurseries: dict[tuple[Path, str], Nursery] = {}

    def live(store: Path, manner: str, seconds: float) -> list[tuple[str, str]]:
        if (store, manner) not in nurseries:
            nurseries[store, manner] = Nursery(ACCEPT, str(store), manner)
        words = [line.split() for line in nurseries[store, manner].one_life(seconds)]
        return [(word[0], word[1]) for word in words]

    yield live
    for nursery in nurseries.values():
        nursery.close()


def queued(store: Path) -> list[Queued]:
    with closing(Database.open(store)) as database:
        outbox = queue(database)
        ids = [row[0] for row in database.rows("SELECT id FROM outbox ORDER BY seq")]
        found = [outbox.due(datetime.now(UTC), only=one) for one in ids]
        assert len(Journal(database).unsettled()) <= KILLS
    return [one for one in found if one]


def test_no_kill_loses_an_accepted_application(store, accept_until_killed):
    dice = random.Random()
    told = [one for _ in range(KILLS) for one in accept_until_killed(store, "honest", dice.uniform(0.0, 0.08))]
    stored = queued(store)
    assert len(told) >= KILLS
    assert {message_id for message_id, _ in told} <= {message.id for message in stored}
    assert len({message.id for message in stored}) == len(stored)
    assert len({message.receipt_no for message in stored}) == len(stored)
    assert all(message.body == message.id.encode() * 50 and len(message.attachments) == 1 for message in stored)


def test_the_kills_find_a_kiosk_that_tells_before_it_has_committed(store, accept_until_killed):
    """The planted wrong. Whether one kill falls into the gap is chance, so it may take several."""
    dice = random.Random()
    for _ in range(KILLS):
        told = accept_until_killed(store, "tells too early", dice.uniform(0.0, 0.02))
        if not {message_id for message_id, _ in told} <= {message.id for message in queued(store)}:
            return
    pytest.fail("no kill fell between the word and the commit")


def test_an_order_killed_before_its_case_is_found_with_its_application(store, accept_until_killed):
    for _ in range(5):
        accept_until_killed(store, "honest", 0.005)
    with closing(Database.open(store)) as database:
        accepted = {row[0] for row in database.rows("SELECT id FROM outbox")}
        for entry in Journal(database).unsettled():
            assert entry.wanted
            assert entry.draft is not None
            assert entry.draft.id not in accepted
            assert entry.draft.body == entry.draft.id.encode() * 50
