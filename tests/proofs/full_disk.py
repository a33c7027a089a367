"""A kiosk on a disk that fills up, as a program of its own: it needs a small file system that nobody else sees.

``python -m tests.proofs.full_disk FOLDER BALLAST`` prints what happened as JSON.
"""

import json
import shutil
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from offline_cache.aside import kept_aside
from offline_cache.errors import StoreFailed, StoreRefused
from offline_cache.standing import Limits
from offline_cache.store import Store
from tests.proofs.shop import intake_key, message, sealing, states, unsealed, waiting

DISK, BALLAST, RESERVED = 12 * 2**20, 2**20, 4 * 2**20
_LARGE_EVERY, _TOO_MANY = 3, 500


def mounted(folder: Path, *program: str) -> list[str]:
    """The command that runs `program` with a file system of 12 MiB in `folder`, in a mount namespace of its own."""
    script = f'mount -t tmpfs -o size={DISK} tmpfs "$0" && exec "$@"'
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, str(folder), *program]


def why_not(folder: Path) -> str:
    """Why there can be no such file system here; empty when there can."""
    if shutil.which("unshare") is None:
        return "no unshare (package util-linux)"
    tried = subprocess.run(mounted(folder, "true"), capture_output=True, text=True, check=False, timeout=30)
    return tried.stderr.strip() if tried.returncode else ""


def main(folder: Path, ballast: int) -> dict[str, Any]:
    """Accept until nothing more goes in, let somebody else take the last byte, start again, empty the queue."""
    key = intake_key()
    seal = sealing(key.public_pem)
    limits = Limits(stop_free_bytes=RESERVED)

    def opened() -> Store:
        return Store.open(folder, seal, limits=limits, ballast_bytes=ballast)

    found: dict[str, Any] = {"told": 0, "warned": False, "undelivered": -1, "error": ""}
    with closing(opened()) as store, suppress(StoreFailed):
        for number in range(_TOO_MANY):
            found["warned"] = found["warned"] or not store.outbox.standing(datetime.now(UTC)).accepting
            store.outbox.accept(message(number, large=number % _LARGE_EVERY == 0), settles_order=None)
            found["told"] += 1
    _take_the_rest(folder / "somebody-else")
    try:
        with closing(opened()) as store:
            found["waiting"] = store.outbox.depth()
            found["wrong"] = [one.id for one in waiting(store) if not _is_whole(int(one.id, 16), unsealed(one, key))]
            found["undelivered"] = _delivered(store)
    except (StoreFailed, StoreRefused) as error:
        found["error"] = str(error)
    found["aside"] = [path.name for path in kept_aside(folder)]
    (folder / "somebody-else").unlink()
    with closing(opened()) as store:
        store.look_after(idle=True)
        found["kept"] = len(states(store))
        found["intact"] = store.database.intact()
        found["ballast"] = store.ballast.held
        found["accepts again"] = store.outbox.standing(datetime.now(UTC)).accepting
    return found


def _delivered(store: Store) -> int:
    """Everything is handed over; how much of it still waits."""
    while (queued := store.outbox.take(datetime.now(UTC))) is not None:
        store.outbox.acknowledged(queued.id, case_no="B1")
        store.look_after(idle=False)
    return store.outbox.depth()


def _is_whole(number: int, found: tuple[bytes, tuple[bytes, ...]]) -> bool:
    expected = message(number, large=number % _LARGE_EVERY == 0)
    return found == (expected.body, tuple(one.data for one in expected.attachments))


def _take_the_rest(path: Path) -> None:
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)
