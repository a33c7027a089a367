"""What the platform takes in on PostgreSQL: submissions and heartbeats, beside bare inserts of the same bytes.

Callers, platform and database share the machine. What a call costs of a processor in each of them is told beside, for it does not
depend on who else is working here, as rates do.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, Thread

import psutil
import psycopg

from tools.bench_callers import Call, Sender, Taken, sent
from tools.bench_figures import Figure, median, percentile

INTAKE_A_SECOND, INTAKE_P99_MS, BEATS_A_SECOND = 300.0, 150.0, 1000.0
SUBMISSIONS, BEATS, WARM, CALLERS, AT_ONCE = 3000, 8000, 400, 24, 8
"""As many inserts go on at once as the platform has threads"""
_BARE = "CREATE TABLE IF NOT EXISTS bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)"


@dataclass
class Processors:
    """Seconds of processor time that the platform (the process `platform`) and its PostgreSQL have used while it was watched."""

    platform: int
    platform_s: float = 0.0
    database_s: float = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Add up what is used in between."""
        before = self._used()
        yield
        after = self._used()
        self.platform_s, self.database_s = (then - now for then, now in zip(after, before, strict=True))

    def each(self, taken: Taken) -> str:
        """Per call, for people."""
        count = len(taken.times)
        return f"{self.of(count)}, callers {taken.own_s / count * 1000:.2f} ms"

    def of(self, count: int) -> str:
        """Per one of `count`, for people."""
        parts = (("platform", self.platform_s), ("PostgreSQL", self.database_s))
        return "processor: " + ", ".join(f"{name} {used / count * 1000:.2f} ms" for name, used in parts)

    def _used(self) -> tuple[float, float]:
        server = psutil.Process(self.platform)
        own = sum(_seconds(one) for one in (server, *server.children(recursive=True)))
        return own, sum(_seconds(one) for one in psutil.process_iter(["name"]) if one.info["name"] == "postgres")


def _seconds(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system)


def intake_figures(url: str, sender: Sender, address: str, platform: int) -> list[Figure]:
    """Submissions as fast as they are answered, paced ones, and the same again. `platform` is the process of the server."""
    calls = sender.submissions(WARM + SUBMISSIONS)
    sent(url, calls[:WARM], AT_ONCE)
    used = Processors(platform)
    with used.watched():
        full = sent(url, calls[WARM:], CALLERS)
    bare = _bare_a_second(address, [call.body for call in calls[WARM:]])
    again = sent(url, [Call(one.path, one.body, one.headers, 200) for one in calls[WARM : WARM + 100]], 4)
    beside = f"{full.a_second:.0f}/s, {full.a_second / bare:.2f} of {bare:.0f}/s bare inserts; {used.each(full)}"
    return [
        Figure("platform: one submission", full.each_ms, "ms", 1000 / INTAKE_A_SECOND, beside),
        Figure(
            f"  of them p99, over {CALLERS} connections", percentile(full.times, 0.99), "ms", INTAKE_P99_MS,
            f"median {median(full.times):.0f}",
        ),
        Figure("  the same again, told that it is here", median(again.times), "ms"),
    ]  # fmt: skip


def beat_figures(url: str, sender: Sender, address: str, platform: int) -> list[Figure]:
    """Heartbeats of a fleet, as fast as they are answered."""
    calls = sender.heartbeats(WARM + BEATS)
    sent(url, calls[:WARM], AT_ONCE)
    used = Processors(platform)
    with used.watched():
        beats = sent(url, calls[WARM:], CALLERS)
    bare = _bare_a_second(address, [call.body for call in calls[WARM:]])
    beside = (
        f"{beats.a_second:.0f}/s, {beats.a_second / bare:.2f} of {bare:.0f}/s bare inserts,"
        f" p99 {percentile(beats.times, 0.99):.0f} ms; {used.each(beats)}"
    )
    return [Figure("platform: one heartbeat", beats.each_ms, "ms", 1000 / BEATS_A_SECOND, beside)]


def _bare_a_second(address: str, bodies: Sequence[bytes]) -> float:
    """Inserts a second, each committed, over `AT_ONCE` connections."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_BARE)
    left, lock = iter(bodies), Lock()
    began = time.perf_counter()
    _together(lambda: _insert(address, left, lock))
    return len(bodies) / (time.perf_counter() - began)


def _insert(address: str, left: Iterator[bytes], lock: Lock) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        while True:
            with lock:
                body = next(left, None)
            if body is None:
                return
            connection.execute("INSERT INTO bare (body) VALUES (%s)", (body,), prepare=True)


def _together(work: Callable[[], None]) -> None:
    threads = [Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
