"""The push service held against its promise: 5,000 kiosks connected to one process, told within 3 s, in at most 250 MB.

The kiosks are a process of their own: raw sockets on one event loop, each with a signed call, as many as the limit of open
files permits. What is measured is the moment at which each has read the event that was told by a datagram.
"""

import argparse
import asyncio
import json
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.sync.signing import RequestSigner
from tools.bench_figures import Figure, median, percentile

ROOT = Path(__file__).resolve().parent.parent
KIOSKS = 5000
TOLD_S, MEMORY_MB = 3.0, 250.0
ROUNDS = 3
_SPARE_FILES = 200
_AT_ONCE = 100
_PATIENCE_S = 120.0
_MB = 1e6


def push_figures(kiosks: int = KIOSKS) -> list[Figure]:
    """Connect, tell, weigh."""
    able = min(kiosks, _open_files() - _SPARE_FILES)
    short = "" if able == kiosks else f"; {kiosks} would need more open files than {_open_files()}"
    with tempfile.TemporaryDirectory(prefix="suishiban-push-") as folder, _push_service(Path(folder)) as service:
        empty = service.memory()
        with _fleet(Path(folder), service.url, able) as fleet:
            connected_s = fleet.next_line()[0]
            full = service.memory()
            rounds = []
            for number in range(1, ROUNDS + 1):
                told_at = time.monotonic()
                _tell(Path(folder), number)
                arrivals = [moment - told_at for moment in fleet.next_line()]
                rounds.append(arrivals)
            after = service.memory()
    slowest = [max(arrivals) for arrivals in rounds]
    typical = median(percentile(arrivals, 0.5) for arrivals in rounds)
    return [
        Figure(
            f"{able} connected kiosks told, the last of them", median(slowest), "s", TOLD_S,
            f"median of {ROUNDS}; half of them after {typical:.2f} s{short}",
        ),
        Figure(
            f"memory of the push process with {able} kiosks", max(full, after) / _MB, "MB", MEMORY_MB,
            f"{empty / _MB:.0f} MB without any, {(full - empty) / able / 1024:.1f} KiB each",
        ),
        Figure(f"  {able} kiosks connect, each call signed and verified", connected_s, "s"),
    ]  # fmt: skip


def _open_files() -> int:
    """The limit of open files, raised as far as this user may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 1 << 20


@dataclass
class _Service:
    url: str
    process: psutil.Process

    def memory(self) -> int:
        """Resident bytes."""
        return int(self.process.memory_info().rss)


@contextmanager
def _push_service(state: Path) -> Iterator[_Service]:
    process = subprocess.Popen(
        [sys.executable, "-m", "central", "push", "--state", str(state), "--with-parent"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        line = process.stdout.readline() if process.stdout else ""
        yield _Service(line.removeprefix("push ready ").strip(), psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


@dataclass
class _Fleet:
    process: "subprocess.Popen[str]"

    def next_line(self) -> list[float]:
        """What the kiosks tell next: how long it took to connect, then when each of them heard of a number."""
        line = self.process.stdout.readline() if self.process.stdout else ""
        told: list[float] = json.loads(line)
        return told


@contextmanager
def _fleet(state: Path, url: str, kiosks: int) -> Iterator[_Fleet]:
    key = Ed25519PrivateKey.generate()
    _enrol(state, key, kiosks)
    pem = state / "bench.key"
    pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    process = subprocess.Popen(
        [sys.executable, __file__, "--fleet", str(kiosks), "--url", url, "--key", str(pem)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield _Fleet(process)
    finally:
        process.terminate()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _enrol(state: Path, key: Ed25519PrivateKey, kiosks: int) -> None:
    """One key for all: what is measured does not depend on how many there are."""
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    insert = (
        "INSERT INTO kiosks_kiosk (id, place, region, public_key, next_key, active, enrolled_at)"
        " VALUES (?, '', '', ?, '', 1, '2026-01-01 00:00:00')"
    )
    with closing(sqlite3.connect(state / "central.db")) as database, database:
        database.executemany(insert, [(_name(number), pem) for number in range(kiosks)])


def _name(number: int) -> str:
    return f"B-{number:06d}"


def _tell(state: Path, number: int) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as wire:
        wire.sendto(json.dumps({"look": number}).encode(), str(state / "push.sock"))


class _Kiosk(asyncio.Protocol):
    """One connection: signs in, then notes when it hears of each number."""

    def __init__(self, call: bytes, hub: "_Kiosks") -> None:
        self._call = call
        self._hub = hub
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Make the call."""
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(self._call)

    def data_received(self, data: bytes) -> None:
        """The greeting, or an event."""
        self._heard += data
        if self._heard.endswith(b"\n\n\r\n"):
            if b"data: " in self._heard:
                self._hub.arrived()
            elif b"retry:" in self._heard:
                self._hub.connected()
            self._heard = b""


class _Kiosks:
    """All of them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._connected = 0
        self._arrivals: list[float] = []
        self.change = asyncio.Event()

    def connected(self) -> None:
        self._connected += 1
        if self._connected == self._count:
            self.change.set()

    def arrived(self) -> None:
        self._arrivals.append(time.monotonic())
        if len(self._arrivals) == self._count:
            _say(self._arrivals)
            self._arrivals = []


async def _be_kiosks(count: int, url: str, key: Ed25519PrivateKey) -> None:
    address = urlsplit(url)
    calls = [_call(RequestSigner(_name(number), key.sign), address.netloc) for number in range(count)]
    kiosks, loop, began = _Kiosks(count), asyncio.get_running_loop(), time.monotonic()
    gate = asyncio.Semaphore(_AT_ONCE)

    async def connect(call: bytes) -> None:
        async with gate:
            await loop.create_connection(lambda: _Kiosk(call, kiosks), address.hostname or "", address.port or 0)

    await asyncio.gather(*(connect(call) for call in calls))
    await asyncio.wait_for(kiosks.change.wait(), _PATIENCE_S)
    _say([time.monotonic() - began])
    await asyncio.sleep(_PATIENCE_S)


def _call(signer: RequestSigner, host: str) -> bytes:
    headers = {"Host": host, "Accept": "text/event-stream", **signer.headers("GET", "/v1/events")}
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["GET /v1/events HTTP/1.1", *lines, "", ""]).encode()


def _say(what: list[float]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> int:
    """The kiosks' process; without ``--fleet`` the measurement alone, as a table."""
    parser = argparse.ArgumentParser(description="the push service and its kiosks")
    parser.add_argument("--kiosks", type=int, default=KIOSKS)
    parser.add_argument("--fleet", type=int, help="be so many kiosks")
    parser.add_argument("--url", default="")
    parser.add_argument("--key", type=Path, default=Path())
    options = parser.parse_args()
    if options.fleet:
        _open_files()
        key = load_pem_private_key(options.key.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("an Ed25519 key is needed")
        asyncio.run(_be_kiosks(options.fleet, options.url, key))
        return 0
    figures = push_figures(options.kiosks)
    for figure in figures:
        print(f"{figure.name}: {figure.value:.2f} {figure.unit} {figure.verdict}  ({figure.beside})")
    return 1 if any(figure.kept is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
