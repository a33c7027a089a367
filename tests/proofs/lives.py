"""What the children of a `Brood` do: a kiosk that accepts and delivers, a platform that serves.

Both are made of the product's own parts. A `manner` other than HONEST plants one wrong.
"""

import os
import random
from pathlib import Path
from tempfile import mkstemp
from threading import Event
from typing import NoReturn
from uuid import uuid4

from kiosk.clock import SystemClock
from kiosk.protocol.messages import CaseAnswer
from kiosk.protocol.outcome import Outcome
from kiosk.sync.client import CentralClient
from kiosk.sync.courier import Courier
from kiosk.sync.engine import SyncEngine
from kiosk.sync.signing import RequestSigner
from offline_cache.outbox import Queued
from offline_cache.store import Store
from offline_cache.vault import Vault
from tests.proofs.shop import KIOSK, message, open_store, sealing

HONEST = "honest"
TELLS_TOO_EARLY = "receipt before commit"
ERASES_TOO_EARLY = "sent before the answer"
IGNORES_THE_KEY = "platform ignores the key"
LEAVES_A_COPY = "copy in the temporary folder"

DEVICE_KEY, INTAKE_KEY = "device.key", "intake.pem"
LARGE_EVERY = 4
_READ_TIMEOUT_S = 2.0
_ANSWER_WITHIN_S = 0.5
_MOST_WAITING = 20


def say(line: str) -> None:
    """One whole line for whoever listens."""
    os.write(1, f"{line}\n".encode())


def client_of(folder: Path, url: str) -> CentralClient:
    """The kiosk whose state lies in `folder`, towards the platform at `url`."""
    signer = RequestSigner(KIOSK, Vault.open(folder / DEVICE_KEY).sign)
    return CentralClient(url, signer, read_timeout_s=_READ_TIMEOUT_S)


def engine_of(folder: Path, url: str, store: Store) -> SyncEngine:
    """What delivers; it does not wait longer than it must, because the proof is not about waiting."""
    return SyncEngine(
        client_of(folder, url),
        store.outbox,
        SystemClock(),
        ping_every_s=0.3,
        jitter=lambda low, _: low,
        upkeep=store.look_after,
    )


def kiosk(state: str, url: str, manner: str) -> NoReturn:
    """Accept one application after another, tell the citizen, deliver; until killed."""
    folder = Path(state)
    if manner == ERASES_TOO_EARLY:
        _erase_too_early()
    store = open_store(folder, sealing((folder / INTAKE_KEY).read_text()))
    engine = engine_of(folder, url, store)
    engine.start()
    say("up")
    dice = random.Random(uuid4().int)
    while True:
        while store.outbox.depth() > _MOST_WAITING:
            Event().wait(0.01)
        number = dice.getrandbits(100)
        outgoing = message(number, large=number % LARGE_EVERY == 0)
        if manner == LEAVES_A_COPY:
            Path(mkstemp()[1]).write_bytes(outgoing.body)
        if manner == TELLS_TOO_EARLY:
            say(f"told {outgoing.id}")
        store.outbox.accept(outgoing, settles_order=None)
        if manner != TELLS_TOO_EARLY:
            say(f"told {outgoing.id}")
        engine.deliver_now(outgoing.id, _ANSWER_WITHIN_S)
        engine.nudge()


def _erase_too_early() -> None:
    deliver = Courier.deliver

    def hasty(self: Courier, queued: Queued) -> Outcome[CaseAnswer | None]:
        self._outbox.acknowledged(queued.id)
        return deliver(self, queued)

    type.__setattr__(Courier, "deliver", hasty)
