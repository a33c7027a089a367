"""What a release costs a kiosk: requests and bytes on the wire, and how long nobody can begin while it is taken into use."""

import shutil
import socket
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from central.releases.keyring import Keyring
from central.releases.publisher import Publisher
from central.releases.repository import Repository
from kiosk.clock import Delays, SystemClock
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.protocol.release import CALENDARS
from kiosk.services.activation import Activation, Means
from kiosk.services.offer import Offer, Shelf
from kiosk.services.preparation import Known, Prepared, prepare
from kiosk.services.runner import Runner
from kiosk.sync.release_source import PlatformSource
from kiosk.sync.releases import Member, ReleaseClient
from offline_cache.database import Database
from offline_cache.floors import Floors
from offline_cache.releases import Release, ReleaseStore, same
from offline_cache.settings import Settings
from tools.bench_figures import Figure, table
from tools.many_matters import edit, write_many
from tools.rig import ROOT

MATTERS = 2000
REQUESTS, KILOBYTES, PAUSE_MS = 2, 100.0, 300.0
_EDITS = 3


class _Counting(SimpleHTTPRequestHandler):
    """Any web server; what goes over its wire is counted, heads and all."""

    protocol_version = "HTTP/1.1"
    lock = Lock()
    requests, sent, received = 0, 0, 0

    def setup(self) -> None:
        super().setup()
        self.wfile = _Counted(self.wfile)  # type: ignore[assignment]

    def parse_request(self) -> bool:
        with _Counting.lock:
            _Counting.requests += 1
        good = super().parse_request()
        with _Counting.lock:
            _Counting.received += len(self.requestline) + len(bytes(self.headers)) if good else 0
        return good

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


class _Counted:
    """A socket's file that says how much went through."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - socketserver's own
        self._file = file

    def write(self, data: bytes) -> int:
        with _Counting.lock:
            _Counting.sent += len(data)
        return int(self._file.write(data))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as above
        return getattr(self._file, name)


class _Kiosk:
    """The parts of a kiosk that a release touches, on a disk of its own, and its platform."""

    def __init__(self, folder: Path) -> None:
        self.matters = write_many(folder / "matters", MATTERS)
        www = folder / "www" / "releases"
        self.publisher = Publisher(Repository(www), Keyring(folder / "keys"))
        self.publisher.init(datetime.now(UTC))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Counting, directory=str(www.parent)))
        self._server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.database = Database.open(folder / "state")
        self.store = ReleaseStore(folder / "state" / "releases")
        self.client = ReleaseClient(
            self.store, Floors(self.database), Member("K-0412"), program="1", root=self.publisher.repository.root_bytes
        )
        self.prepared: dict[int, Prepared] = {}
        self.examined_s = 0.0

    def publish(self) -> None:
        """What lies in the folder becomes the next release."""
        self.publisher.publish(self.matters, datetime.now(UTC))

    def look(self, _folder: Path | None = None) -> Any:  # noqa: ANN401 - kiosk.protocol.release_look.Looked
        """Over a new connection, as a kiosk does it."""
        source = PlatformSource(f"http://127.0.0.1:{self._server.server_port}")
        try:
            return self.client.look(source)
        finally:
            source.close()

    def offer(self, release: Release | None) -> Offer:
        """Examined and prepared, as the kiosk does it."""
        if release is None:
            raise ValueError("there is always a release here")
        before, known = self.prepared.get(release.number - 1), None
        if before:
            unchanged = same(self.store.files(release.number - 1), self.store.files(release.number))
            known = Known(before, unchanged & before.catalogue.matters.keys())
        began = time.perf_counter()
        made = prepare(release.folder, release.folder / ".prepared", digest=release.digest, known=known)
        self.examined_s = time.perf_counter() - began
        self.prepared[release.number] = made
        calendar = load_calendar(release.folder / CALENDARS)
        if not isinstance(calendar, WorkCalendar):
            raise TypeError(calendar)
        return Offer.of(replace(made.catalogue, release=release.number), made.readings, calendar)

    def activation(self, shelf: Shelf) -> Activation:
        """The kiosk's own."""
        clock = SystemClock()
        runner = Runner({}, clock=clock, delays=Delays(), release_of=shelf.release_of)
        means = Means(self.look, self.offer, runner.while_idle)
        return Activation(
            self.store, shelf, means, settings=Settings(self.database), clock=clock, good_for=timedelta(days=30)
        )

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self.database.close()


def release_figures(out: Path) -> list[Figure]:
    """All of them, on the disk of `out`; takes two minutes, most of it to publish and to examine two thousand matters."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="suishiban-release-", dir=out) as folder:
        kiosk = _Kiosk(Path(folder))
        try:
            return _figures(kiosk)
        finally:
            kiosk.close()


def _figures(kiosk: _Kiosk) -> list[Figure]:
    kiosk.publish()
    first_requests, first_kb, first_s = _counted(kiosk)
    first = kiosk.store.find(1)
    if first is None:
        raise RuntimeError("the first release did not come")
    kiosk.store.activate(1)
    shelf = Shelf(kiosk.offer(first))
    first_examined_s = kiosk.examined_s
    nothing_requests, nothing_kb, nothing_s = _counted(kiosk)
    activation, pauses, costs, examined = kiosk.activation(shelf), [], [], []
    for number in range(_EDITS):
        edit(kiosk.matters, 77 + number)
        kiosk.publish()
        costs.append(_counted(kiosk))
        activation.look_from(None)
        examined.append(kiosk.examined_s)
        if not activation.change_if_idle():
            raise RuntimeError(activation.result)
        pauses.append(activation.pause_s * 1000)
    shutil.rmtree(kiosk.matters)
    edited = max(kilobytes for _, kilobytes, _ in costs)
    return [
        Figure(
            "releases: nothing changed", nothing_requests, "requests", REQUESTS,
            f"{nothing_kb:.1f} kB, {nothing_s * 1000:.0f} ms",
        ),
        Figure(
            f"releases: one edited matter of {MATTERS}", edited, "kB", KILOBYTES,
            f"heads and all, the most of {_EDITS}; {costs[0][0]} requests, {statistics.median(c[2] for c in costs):.2f} s",
        ),
        Figure(
            f"releases: nobody can begin, {MATTERS} matters", max(pauses), "ms", PAUSE_MS,
            f"the longest of {_EDITS}; prepared beside the visits before in {statistics.median(examined):.1f} s",
        ),
        Figure(
            f"  first release of {MATTERS} matters", first_kb / 1000, "MB", None,
            f"{first_requests} requests, {first_s:.1f} s",
        ),
        Figure("  its examination", first_examined_s, "s", None, "in a process of its own"),
    ]  # fmt: skip


def _counted(kiosk: _Kiosk) -> tuple[int, float, float]:
    """Requests, kB in both directions and seconds of one look."""
    _Counting.requests = _Counting.sent = _Counting.received = 0
    began = time.perf_counter()
    kiosk.look()
    took = time.perf_counter() - began
    return _Counting.requests, (_Counting.sent + _Counting.received) / 1000, took


if __name__ == "__main__":
    print(table(release_figures(ROOT / "build" / "bench")))
