"""How fast a queue empties, beside a bare requests session that posts the same bodies to the same platform.

And how much memory it takes to hand over a thousand applications with a page of 200 KiB each. The platform is the reference
platform in a process of its own, on SQLite.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil
from requests import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.sync.signing import RequestSigner
from offline_cache.outbox import Queued
from offline_cache.store import Store
from offline_cache.vault import Vault
from tests.proofs.kill_harness import platform_at_work
from tests.proofs.lives import DEVICE_KEY, INTAKE_KEY, engine_of
from tests.proofs.shop import KIOSK, LARGE, message, open_store, page_of, sealing, waiting
from tools.bench_figures import Figure, median, table

ROUNDS, A_ROUND = 5, 200
AT_LEAST = 0.90
LARGE_ONES = 1000
ALLOWED_GROWTH_MB = 16.0
"""Of memory while 200 MB pass through"""
_PATIENCE_S = 600.0


@dataclass(frozen=True, slots=True)
class _Place:
    """A kiosk's store and its platform."""

    folder: Path
    url: str
    store: Store


def drain_figures(folder: Path) -> list[Figure]:
    """The rate beside the bare session's, and the memory of a thousand large ones. `folder` lies on a real disk."""
    with _place(folder) as place:
        figures = [_rate_figure(place)]
        figures += _memory_figures(place)
    return figures


@contextmanager
def _place(folder: Path) -> Iterator[_Place]:
    with tempfile.TemporaryDirectory(dir=folder) as scratch, platform_at_work(Path(scratch) / "world") as platform:
        kiosk = Path(scratch) / "world" / "kiosk"
        with closing(open_store(kiosk, sealing((kiosk / INTAKE_KEY).read_text()))) as store:
            yield _Place(kiosk, platform.heard("url")[0], store)


def _rate_figure(place: _Place) -> Figure:
    ours, bare = [], []
    for turn in range(ROUNDS + 1):
        start = turn * 2 * A_ROUND
        _fill(place.store, range(start, start + A_ROUND), large=False)
        drained = A_ROUND / _drained(place)
        _fill(place.store, range(start + A_ROUND, start + 2 * A_ROUND), large=False)
        posted = A_ROUND / _posted_bare(place, list(waiting(place.store)))
        if turn:
            ours.append(drained)
            bare.append(posted)
    ratio = median(mine / theirs for mine, theirs in zip(ours, bare, strict=True))
    beside = (
        f"{median(ours):.0f}/s, bare requests session {median(bare):.0f}/s: {ratio:.2f} of it; at least {AT_LEAST} is"
        f" asked for; median of {ROUNDS} rounds of {A_ROUND}"
    )
    return Figure("queue emptied, beside bare posts", 1 / ratio, "×", 1 / AT_LEAST, beside)


def _fill(store: Store, numbers: range, *, large: bool) -> None:
    for number in numbers:
        store.outbox.accept(message(number, large=large), settles_order=None)
        page_of.cache_clear()


def _drained(place: _Place) -> float:
    """Seconds until the engine has handed over everything."""
    engine = engine_of(place.folder, place.url, place.store)
    began = time.perf_counter()
    engine.start()
    try:
        with engine._change:  # noqa: SLF001 - told at every delivery, where a look from outside would slow them down
            gone = engine._change.wait_for(lambda: place.store.outbox.depth() == 0, _PATIENCE_S)  # noqa: SLF001
        took = time.perf_counter() - began
    finally:
        engine.stop()
    if not gone:
        raise RuntimeError("the queue did not empty")
    return took


def _posted_bare(place: _Place, queued: list[Queued]) -> float:
    """Seconds that a requests session takes for the same kind of bodies, signed beforehand; then they are acknowledged."""
    signer = RequestSigner(KIOSK, Vault.open(place.folder / DEVICE_KEY).sign)
    headers = [
        {**signer.headers("POST", "/v1/submissions", one.body, key=one.id), "Content-Type": "application/json"}
        for one in queued
    ]
    with Session() as session:
        session.trust_env = False
        began = time.perf_counter()
        for one, head in zip(queued, headers, strict=True):
            session.post(f"{place.url}/v1/submissions", data=one.body, headers=head, timeout=30).raise_for_status()
        took = time.perf_counter() - began
    for one in queued:
        place.store.outbox.acknowledged(one.id)
    place.store.look_after(idle=True)
    return took


def _memory_figures(place: _Place) -> list[Figure]:
    first = (ROUNDS + 2) * 2 * A_ROUND
    _fill(place.store, range(first, first + LARGE_ONES), large=True)
    process, over, samples = psutil.Process(), Event(), [psutil.Process().memory_info().rss]

    def watch() -> None:
        while not over.wait(0.02):
            samples.append(process.memory_info().rss)

    watcher = Thread(target=watch)
    watcher.start()
    try:
        took = _drained(place)
    finally:
        over.set()
        watcher.join()
    growth = (max(samples) - samples[0]) / 1e6
    beside = (
        f"{LARGE_ONES} applications with {LARGE // 1024} KiB each in one go: {took:.0f} s, {LARGE_ONES / took:.0f}/s;"
        f" from {samples[0] / 1e6:.0f} MB, {len(samples)} looks"
    )
    return [Figure("memory of emptying a long queue, growth", growth, "MB", ALLOWED_GROWTH_MB, beside)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=Path(__file__).resolve().parent.parent / "build") as made:
        print(table(drain_figures(Path(made))))
