"""A PostgreSQL of one's own: the distribution's package in a folder that is gone afterwards, by a socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE_S = 60


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, of the newest version that is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def own_postgres() -> Iterator[str]:
    """Its address while it runs, for ``SUISHIBAN_CENTRAL_DATABASE``. Durable as it comes: `fsync` is on.

    Raises:
        FileNotFoundError: it is not installed.
    """
    tools = programs()
    if tools is None:
        raise FileNotFoundError("PostgreSQL is not installed (apt-get install postgresql)")
    # a short path: a socket's may have 107 letters
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    become = _become(folder)
    try:
        data = folder / "data"
        make = [
            *become,
            str(tools / "initdb"),
            "-D",
            str(data),
            "-U",
            "kiosk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run(make, check=True, capture_output=True, timeout=_PATIENCE_S, cwd=folder)
        control = [*become, str(tools / "pg_ctl"), "-D", str(data), "-w", "-t", str(_PATIENCE_S)]
        options = f"-k {folder} -c listen_addresses=''"
        start = [*control, "-l", str(folder / "log"), "-o", options, "start"]
        subprocess.run(start, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S, cwd=folder)
        try:
            yield f"postgresql://kiosk@/postgres?host={folder}"
        finally:
            stop = [*control, "-m", "fast", "stop"]
            subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S, cwd=folder)
    finally:
        shutil.rmtree(folder)


def _become(folder: Path) -> list[str]:
    """How to be somebody without rights, whom `folder` then belongs to: PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
