"""``python -m tests.offline_cache.release_deaths FOLDER``: a release is taken into use again and again, and dies at each step.

Each child is killed before its n-th touch of the disk, for every n until one lives to the end. What the next start finds is
written out as one JSON line for each death.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from offline_cache.releases import ReleaseStore

_TOUCHES = (
    "open",
    "os.rename",
    "os.link",
    "os.symlink",
    "os.mkdir",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "shutil.rmtree",
)
MATTERS = 3


def files_of(number: int) -> dict[str, bytes]:
    """The content of a release: one matter differs from release to release."""
    same = {f"m{place}/matter.toml": f"the same {place}".encode() for place in range(MATTERS)}
    return {**same, "m0/matter.toml": f"release {number}".encode(), "home.toml": b"home"}


def build(store: ReleaseStore, number: int) -> None:
    """Put a release on the disk."""
    files = files_of(number)
    for data in files.values():
        store.put(sha256(data).hexdigest(), data)
    store.build(number, {path: sha256(data).hexdigest() for path, data in files.items()})


def is_whole(folder: Path, number: int) -> bool:
    """Whether the folder holds just that release."""
    return all((folder / path).read_bytes() == data for path, data in files_of(number).items())


def take(store: ReleaseStore) -> None:
    """Release 3 comes and stays."""
    build(store, 3)
    store.activate(3)
    store.settle()
    store.prune(())


def take_and_give_back(store: ReleaseStore) -> None:
    """Release 3 comes and does not pass its check."""
    build(store, 3)
    store.activate(3)
    store.roll_back("bad")
    store.prune(())


def start_damaged(store: ReleaseStore) -> None:
    """Release 2 is found damaged at a start."""
    (store.folder / "2" / "home.toml").unlink()
    (store.folder / "2" / "home.toml").write_bytes(b"rot")
    chosen = store.choose()
    store.begin(chosen.number if chosen is not None else 0)


SCENARIOS: dict[str, tuple[Callable[[ReleaseStore], None], tuple[int, ...]]] = {
    "take": (take, (2, 3)),
    "take and give back": (take_and_give_back, (2, 3)),
    "start damaged": (start_damaged, (1, 2)),
}
"""What is done, and the releases that a start may find after it was interrupted"""


def main(folder: Path) -> None:
    """Every scenario, every death."""
    for name, (act, allowed) in SCENARIOS.items():
        step, survived = 0, False
        while not survived:
            step += 1
            place = folder / f"{name.replace(' ', '-')}-{step}"
            _prepare(place)
            survived = _lives(place, act, step)
            found = {"scenario": name, "step": step, "survived": survived, **_found(place, allowed)}
            sys.stdout.write(json.dumps(found) + "\n")
            shutil.rmtree(place)


def _prepare(place: Path) -> None:
    store = ReleaseStore(place)
    for number in (1, 2):
        build(store, number)
        store.activate(number)
        store.settle()


def _lives(place: Path, act: Callable[[ReleaseStore], None], step: int) -> bool:
    child = os.fork()
    if child == 0:
        store = ReleaseStore(place)
        store.sit()
        left = step

        def watch(event: str, _arguments: tuple[object, ...]) -> None:
            nonlocal left
            if event in _TOUCHES:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        act(store)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _found(place: Path, allowed: tuple[int, ...]) -> dict[str, object]:
    """What the next start finds, and whether everything goes on from there."""
    store = ReleaseStore(place)
    assert store.sit(), "a dead process still holds the seat"
    chosen = store.choose()
    number = chosen.number if chosen is not None else 0
    whole = chosen is not None and is_whole(chosen.folder, number)
    store.begin(number)
    agrees = store.current == number
    build(store, 9)
    store.activate(9)
    final = store.choose()
    goes_on = final is not None and final.number == 9 and is_whole(final.folder, 9)
    store.rise()
    return {"number": number, "good": number in allowed and whole and agrees and goes_on}


if __name__ == "__main__":
    os.sync = lambda: (
        None
    )  # of the whole machine, for a hundred deaths; a killed process loses nothing that was written
    main(Path(sys.argv[1]))
