"""The console with a province in it, and what the platform takes in: `make bench ARGS="--only console"`.

20,000 kiosks and 2,000,000 cases in a real PostgreSQL, two granian workers, nobody in between. Every list of the console that is
in somebody's menu is asked for, one after the other as a browser does it: by an officer of one region, by an officer of a smaller
one, and by somebody who sees all regions. ``--only intake`` and ``--only heartbeats`` measure these with fewer cases around them.
"""

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from offline_cache.vault import Vault
from tests.proofs.shop import KIOSK
from tools.bench_callers import FLEET, Sender, seeded_kiosk
from tools.bench_figures import Figure, median, percentile, table
from tools.bench_intake import Processors, beat_figures, intake_figures
from tools.own_postgres import NOT_DURABLE, Cluster, programs
from tools.platform_pg import free_port, wait_for
from tools.rig import ROOT
from tools.seed_platform import CASES, KIOSKS

PAGE_MS = 300.0
WORKERS, THREADS = 2, 4
LOOKS, FEW_CASES = 5, 20_000
_PATIENCE_S = 1800.0
_FILLING = ("-c autovacuum=off", "-c wal_level=minimal", "-c max_wal_senders=0")
_POSTGRES = ("-c shared_buffers=512MB", "-c max_wal_size=4GB", "-c max_connections=120", "-c wal_compression=on")
_PREPARED = """
import sys
from pathlib import Path
from central.bootstrap import prepare
prepare(Path(sys.argv[1]), sys.argv[2])
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from central.kiosks.models import Kiosk
from central.people import accounts
from central.people.models import ConsoleSession, Person
from central.platform_keys import intake_public_key
def session(name, roles, region):
    if not User.objects.filter(username=name).exists():
        accounts.add(name, roles, region=region)
    user = User.objects.get(username=name)
    Person.objects.filter(user=user).update(must_change_password=False)
    made = SessionStore()
    made[SESSION_KEY] = str(user.pk)
    made[BACKEND_SESSION_KEY] = "central.people.accounts.Accounts"
    made[HASH_SESSION_KEY] = user.get_session_auth_hash()
    made.create()
    ConsoleSession.objects.create(key=made.session_key, user=user, began_at=timezone.now(), seen_at=timezone.now())
    return made.session_key
print(session("measurer-9903", ("officer", "operator"), "9903"))
print(session("measurer-990307", ("officer", "operator"), "990307"))
everywhere = ("viewer", "officer", "fleet_admin", "security_officer", "auditor")
print(session("measurer", everywhere, ""))
Kiosk.objects.update_or_create(id=sys.argv[4], defaults={"public_key": sys.argv[3], "active": True})
Kiosk.objects.filter(id__in=sys.argv[5:]).update(public_key=sys.argv[3])
print(intake_public_key())
"""
PEOPLE = ("officer of a city", "officer of a district", "all regions")
QUERIES = {
    "cases/case": (
        *("?p=19", "?state__exact=accepted", "?state__exact=delivered", "?card__exact=red", "?work=open", "?work=new"),
        *("?work=late", "?work=soon", "?work=paused", "?work=fee"),
        *("?q={case_no}", "?q={day}", "?q={receipt_no}", "?q={kiosk_receipts}", "?q=L-S0001", "?q=99999999"),
    ),
    "kiosks/kiosk": ("?q=S-0123", "?q=S-012345", "?active__exact=1"),
    "fleet/kioskreport": ("?q=S-0123", "?p=9"),
    "ratings/ratingrecord": ("?score__exact=5", "?p=9"),
    "people/trailentry": ("?p=9",),
}
"""What is asked for of a list, beside the list itself"""
_MENU = re.compile(rb'href="/admin/([a-z_]+/[a-z_]+)/"')


@dataclass(frozen=True, slots=True)
class Served:
    """A platform that runs: where, as which process, people's sessions in the order of `PEOPLE`, and who sends."""

    url: str
    process: int
    sessions: tuple[str, ...]
    sender: Sender


def console_figures(folder: Path, kiosks: int = KIOSKS, cases: int = CASES) -> list[Figure]:
    """Seed, serve, look, send. `folder` lies on a real disk; left out, and that is said, where PostgreSQL is not installed."""
    return _on_seeded(folder, kiosks, cases, served_figures)


def few_intake_figures(folder: Path) -> list[Figure]:
    """Submissions alone."""
    return _on_seeded(folder, KIOSKS, FEW_CASES, lambda state, address: _sent(state, address, intake_figures))


def few_beat_figures(folder: Path) -> list[Figure]:
    """Heartbeats alone."""
    return _on_seeded(folder, KIOSKS, FEW_CASES, lambda state, address: _sent(state, address, beat_figures))


def _sent(state: Path, address: str, figures: Callable[[str, Sender, str, int], list[Figure]]) -> list[Figure]:
    with _served(state) as served:
        return figures(served.url, served.sender, address, served.process)


def _on_seeded(folder: Path, kiosks: int, cases: int, figures: Callable[[Path, str], list[Figure]]) -> list[Figure]:
    if programs() is None:
        return [Figure("  PostgreSQL is not installed here: the console is not measured", 0.0, "")]
    place = Path(tempfile.mkdtemp(prefix="console-", dir=folder))
    place.chmod(0o755)
    try:
        with tempfile.TemporaryDirectory(prefix="pg-") as sockets:
            cluster = Cluster(place / "postgres", Path(sockets))
            seeded = _seed(cluster, place / "state", kiosks, cases)
            cluster.start(_POSTGRES)
            try:
                return [seeded, *figures(place / "state", cluster.address)]
            finally:
                cluster.stop()
    finally:
        shutil.rmtree(place)


