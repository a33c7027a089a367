"""The console with a province in it, and what the platform takes in: `make bench ARGS="--only console"`.

20,000 kiosks and 2,000,000 cases in a real PostgreSQL, two granian workers, nobody in between. Pages are asked for one after
the other by a logged-in officer, as a browser does it. Submissions and heartbeats are signed and sealed beforehand and come from
a process of their own over kept connections; what that process itself costs is said beside.
"""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_cache.vault import Vault
from tests.proofs.shop import KIOSK
from tools.bench_callers import FLEET, Call, Sender, seeded_kiosk, sent
from tools.bench_figures import Figure, median, percentile, table
from tools.own_postgres import Cluster, programs
from tools.platform_pg import free_port, wait_for
from tools.rig import ROOT
from tools.seed_platform import CASES, KIOSKS

PAGE_MS, INTAKE_A_SECOND, INTAKE_P99_MS, BEATS_A_SECOND = 300.0, 300.0, 150.0, 1000.0
WORKERS, THREADS = 2, 4
LOOKS, SUBMISSIONS, BEATS, CALLERS = 12, 3000, 6000, 24
_PATIENCE_S = 1800.0
_POSTGRES = ("-c shared_buffers=512MB", "-c max_wal_size=4GB", "-c max_connections=120", "-c wal_compression=on")
_OFFICER = """
import sys
from pathlib import Path
from central.bootstrap import prepare
prepare(Path(sys.argv[1]), sys.argv[2])
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from central.kiosks.models import Kiosk
from central.people.models import ConsoleSession, Person
from central.platform_keys import intake_public_key
user, _ = User.objects.get_or_create(username="measurer", defaults={"is_staff": True, "is_superuser": True})
Person.objects.update_or_create(user=user, defaults={"must_change_password": False})
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "central.people.accounts.Accounts"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
ConsoleSession.objects.create(key=session.session_key, user=user, began_at=timezone.now(), seen_at=timezone.now())
Kiosk.objects.update_or_create(id=sys.argv[4], defaults={"public_key": sys.argv[3], "active": True})
Kiosk.objects.filter(id__in=sys.argv[5:]).update(public_key=sys.argv[3])
print(session.session_key)
print(intake_public_key())
"""
PAGES = {
    "cases": "cases/case/",
    "cases, page 20": "cases/case/?p=19",
    "cases, filter by state": "cases/case/?state__exact=accepted",
    "cases, work that is late": "cases/case/?work=late",
    "cases, all open work": "cases/case/?work=open",
    "cases, search by number": "cases/case/?q={case_no}",
    "cases, search by receipt": "cases/case/?q={receipt_no}",
    "kiosks": "kiosks/kiosk/",
    "kiosks, search": "kiosks/kiosk/?q=S-0123",
    "kiosks, health": "fleet/kioskreport/",
    "one case": "cases/case/{pk}/change/",
}


def console_figures(folder: Path, kiosks: int = KIOSKS, cases: int = CASES) -> list[Figure]:
    """Seed, serve, look, send. `folder` lies on a real disk; left out, and that is said, where PostgreSQL is not installed."""
    if programs() is None:
        return [Figure("  PostgreSQL is not installed here: the console is not measured", 0.0, "")]
    place = Path(tempfile.mkdtemp(prefix="console-", dir=folder))
    place.chmod(0o755)
    try:
        with tempfile.TemporaryDirectory(prefix="pg-") as sockets:
            cluster = Cluster(place / "postgres", Path(sockets))
            cluster.make()
            cluster.start(_POSTGRES)
            try:
                return _on(place / "state", cluster.address, kiosks, cases)
            finally:
                cluster.stop()
    finally:
        shutil.rmtree(place)


