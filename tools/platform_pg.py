"""``make platform-pg``: the platform as a province runs it: PostgreSQL, several processes, nginx with mutual TLS, push.

All of it on loopback, below ``var/platform``, by the distribution's own packages; ports are chosen free at the first start
and kept, for papers show them. Ctrl-C stops everything. PostgreSQL and nginx run as somebody without rights.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import own_postgres, platform_nginx
from tools.own_postgres import Cluster, give_away, unprivileged
from tools.platform_nginx import Ports
from tools.rig import ROOT

_PATIENCE_S = 60.0
_POSTGRES = ("-c max_connections=120", "-c shared_buffers=256MB", "-c max_wal_size=2GB", "-c wal_compression=on")
WORKERS, THREADS = 2, 4


class PlatformError(Exception):
    """It could not be started; the text says why."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One that runs. `told` is what its first start said: the first administrator's password."""

    folder: Path
    ports: Ports
    told: str

    @property
    def state(self) -> Path:
        """The platform's state folder, for ``python -m central … --state``."""
        return self.folder / "state"

    @property
    def url(self) -> str:
        """For kiosks, with a client certificate."""
        return f"https://127.0.0.1:{self.ports.kiosks}"

    @property
    def people_url(self) -> str:
        """For people, and for a kiosk that enrols."""
        return f"https://127.0.0.1:{self.ports.people}"

    @property
    def inner_url(self) -> str:
        """Behind the proxy: for Prometheus and for measuring."""
        return f"http://127.0.0.1:{self.ports.platform}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Start everything and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make platform-pg", description="The platform on PostgreSQL behind nginx.")
    parser.add_argument("--var", type=Path, default=ROOT / "var" / "platform", help="its folder (default: %(default)s)")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=THREADS, help="threads of each (default: %(default)s)")
    options = parser.parse_args(arguments)
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    began = time.monotonic()
    try:
        with running(options.var, workers=options.workers, threads=options.threads) as platform:
            print(platform.told, end="")
            print(f"people     {platform.people_url}/admin/   (a certificate of our own authority: the browser warns)")
            print(f"kiosks     {platform.url}   (client certificate; enrol at the people's address)")
            print(f"metrics    {platform.inner_url}/metrics   (token: {platform.state}/metrics.token)")
            print(f"enrol      .venv/bin/python -m central enroll --state {platform.state} --kiosk K-0412")
            print(f"ready after {time.monotonic() - began:.1f} s; press Ctrl-C to stop", flush=True)
            ended.wait()
    except PlatformError as error:
        print(f"platform-pg: {error}", file=sys.stderr)
        return 1
    return 0


def missing() -> str:
    """What is not installed here, in a sentence; empty when all is."""
    lacks = [own_postgres.MISSING] if own_postgres.programs() is None else []
    return "; ".join([*lacks, *([] if platform_nginx.program() else [platform_nginx.MISSING])])


@contextmanager
def running(folder: Path, *, workers: int = WORKERS, threads: int = THREADS) -> Iterator[Platform]:
    """PostgreSQL, platform, push and nginx below `folder`, until the end of the context.

    Raises:
        PlatformError: something is not installed, or did not start.
    """
    if lacks := missing():
        raise PlatformError(f"{lacks}; tools/bootstrap.sh peers installs both")
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "state").mkdir(mode=0o700, exist_ok=True)
    ports = _ports(folder / "ports.json")
    with ExitStack() as stack:
        try:
            address = stack.enter_context(_database(folder))
            _write_private(folder / "state" / "database", address)
            platform = Platform(folder, ports, _made_ready(folder, ports))
            stack.enter_context(_process(folder, "granian", _granian(ports, workers, threads), _environment(platform)))
            push = [sys.executable, "-m", "central", "push", "--state", str(platform.state), "--port", str(ports.push)]
            stack.enter_context(_process(folder, "push", push, _environment(platform)))
            tick = [sys.executable, "-m", "central", "tick", "--stay", "--state", str(platform.state)]
            tick += ["--public-url", platform.people_url]
            stack.enter_context(_process(folder, "timers", tick, _environment(platform)))
            stack.enter_context(_nginx(folder, ports))
            for port in asdict(ports).values():
                wait_for(port, folder)
        except (subprocess.SubprocessError, OSError) as error:
            raise PlatformError(str(error)) from error
        yield platform


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="pg-") as sockets:  # a socket's path is short
        cluster = Cluster(folder / "postgres", Path(sockets))
        cluster.make()
        cluster.start(_POSTGRES)
        try:
            yield cluster.address
        finally:
            cluster.stop()


def _made_ready(folder: Path, ports: Ports) -> str:
    command = [
        *(sys.executable, "-m", "central", "proxied", "--state", str(folder / "state")),
        *("--static", str(folder / "static"), "--public-url", f"https://127.0.0.1:{ports.people}"),
        *("--certificate-for", "127.0.0.1", "localhost", "--development-releases"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S * 2, check=False)
    if done.returncode:
        raise PlatformError(done.stderr.strip()[-2000:])
    return done.stdout


def _granian(ports: Ports, workers: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(ports.platform)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "warning"),
        *("--respawn-failed-workers", "central.wsgi:application"),
    ]


def _environment(platform: Platform) -> dict[str, str]:
    return {**os.environ, "SUISHIBAN_CENTRAL_STATE": str(platform.state), "SUISHIBAN_CENTRAL_URL": platform.people_url}


@contextmanager
def _nginx(folder: Path, ports: Ports) -> Iterator[None]:
    own = folder / "nginx"
    own.mkdir(exist_ok=True)
    for name, there in (("server.pem", "server.pem"), ("server.key", "server.key"), ("ca.pem", "authority.pem")):
        shutil.copy(folder / "state" / "authority" / name, own / there)
        (own / there).chmod(0o600)
    config = platform_nginx.write(own, folder / "static", ports)
    give_away(own, *own.iterdir())
    if own_postgres.unreachable(own):
        raise PlatformError(f"nginx does not run as root, and its user may not enter {own}")
    command = [
        *unprivileged(),
        platform_nginx.program() or "",
        "-p",
        str(own),
        "-e",
        str(own / "error.log"),
        "-c",
        str(config),
    ]
    with _process(folder, "nginx", command, dict(os.environ)):
        yield


@contextmanager
def _process(folder: Path, name: str, command: list[str], environment: dict[str, str]) -> Iterator[None]:
    """`command` while the context lasts; what it says goes to ``<name>.log``. Ctrl-C reaches only us, who end it in order."""
    with (folder / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, folder: Path) -> None:
    """Return once somebody listens on `port`. Raises `PlatformError` after a minute, naming the `folder` of the logs."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise PlatformError(f"nobody listens on port {port}; see the logs in {folder}")


def _ports(record: Path) -> Ports:
    """Those of the last start, as long as nobody else has taken them."""
    if record.exists():
        kept = Ports(**json.loads(record.read_text()))
        if all(_is_free(port) for port in asdict(kept).values()):
            return kept
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(4)]
        chosen = Ports(*(probe.getsockname()[1] for probe in probes))
    record.write_text(json.dumps(asdict(chosen)))
    return chosen


def free_port() -> int:
    """One that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main())