def _seed(cluster: Cluster, state: Path, kiosks: int, cases: int) -> Figure:
    """Fill `cluster`, which is stopped afterwards and durable from its next start."""
    began = time.perf_counter()
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    (state / "database").write_text(cluster.address)
    cluster.make()
    cluster.start((*_POSTGRES, *NOT_DURABLE, *_FILLING))
    try:
        seeding = [sys.executable, "tools/seed_platform.py", "--state", str(state)]
        subprocess.run(
            [*seeding, "--kiosks", str(kiosks), "--cases", str(cases)],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S,
        )  # fmt: skip
    finally:
        cluster.stop()
    return Figure(f"  {kiosks} kiosks and {cases} cases seeded", time.perf_counter() - began, "s")


def served_figures(state: Path, address: str) -> list[Figure]:
    """What is measured on a seeded platform whose database `address` is."""
    with _served(state) as served:
        return [
            *_page_figures(served, address),
            *intake_figures(served.url, served.sender, address, served.process),
            *beat_figures(served.url, served.sender, address, served.process),
        ]


def _page_figures(served: Served, address: str) -> list[Figure]:
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT id, case_no, receipt_no FROM cases_case ORDER BY id DESC LIMIT 1").fetchone()
    assert row is not None  # noqa: S101  it was seeded
    known = {"case_no": row[1], "day": row[1][:10], "receipt_no": row[2], "kiosk_receipts": row[2].rpartition("-")[0]}
    figures, everything = [], []
    for who, session in zip(PEOPLE, served.sessions, strict=True):
        used = Processors(served.process)
        with used.watched():
            times = {path: _looks(served.url, session, path) for path in _pages(served.url, session, known)}
        slow = sorted(times, key=lambda path: -median(times[path]))[:4]
        all_times = [took for one in times.values() for took in one]
        everything += all_times
        looks = len(times) * (LOOKS + WORKERS)
        beside = f"{len(times)} pages, median {median(all_times):.0f}, {used.of(looks)}; slowest " + ", ".join(
            f"{path.removeprefix('/admin/')} {median(times[path]):.0f}" for path in slow
        )
        figures.append(Figure(f"  console: {who}, p95", percentile(all_times, 0.95), "ms", None, beside))
    beside = f"of {len(everything)} looks"
    return [
        Figure("console: lists, searches, filters, p95 of all", percentile(everything, 0.95), "ms", PAGE_MS, beside),
        *figures,
    ]


def _pages(url: str, session: str, known: Mapping[str, str]) -> list[str]:
    """Every list in somebody's menu, as it is and as it is searched and filtered."""
    _, menu = _look(url, session, "/admin/")
    lists = sorted({one.decode() for one in _MENU.findall(menu)})
    if "cases/case" not in lists:
        raise RuntimeError(f"no cases in the menu: {lists}")
    pages = [f"/admin/{one}/{query.format(**known)}" for one in lists for query in ("", *QUERIES.get(one, ()))]
    return [page for page in pages if "?p=" not in page or _has(url, session, page)]


def _has(url: str, session: str, path: str) -> bool:
    """Whether the list is so long for whoever asks; Django's admin sends on where it is not."""
    try:
        _look(url, session, path)
    except RuntimeError as refused:
        if "?e=1" in str(refused):
            return False
        raise
    return True


def _looks(url: str, session: str, path: str) -> list[float]:
    """Milliseconds of each look; the first ones are not counted, until each worker has loaded its templates."""
    return [_look(url, session, path)[0] for _ in range(LOOKS + WORKERS)][WORKERS:]


def _look(url: str, session: str, path: str) -> tuple[float, bytes]:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)) as connection:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"suishiban_console={session}"})
        answer = connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
    if answer.status != http.client.OK:
        raise RuntimeError(f"{path}: {answer.status} {answer.headers.get('Location')} {content[:200]!r}")
    return took, content


@contextmanager
def _served(state: Path) -> Iterator[Served]:
    """The platform at `state`, until the end of the context."""
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
            [sys.executable, "-c", _PREPARED, str(state), url, vault.public_key_pem, KIOSK, *map(seeded_kiosk, range(FLEET))],
            cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=_PATIENCE_S,
        ).stdout  # fmt: skip
        *sessions, intake = said.split("\n", len(PEOPLE))
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws"]
        command += ["--workers", str(WORKERS), "--blocking-threads", str(THREADS), "--log-level", "warning"]
        log = stack.enter_context((state.parent / "granian.log").open("wb"))
        server = subprocess.Popen(
            [*command, "central.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        stack.callback(server.wait, 60)
        stack.callback(server.terminate)
        wait_for(port, state.parent)
        yield Served(url, server.pid, tuple(sessions), Sender(vault, intake))


if __name__ == "__main__":
    if len(sys.argv) > 1:  # the state folder of a seeded platform
        seeded_state = Path(sys.argv[1]).absolute()
        print(table(served_figures(seeded_state, (seeded_state / "database").read_text())))
    else:
        with tempfile.TemporaryDirectory(dir=ROOT / "build") as made:
            print(table(console_figures(Path(made))))
