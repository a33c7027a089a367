"""``kill -9`` around delivery: each application that a citizen was told of becomes exactly one case."""

import random
from contextlib import closing
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import SyncEngine
from offline_cache.database import Database
from tests.kiosk.sync.stand_in import KEY, KIOSK, LOSE_ANSWER, LOSE_REQUEST, StandInPlatform
from tests.offline_cache.nursery import Nursery
from tests.offline_cache.samples import queue

KILLS = 40

KIOSK_LIFE = """
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import SyncEngine
from kiosk.sync.signing import RequestSigner
from offline_cache.database import Database
from offline_cache.message import Enclosure, Outgoing
from tests.offline_cache.samples import queue

def kiosk(store, url, kiosk_id, key):
    outbox = queue(Database.open(Path(store)))
    signer = RequestSigner(kiosk_id, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).sign)
    engine = SyncEngine(CentralClient(url, signer), outbox, SystemClock(), jitter=lambda low, high: low)
    engine.start()
    while True:
        message_id = uuid4().hex
        page = Enclosure.of(message_id.encode() * 100, "image/jpeg")
        outbox.accept(
            Outgoing(message_id, "case", message_id.encode() * 50, "L-1", datetime.now(UTC), (page,)), settles_order=None
        )
        os.write(1, f"{message_id}\\n".encode())
        engine.deliver_now(message_id, 5.0)
"""


def test_no_kill_and_no_lost_answer_loses_or_doubles_a_case(
    tmp_path: Path, platform: StandInPlatform, client: CentralClient
):
    dice = random.Random()
    store = tmp_path / "store"
    platform.script.extend(dice.choices([None, None, None, LOSE_ANSWER, LOSE_REQUEST, (500, {}, b"")], k=5000))
    nursery = Nursery(KIOSK_LIFE, str(store), platform.url, KIOSK, KEY.private_bytes_raw().hex())
    try:
        told = [one for _ in range(KILLS) for one in nursery.one_life(dice.uniform(0.0, 0.15))]
    finally:
        nursery.close()
    platform.script.clear()
    with closing(Database.open(store)) as database:
        outbox = queue(database)
        engine = SyncEngine(client, outbox, SystemClock(), ping_every_s=0.5)
        engine.start()
        with engine._change:
            assert engine._change.wait_for(lambda: outbox.depth() == 0, 10.0)
        engine.stop()
        assert outbox.dead() == []
        assert database.rows("SELECT 1 FROM outbox WHERE body IS NOT NULL") == []
        assert database.rows("SELECT 1 FROM attachment") == []
    assert len(told) >= KILLS
    assert set(told) <= set(platform.received)
    assert len(platform.received) == len(set(platform.received))
    assert all(body == key.encode() * 50 for key, body in platform.cases.items())
