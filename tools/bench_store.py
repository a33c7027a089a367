"""How fast an application is accepted for good, beside bare SQLite and the queues of others, and what each loses in a cut.

The rates and the losses belong together: a queue that does not wait for the disk is fast. All are measured in short rounds, one
after the other on the same disk, and compared within a round, so that a machine that slows down slows down all of them. What
one left unsynced is written out before the next begins. The cuts are those of tests/proofs.

Two rates. From rest: a short burst after a tenth of a second in which nobody wanted anything, as citizens meet it; what the
store makes ahead in idle moments (key pairs of seals, spare files) is there then, and the making is not counted. Without a
pause: item after item, so that all of it is counted. Sealing is inside of both.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_cache.ballast import DEFAULT_BYTES
from offline_cache.spares import AT_ONCE, SPARES
from tests.proofs.places import fresh_folder
from tests.proofs.powercut import kiosk
from tests.proofs.powercut.disk import Disk, Image
from tests.proofs.powercut.judge import REFUSALS, Look, Opened, Verdict, judge, told
from tests.proofs.powercut.recording import compiler, record, recorder, syncs
from tests.proofs.shop import intake_key, message, open_store, page_of, sealing
from tools.bench_figures import Figure, median, percentile, table
from tools.store_peers import PEERS, Peer, item

ROUNDS, ROUND_S, REST_S = 20, 0.12, 0.1
BURST = {False: 100, True: 6}
"""Items of a burst from rest, without and with an attachment: an application has fewer"""
CUTS, ITEMS = 1000, 40
AT_LEAST = 0.85
"""Of bare SQLite's rate"""
OURS, BARE = "the kiosk's store", "SQLite WAL FULL, bare"

Prepared = Callable[[int], Callable[[], None]]
"""Makes item so-and-so, and gives what puts it: only that is timed"""


@dataclass(frozen=True, slots=True)
class _Contestant:
    """`rest` is what it does when nobody wants anything."""

    prepared: Prepared
    rest: Callable[[], object] = lambda: None


@dataclass(slots=True)
class _Rates:
    """Items a second of each round, and every single time in ms."""

    rounds: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def store_figures(folder: Path) -> list[Figure]:
    """Rates at 4 KiB and at 4 KiB + 200 KiB, syncs of an item, and what the cuts took. `folder` lies on a real disk."""
    with _no_complaints_of_peers():
        losses = {name: _losses(name) for name in (OURS, *PEERS)} if compiler() else {}
    figures = []
    for what, large in (("4 KiB", False), ("4 + 200 KiB", True)):
        rates = _rates(folder, large=large, burst=BURST[large])
        for name, found in rates.items():
            figures.append(_figure(name, what, found, rates[BARE], losses.get(name)))
        steady = _rates(folder, large=large, burst=None)
        figures.append(_figure("  without a pause", what, steady[OURS], steady[BARE], None))
    if losses:
        small, page, rested = _syncs("small"), _syncs("large"), _syncs("rested")
        figures.append(Figure("syncs of an application of 4 KiB", small, "", 1.0, "counted, not believed"))
        figures.append(Figure("  with an attachment of 200 KiB, from rest", rested, "", None, "file, commit"))
        figures.append(
            Figure("  with an attachment of 200 KiB, without a pause", page, "", None, "file, folder, commit")
        )
    return figures


def _figure(name: str, what: str, found: _Rates, bare: _Rates, lost: str | None) -> Figure:
    rate = median(found.rounds)
    share = median(mine / limit for mine, limit in zip(found.rounds, bare.rounds, strict=True))
    beside = f"{rate:.0f}/s, {share:.2f} of bare SQLite, p99 {percentile(found.times, 0.99):.1f} ms"
    if name == OURS:
        beside += f"; at least {AT_LEAST} is asked for"
    if lost is not None:
        beside += f" | {lost}"
    limit = 1 / AT_LEAST if name == OURS else None
    return Figure(f"{'' if name == OURS else '  '}kept for good, {what}: {name}", 1 / share, "×", limit, beside)


def _rates(folder: Path, *, large: bool, burst: int | None) -> dict[str, _Rates]:
    """Of everybody in bursts of at most `burst`, from rest; of ours and the limit without a pause when there is none."""
    names = (OURS, *PEERS) if burst else (OURS, BARE)
    found = {name: _Rates() for name in names}
    with tempfile.TemporaryDirectory(dir=folder) as place, _all_open(Path(place), large=large) as contestants:
        number = 0
        for turn in range(ROUNDS + 1):
            for name in names:
                contestant = contestants[name]
                if burst:
                    contestant.rest()
                    time.sleep(REST_S)
                os.sync()
                number = _round(contestant.prepared, found[name] if turn else _Rates(), number, burst)
    return found


