"""A kiosk and a platform, a bad network between them, and SIGKILL at any moment for either.

The order that is proven: commit, then tell the citizen; key and case in one transaction; erase after the answer.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from central.platform_keys import make_intake_key
from kiosk.protocol.crypto import provider
from offline_cache.database import Database
from offline_cache.vault import Vault
from tests.central import databases
from tests.proofs.brood import Brood
from tests.proofs.chaos_proxy import ChaosProxy, Fate
from tests.proofs.lives import DEVICE_KEY, HONEST, INTAKE_KEY, LARGE_EVERY, engine_of
from tests.proofs.shop import id_of, message, open_store

SHARES = {Fate.PASS: 0.72, Fate.DROP_AFTER: 0.15, Fate.DROP_BEFORE: 0.05, Fate.BUSY: 0.08}
_KIOSK_SHARE = 0.6
_PATIENCE_S = 120.0
_WATCHED, _LONGEST_S = 8, 0.5


@dataclass(slots=True)
class World:
    """Both ends and the network; `folder` holds all of their state."""

    folder: Path
    platform: Brood
    kiosk: Brood
    proxy: ChaosProxy
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def temporary(self) -> Path:
        """Where the kiosk puts temporary files."""
        return self.folder / "tmp"

    @property
    def told(self) -> list[str]:
        """The ids that citizens were told of."""
        return self.kiosk.heard("told")

    def kill(self, times: int, dice: random.Random) -> None:
        """So many deaths, each at a random moment in the life of a victim that is at work."""
        pace = self._pace()
        for _ in range(times):
            Event().wait(dice.expovariate(1.0 / pace))
            name, victim = ("kiosk", self.kiosk) if dice.random() < _KIOSK_SHARE else ("platform", self.platform)
            victim.kill()
            self.kills[name] += 1
            victim.bear()

    def _pace(self) -> float:
        """Seconds between two deaths: what one application takes on this machine now, so a slow one is killed slower."""
        began, before = time.monotonic(), len(self.told)
        self.kiosk.wait(lambda: len(self.told) >= before + _WATCHED)
        return min(_LONGEST_S, (time.monotonic() - began) / _WATCHED)

    def drain(self) -> "Outcome":
        """Let everything through, deliver what waits, and count."""
        self.kiosk.kill()
        self.proxy.calm()
        with closing(open_store(self.folder / "kiosk", None)) as store:
            engine = engine_of(self.folder / "kiosk", self.proxy.url, store)
            engine.start()
            try:
                with engine._change:
                    engine._change.wait_for(lambda: store.outbox.depth() == 0, _PATIENCE_S)
            finally:
                engine.stop()
            store.look_after(idle=True)
            left = left_of(store.database)
        files = (self.folder / "kiosk" / "state" / "blobs").glob("*")
        # a spare that nobody has used yet is no body of anybody's: there is nothing in it
        left += [f"file {path.name}" for path in files if not path.name.startswith("spare-") or any(path.read_bytes())]
        return Outcome(self.told, cases_of(self.folder / "platform"), left, self.platform.unasked + self.kiosk.unasked)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What citizens were told, what became a case (by receipt number), what was left behind on the kiosk."""

    told: list[str]
    cases: Counter[tuple[str, str, int]]
    left: list[str]
    unasked: list[str]

    @property
    def lost(self) -> set[str]:
        """Told, and no case with exactly its bytes and pages."""
        return set(self.told) - {receipt_id(one) for one in self.cases if one == expected(receipt_id(one))}

    @property
    def doubled(self) -> list[str]:
        """More than one case for one application."""
        numbers = Counter(receipt_no for receipt_no, *_ in self.cases.elements())
        return [number for number, count in numbers.items() if count > 1]


def expected(identity: str) -> tuple[str, str, int]:
    """Receipt number, hash of the body and number of pages of the application `identity`."""
    number = int(identity, 16)
    outgoing = message(number, large=number % LARGE_EVERY == 0)
    return outgoing.receipt_no, outgoing.sha256, len(outgoing.attachments)


def receipt_id(case: tuple[str, str, int]) -> str:
    """The id of the application whose receipt a case bears."""
    return id_of(int(case[0].removeprefix("L-0412-")))


def cases_of(state: Path) -> Counter[tuple[str, str, int]]:
    """Every case of a platform: receipt number, hash of the body, pages."""
    sql = (
        "SELECT receipt_no, body_sha256, (SELECT count(*) FROM cases_casedocument WHERE case_id = cases_case.id)"
        " FROM cases_case"
    )
    return Counter((str(one[0]), str(one[1]), int(one[2])) for one in databases.rows(state, sql))


def left_of(database: Database) -> list[str]:
    """Bodies, attachments and messages set aside that a kiosk still has."""
    waiting = database.rows("SELECT id, state FROM outbox WHERE body IS NOT NULL OR state <> 'sent'")
    return [f"{state} {identity}" for identity, state in waiting] + [
        f"attachment of {owner}" for (owner,) in database.rows("SELECT message_id FROM attachment")
    ]


@contextmanager
def platform_at_work(folder: Path, manner: str = HONEST) -> Iterator[Brood]:
    """A platform in ``platform`` below `folder`, and what one kiosk needs to talk to it in ``kiosk``."""
    (folder / "kiosk").mkdir(parents=True)
    (folder / "platform").mkdir()
    databases.fresh(folder / "platform")
    make_intake_key(folder / "platform")
    private = next((folder / "platform" / "intake").glob("*.pem")).read_bytes()
    (folder / "kiosk" / INTAKE_KEY).write_text(provider("international").intake_public_key(private))
    public = Vault.open(folder / "kiosk" / DEVICE_KEY).public_key_pem
    program = "from tests.proofs.platform_life import live, prepare"
    with Brood(
        program, str(folder / "platform"), public, manner, log=folder / "platform.log", temporary=folder
    ) as platform:
        platform.wait(lambda: platform.heard("url"))
        platform.bear()
        yield platform


@contextmanager
def world(folder: Path, seed: int, manner: str = HONEST, shares: dict[Fate, float] | None = None) -> Iterator[World]:
    """Both ends at work in `folder`, one of them wrong if `manner` says so."""
    with platform_at_work(folder, manner) as platform:
        (folder / "tmp").mkdir()
        upstream = urlsplit(platform.heard("url")[0]).port or 0
        with (
            ChaosProxy(upstream, SHARES if shares is None else shares, seed) as proxy,
            Brood(
                "from tests.proofs.lives import kiosk as live",
                *(str(folder / "kiosk"), proxy.url, manner),
                log=folder / "kiosk" / "log",
                temporary=folder / "tmp",
            ) as kiosk,
        ):
            kiosk.bear()
            yield World(folder, platform, kiosk, proxy)