def _on(state: Path, address: str, kiosks: int, cases: int) -> list[Figure]:
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    (state / "database").write_text(address)
    seeding = [sys.executable, "tools/seed_platform.py", "--state", str(state)]
    began = time.perf_counter()
    subprocess.run(
        [*seeding, "--kiosks", str(kiosks), "--cases", str(cases)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S,
    )  # fmt: skip
    seeded = Figure(f"  {kiosks} kiosks and {cases} cases seeded", time.perf_counter() - began, "s")
    return [seeded, *served_figures(state, address)]


def served_figures(state: Path, address: str) -> list[Figure]:
    """What is measured on a seeded platform whose database `address` is."""
    with _served(state) as (url, officer, sender):
        return [*_page_figures(url, officer, address), *_intake_figures(url, sender), *_beat_figures(url, sender)]


def _page_figures(url: str, session: str, address: str) -> list[Figure]:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT id, case_no, receipt_no FROM cases_case ORDER BY id DESC LIMIT 1").fetchone()
    assert row is not None  # noqa: S101  it was seeded
    known = {"pk": row[0], "case_no": row[1], "receipt_no": row[2]}
    figures, everything = [], []
    for name, path in PAGES.items():
        times = _looks(url, session, f"/admin/{path.format(**known)}")
        everything += times
        beside = f"median {median(times):.0f} of {len(times)}"
        figures.append(Figure(f"  console: {name}, p95", percentile(times, 0.95), "ms", None, beside))
    return [
        Figure("console: lists, searches, filters, p95 of all", percentile(everything, 0.95), "ms", PAGE_MS),
        *figures,
    ]


def _looks(url: str, session: str, path: str) -> list[float]:
    times = []
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        for number in range(LOOKS + 2):
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"suishiban_console={session}"})
            answer = connection.getresponse()
            content = answer.read()
            took = (time.perf_counter() - began) * 1000
            if answer.status != http.client.OK:
                raise RuntimeError(f"{path}: {answer.status} {answer.headers.get('Location')} {content[:200]!r}")
            if number >= 2:  # noqa: PLR2004  each worker has loaded its templates by then
                times.append(took)
    return times


def _intake_figures(url: str, sender: "Sender") -> list[Figure]:
    calls = sender.submissions(200 + SUBMISSIONS)
    sent(url, calls[:200], 4)
    full = sent(url, calls[200:], CALLERS)
    again = sent(url, [Call(one.path, one.body, one.headers, 200) for one in calls[200:260]], 4)
    beside = f"{full.a_second:.0f}/s; {SUBMISSIONS} over {CALLERS} connections, {full.cost}"
    return [
        Figure("platform: one submission", full.each_ms, "ms", 1000 / INTAKE_A_SECOND, beside),
        Figure("  of them p99", percentile(full.times, 0.99), "ms", INTAKE_P99_MS, f"median {median(full.times):.0f}"),
        Figure("  the same again, told that it is here", median(again.times), "ms"),
    ]


def _beat_figures(url: str, sender: "Sender") -> list[Figure]:
    calls = sender.heartbeats(BEATS)
    beats = sent(url, calls, CALLERS)
    beside = f"{beats.a_second:.0f}/s, p99 {percentile(beats.times, 0.99):.0f} ms; {beats.cost}"
    return [Figure("platform: one heartbeat", beats.each_ms, "ms", 1000 / BEATS_A_SECOND, beside)]


@contextmanager
def _served(state: Path) -> Iterator[tuple[str, str, "Sender"]]:
    """Where it listens, an officer's session, and who sends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "SUISHIBAN_CENTRAL_STATE": str(state),
        "SUISHIBAN_CENTRAL_URL": url,
        "SUISHIBAN_CENTRAL_SECOND_FACTOR": "off",
    }
    with ExitStack() as stack:
        keys = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        vault = Vault.open(keys / "device.key")
        said = subprocess.run(
            [sys.executable, "-c", _OFFICER, str(state), url, vault.public_key_pem, KIOSK, *map(seeded_kiosk, range(FLEET))],
            cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=_PATIENCE_S,
        ).stdout  # fmt: skip
        session, _, intake = said.partition("\n")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
        command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning"]
        log = stack.enter_context((state.parent / "granian.log").open("wb"))
        server = subprocess.Popen(
            [*command, "central.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        stack.callback(server.wait, 60)
        stack.callback(server.terminate)
        wait_for(port, state.parent)
        yield url, session, Sender(vault, intake)


if __name__ == "__main__":
    if len(sys.argv) > 1:  # the state folder of a seeded platform
        seeded_state = Path(sys.argv[1]).absolute()
        print(table(served_figures(seeded_state, (seeded_state / "database").read_text())))
    else:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as made:
            print(table(console_figures(Path(made))))
