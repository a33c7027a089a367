"""How many submissions the platform takes over, on SQLite and on PostgreSQL, beside a bare insert on each.

One granian worker serves `central.wsgi`; kiosks' calls are sealed and signed beforehand and posted over eight connections from
here. Server, database and callers share the machine.
"""

import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from urllib.parse import urlsplit

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.sync.signing import RequestSigner
from offline_cache.vault import Vault
from tests.proofs.shop import KIOSK, message, sealing
from tools.bench_figures import Figure, median, percentile, table
from tools.own_postgres import own_postgres, programs
from tools.rig import ROOT

CALLERS, SUBMISSIONS, A_SECOND, PACED_S = 8, 800, 100.0, 4.0
SLOWEST_MS = 1000 / 105
"""20,000 kiosks with 30 applications in eight hours, five times that at the peak (reference/sync.md 7.1)"""
P99_MS = 300.0
_BARE_S, _PATIENCE_S = 2.0, 60.0
_PREPARED = """
import sys
from pathlib import Path
from central.bootstrap import prepare
prepare(Path(sys.argv[1]), sys.argv[3])
from central.kiosks.models import Kiosk
from central.platform_keys import intake_public_key
Kiosk.objects.update_or_create(id=sys.argv[4], defaults={"public_key": sys.argv[2], "active": True})
print(intake_public_key())
"""


@dataclass(frozen=True, slots=True)
class _Call:
    body: bytes
    headers: dict[str, str]


def platform_figures(folder: Path) -> list[Figure]:
    """Both databases. `folder` lies on a real disk; PostgreSQL is left out, and that is said, where it is not installed."""
    figures = _on("SQLite", folder, "", _bare_sqlite)
    if programs() is None:
        return [*figures, Figure("  PostgreSQL is not installed here: not measured", 0.0, "")]
    with own_postgres() as address:
        return figures + _on("PostgreSQL", folder, address, lambda _: _bare_postgres(address))


def _on(name: str, folder: Path, address: str, bare: Callable[[Path], float]) -> list[Figure]:
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        with _served(Path(scratch), address) as (url, calls):
            _post_all(url, calls[:50])
            began = time.perf_counter()
            times = _post_all(url, calls[50 : 50 + SUBMISSIONS])
            each = (time.perf_counter() - began) / SUBMISSIONS * 1000
            paced = _post_paced(url, calls[50 + SUBMISSIONS :])
        limit = bare(Path(scratch))
    beside = (
        f"{1000 / each:.0f}/s over {CALLERS} connections, p50 {median(times):.0f} p99 {percentile(times, 0.99):.0f} ms;"
        f" bare insert {limit:.0f}/s"
    )
    return [
        Figure(f"platform on {name}: one submission", each, "ms", SLOWEST_MS, beside),
        Figure(f"platform on {name}: p99 at {A_SECOND:.0f} a second", percentile(paced, 0.99), "ms", P99_MS),
    ]


@contextmanager
def _served(folder: Path, address: str) -> Iterator[tuple[str, list[_Call]]]:
    """Its address and calls that it will believe."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    state, vault = folder / "state", Vault.open(folder / "device.key")
    environment = {
        **os.environ,
        "SUISHIBAN_CENTRAL_STATE": str(state),
        "SUISHIBAN_CENTRAL_URL": url,
        "SUISHIBAN_CENTRAL_DATABASE": address,
    }
    prepared = [sys.executable, "-c", _PREPARED, str(state), vault.public_key_pem, url, KIOSK]
    intake = subprocess.run(
        prepared, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=_PATIENCE_S
    ).stdout
    calls = _calls(vault, intake)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws", "--workers", "1"]
    command += ["--blocking-threads", str(CALLERS), "--log-level", "warning", "central.wsgi:application"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(port, server)
        yield url, calls
    finally:
        server.terminate()
        server.wait(_PATIENCE_S)


def _calls(vault: Vault, intake_public_pem: str) -> list[_Call]:
    seal, signer = sealing(intake_public_pem), RequestSigner(KIOSK, vault.sign)
    calls = []
    for number in range(50 + SUBMISSIONS + int(A_SECOND * PACED_S)):
        outgoing = message(number)
        body = seal(outgoing).body
        headers = signer.headers("POST", "/v1/submissions", body, key=outgoing.id)
        calls.append(_Call(body, {**headers, "Content-Type": "application/json"}))
    return calls


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            Event().wait(0.05)
        else:
            return
    raise RuntimeError("granian did not start")


def _post_all(url: str, calls: list[_Call]) -> list[float]:
    """Milliseconds of each, as fast as `CALLERS` connections go."""
    left, lock = iter(calls), Lock()

    def work(_: int) -> list[float]:
        times: list[float] = []
        with closing(_connection(url)) as connection:
            while True:
                with lock:
                    call = next(left, None)
                if call is None:
                    return times
                times.append(_post(connection, call))

    with ThreadPoolExecutor(CALLERS) as pool:
        return [took for times in pool.map(work, range(CALLERS)) for took in times]


def _post_paced(url: str, calls: list[_Call]) -> list[float]:
    """Milliseconds from when each was due, `A_SECOND` of them a second: waiting for a turn counts."""
    began = time.perf_counter()

    def work(caller: int) -> list[float]:
        times: list[float] = []
        with closing(_connection(url)) as connection:
            for number in range(caller, len(calls), CALLERS):
                due = began + number / A_SECOND
                Event().wait(max(0.0, due - time.perf_counter()))
                _post(connection, calls[number])
                times.append((time.perf_counter() - due) * 1000)
        return times

    with ThreadPoolExecutor(CALLERS) as pool:
        return [took for times in pool.map(work, range(CALLERS)) for took in times]


def _connection(url: str) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE_S)
    connection.connect()
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _post(connection: http.client.HTTPConnection, call: _Call) -> float:
    began = time.perf_counter()
    connection.request("POST", "/v1/submissions", call.body, call.headers)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != http.client.CREATED:
        raise RuntimeError(f"{answer.status}: {content[:300]!r}")
    return (time.perf_counter() - began) * 1000


def _bare_sqlite(folder: Path) -> float:
    """Inserts a second, with the platform's own pragmas."""
    with closing(sqlite3.connect(folder / "bare.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=EXTRA")
        connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT)")
        return _a_second(lambda key, body: connection.execute("INSERT INTO bare VALUES (?, ?)", (key, body)))


def _bare_postgres(address: str) -> float:
    """Inserts a second, each committed."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT)")
        return _a_second(lambda key, body: connection.execute("INSERT INTO bare VALUES (%s, %s)", (key, body)))


def _a_second(insert: Callable[[str, str], object]) -> float:
    body, count = message(0).body.decode(), 0
    began = time.perf_counter()
    while (took := time.perf_counter() - began) < _BARE_S:
        insert(f"{count:032x}", body)
        count += 1
    return count / took


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as made:
        print(table(platform_figures(Path(made))))
