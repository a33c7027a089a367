"""``kill -9`` around delivery: each application that a citizen was told of becomes exactly one case.

A warm parent forks one kiosk after another, so that sixty deaths cost seconds and not minutes.
"""

import os
import random
import select
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import SyncEngine
from offline_cache.database import Database
from offline_cache.outbox import Outbox
from tests.kiosk.sync.stand_in import KIOSK, LOSE_ANSWER, LOSE_REQUEST, TOKEN, StandInPlatform

KILLS = 40
BUDGET_S = 25.0

NURSERY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4
from kiosk.clock import SystemClock
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import SyncEngine
from offline_cache.database import Database
from offline_cache.message import Enclosure, Outgoing
from offline_cache.outbox import Outbox

def kiosk(store, url, kiosk_id, token):
    outbox = Outbox(Database.open(Path(store)))
    engine = SyncEngine(CentralClient(url, kiosk_id, token), outbox, SystemClock(), jitter=lambda low, high: low)
    engine.start()
    while True:
        message_id = uuid4().hex
        page = Enclosure.of(message_id.encode() * 100, "image/jpeg")
        outbox.accept(
            Outgoing(message_id, "case", message_id.encode() * 50, "L-1", datetime.now(UTC), (page,)), settles_order=None
        )
        os.write(1, f"{message_id}\\n".encode())
        engine.deliver_now(message_id, 5.0)

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            kiosk(*sys.argv[1:])
        finally:
            os._exit(1)
    os.write(1, f"pid {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""


class Nursery:
    """Bears kiosks and lets them die."""

    def __init__(self, store: Path, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(store), url, KIOSK, TOKEN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": "."},
        )
        self._rest = b""
        self._child = 0

    def one_life(self, seconds: float) -> list[str]:
        """What one kiosk told its citizens until it was killed, `seconds` after its first word."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"next\n")
        self._process.stdin.flush()
        told: list[str] = []
        end = time.monotonic() + 20.0
        while (left := end - time.monotonic()) > 0:
            for word in self._words(left):
                if word.startswith("pid "):
                    self._child = int(word[4:])
                else:
                    end = min(end, time.monotonic() + seconds) if not told else end
                    told.append(word)
        os.kill(self._child, signal.SIGKILL)
        self._child = 0
        while "dead" not in told:
            told.extend(self._words(5.0))
        told.remove("dead")
        return told

    def close(self) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
        self._process.communicate()

    def _words(self, seconds: float) -> list[str]:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return []
        *lines, self._rest = (self._rest + os.read(self._process.stdout.fileno(), 65536)).split(b"\n")
        return [line.decode() for line in lines]


def test_no_kill_and_no_lost_answer_loses_or_doubles_a_case(
    tmp_path: Path, platform: StandInPlatform, client: CentralClient
):
    dice = random.Random()
    store = tmp_path / "store"
    platform.script.extend(dice.choices([None, None, None, LOSE_ANSWER, LOSE_REQUEST, (500, {}, b"")], k=5000))
    started = time.monotonic()
    nursery = Nursery(store, platform.url)
    try:
        told = [one for _ in range(KILLS) for one in nursery.one_life(dice.uniform(0.0, 0.15))]
    finally:
        nursery.close()
    platform.script.clear()
    with closing(Database.open(store)) as database:
        outbox = Outbox(database)
        engine = SyncEngine(client, outbox, SystemClock(), ping_every_s=0.5)
        engine.start()
        with engine._change:
            assert engine._change.wait_for(lambda: outbox.depth() == 0, 10.0)
        engine.stop()
        assert outbox.dead() == []
        assert database.rows("SELECT 1 FROM outbox WHERE body IS NOT NULL") == []
        assert database.rows("SELECT 1 FROM attachment") == []
    assert time.monotonic() - started < BUDGET_S
    assert len(told) >= KILLS
    assert set(told) <= set(platform.received)
    assert len(platform.received) == len(set(platform.received))
    assert all(body == key.encode() * 50 for key, body in platform.cases.items())