def _round(prepared: Prepared, rates: _Rates, number: int, burst: int | None) -> int:
    """Put items for `ROUND_S`, and no more than `burst`; the next number."""
    spent, count = 0.0, 0
    while spent < ROUND_S and (burst is None or count < burst):
        put = prepared(number)
        began = time.perf_counter()
        put()
        took = time.perf_counter() - began
        rates.times.append(took * 1000)
        spent, count, number = spent + took, count + 1, number + 1
    rates.rounds.append(count / spent)
    return number


@contextmanager
def _all_open(folder: Path, *, large: bool) -> Iterator[dict[str, _Contestant]]:
    """Everybody, each in a folder of its own."""
    seal = sealing(intake_key().public_pem)
    with closing(open_store(folder / "ours", seal, ballast_bytes=DEFAULT_BYTES)) as store:

        def ours(number: int) -> Callable[[], None]:
            outgoing = message(number, large=large, less=34)
            return lambda: store.outbox.accept(outgoing, settles_order=None)

        def rest() -> None:
            for _ in range(SPARES // AT_ONCE):
                store.look_after(idle=True)

        contestants = {OURS: _Contestant(ours, rest)}
        peers = []
        for name, make in PEERS.items():
            place = folder / name.replace(" ", "-")
            place.mkdir()
            peers.append(make(place))
            contestants[name] = _Contestant(_of(peers[-1], large=large))
        try:
            yield contestants
        finally:
            for peer in peers:
                peer.close()


def _of(peer: Peer, *, large: bool) -> Prepared:
    def prepared(number: int) -> Callable[[], None]:
        body, page = message(number, less=34).body, page_of(number) if large else b""
        return lambda: peer.put(number, body, page)

    return prepared


def _losses(name: str) -> str:
    """What `CUTS` power cuts through its life took of it, in words."""
    with fresh_folder("bench-cuts") as folder:
        disk = folder / "disk"
        disk.mkdir()
        if name == OURS:
            key = intake_key()
            (folder / "intake.pem").write_text(key.public_pem)
            program = ["-m", kiosk.__name__, str(disk), str(ITEMS), kiosk.HONEST, str(folder / "intake.pem")]
            look: Look = Opened(key)
            refusals: tuple[type[Exception], ...] = REFUSALS
        else:
            program = ["-m", "tools.store_peers", name, str(disk), str(ITEMS)]
            look, refusals = _PeerLook(name), (Exception,)
        recording = record(recorder(folder), disk, program, folder / "log")
        verdict = judge(Disk(recording, disk).images(CUTS, seed=1), folder, look, refusals)
    return _said(verdict)


@contextmanager
def _no_complaints_of_peers() -> Iterator[None]:
    """A queue that cannot open its files says so once more when it is collected."""
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        yield
    finally:
        sys.unraisablehook = hook


def _said(verdict: Verdict) -> str:
    if not verdict.hurt:
        return f"power cut: nothing lost in {verdict.images}"
    unopenable = f", {len(verdict.unopenable)} of them unreadable" if verdict.unopenable else ""
    return f"power cut: LOSES in {verdict.hurt} of {verdict.images}{unopenable}"


@dataclass(frozen=True, slots=True)
class _PeerLook:
    """Opens an image as the peer itself does."""

    name: str

    def __call__(self, image: Image, place: Path) -> Iterable[str]:
        """What it had said it kept, and has not."""
        wanted = told(image, "accepted")
        if not wanted:
            return []
        peer = PEERS[self.name](place)
        try:
            kept = {number: (body, page) for number, body, page in peer.items()}
        finally:
            peer.close()
        return [f"item {number}" for number in wanted if kept.get(number) != item(number)]


def _syncs(kind: str) -> float:
    """How often the disk is waited for to keep one application of that kind (`tests.proofs.powercut.accepting`)."""
    with fresh_folder("bench-syncs") as folder:
        counts = []
        (folder / "intake.pem").write_text(intake_key().public_pem)
        for items in (2, 6):
            disk = folder / f"disk-{items}"
            disk.mkdir()
            program = ["-m", "tests.proofs.powercut.accepting", str(disk), str(items), kind]
            recording = record(recorder(folder), disk, [*program, str(folder / "intake.pem")], folder / "log")
            counts.append(syncs(recording))
    return (counts[1] - counts[0]) / 4


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=Path(__file__).resolve().parent.parent / "build") as scratch:
        print(table(store_figures(Path(scratch))))
