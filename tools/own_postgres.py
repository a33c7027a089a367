"""A PostgreSQL of one's own, from the distribution's package: for tests, figures and ``make platform-pg``; by a socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_S = 60
MISSING = "PostgreSQL is not installed (apt-get install postgresql)"
NOT_DURABLE = ("-c fsync=off", "-c full_page_writes=off", "-c synchronous_commit=off")
"""For tests: what is lost when the machine stops is thrown away anyway"""


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, of the newest version that is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster in `folder`, which stays; its socket lies in `socket_folder` (a short path: it may have 107 letters)."""

    folder: Path
    socket_folder: Path

    @property
    def address(self) -> str:
        """For ``SUISHIBAN_CENTRAL_DATABASE``, while it runs."""
        return f"postgresql://kiosk@/postgres?host={self.socket_folder}"

    def make(self) -> None:
        """Create it, where there is none yet.

        Raises:
            FileNotFoundError: PostgreSQL is not installed.
            PermissionError: who runs it instead of root cannot reach the folder.
        """
        tools = _tools()
        if (self.folder / "PG_VERSION").exists():
            give_away(self.socket_folder)
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        give_away(self.folder, self.socket_folder)
        if unreachable(self.folder):
            raise PermissionError(f"PostgreSQL does not run as root, and its user may not enter {self.folder}")
        settings = ["-U", "kiosk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run([str(tools / "initdb"), "-D", str(self.folder), *settings])

    def start(self, options: Sequence[str] = ()) -> None:
        """Start it, with `options` of ``postgres``; returns when it can be asked."""
        given = " ".join((f"-k {self.socket_folder}", "-c listen_addresses=''", *options))
        self._control("-l", str(self.folder / "log"), "-o", given, "start")

    def stop(self) -> None:
        """End it in order; connections are cut."""
        self._control("-m", "fast", "stop")

    def _control(self, *arguments: str) -> None:
        self._run([str(_tools() / "pg_ctl"), "-D", str(self.folder), "-w", "-t", str(_PATIENCE_S), *arguments])

    def _run(self, command: list[str]) -> None:
        # Its own session: Ctrl-C is for whoever started this, who then stops it in order.
        subprocess.run(
            [*unprivileged(), *command],
            check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S, cwd=self.folder, start_new_session=True,
        )  # fmt: skip


@contextmanager
def own_postgres(options: Sequence[str] = ()) -> Iterator[str]:
    """The address of one that is gone afterwards, for ``SUISHIBAN_CENTRAL_DATABASE``. Durable as it comes: `fsync` is on.

    Raises:
        FileNotFoundError: it is not installed.
    """
    _tools()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        give_away(folder)
        cluster = Cluster(folder / "data", folder)
        cluster.make()
        cluster.start(options)
        try:
            yield cluster.address
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def unprivileged() -> list[str]:
    """How to run something as somebody without rights: PostgreSQL does not run as root, and nginx should not."""
    if os.getuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]


def give_away(*paths: Path) -> None:
    """Let `paths` belong to whom `unprivileged` runs things as."""
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in paths:
            os.chown(path, nobody.pw_uid, nobody.pw_gid)


def unreachable(folder: Path) -> bool:
    """Whether that somebody cannot enter `folder`, for a folder above is closed."""
    entered = subprocess.run([*unprivileged(), "test", "-x", str(folder)], check=False, cwd="/")
    return entered.returncode != 0


def _tools() -> Path:
    tools = programs()
    if tools is None:
        raise FileNotFoundError(MISSING)
    return tools
