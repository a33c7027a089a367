"""Where a platform's releases lie under its state folder, and how they come to be there at the first start."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from central.releases.errors import ReleaseError
from central.releases.keyring import Keyring
from central.releases.publisher import Publisher, Standing
from central.releases.repository import Repository
from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.protocol.release import CALENDARS, METADATA, blob_path

RELEASES, KEYS, MATTERS, CATALOGUE = "releases", "release-keys", "matters", "catalogue"
_KEPT = 3
"""Unpacked releases that stay: other processes read the one before for a moment still"""


def publisher(state: Path, people: Sequence[Path] = ()) -> Publisher:
    """The publisher of the platform at `state`, with its own keys and those in the folders `people`."""
    return Publisher(Repository(state / RELEASES), Keyring(*people, state / KEYS))


def working_copy(state: Path) -> Path:
    """The folder of matters that is edited and published; made from what was shipped when it is not there."""
    folder = state / MATTERS
    if not folder.exists():
        fresh = folder.with_name(f".{MATTERS}")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(BASELINE, fresh)
        shutil.copytree(SHIPPED_CALENDARS, fresh / CALENDARS)
        fresh.rename(folder)
    return folder


def begin(state: Path) -> Standing:
    """What was shipped becomes release 1, signed by keys that all lie here: for development only."""
    here = publisher(state)
    now = datetime.now(UTC)
    here.init(now)
    return here.standing() if here.repository.exists else here.publish(working_copy(state), now, note="as shipped")


def root_json(state: Path) -> bytes | None:
    """What a kiosk trusts from its enrolment on; None on a platform without releases."""
    repository = Repository(state / RELEASES)
    return repository.root_bytes() if any(repository.metadata.glob("*.root.json")) else None


def standing(state: Path) -> Standing:
    """What is published now; edition 0 when nothing is."""
    return publisher(state).standing()


def published(state: Path) -> tuple[int, int]:
    """Edition and newest release of what is published at `state`, zeros when nothing is. Read once for each timestamp."""
    try:
        stamp = (state / RELEASES / METADATA / "timestamp.json").stat()
    except OSError:
        return 0, 0
    return _read(state, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=4)
def _read(state: Path, _changed_ns: int, _file: int) -> tuple[int, int]:
    now = standing(state)
    return now.edition, now.release


def newest_catalogue(state: Path) -> Path | None:
    """The folder of the newest release on this platform, unpacked for its own use; None when nothing is published."""
    _, release = published(state)
    return catalogue_at(state, release) if release else None


def catalogue_at(state: Path, release: int) -> Path | None:
    """The folder of `release`, unpacked likewise; None when it is no longer on offer."""
    folder = state / CATALOGUE / str(release)
    if not folder.exists():
        here = publisher(state)
        if not here.repository.exists:
            return None
        with here.repository.locked():
            if not folder.exists():
                try:
                    _unpack(here, release, folder)
                except ReleaseError:
                    return None
                _sweep(folder.parent, release)
    return folder


def _sweep(catalogues: Path, release: int) -> None:
    """Let go of what was unpacked for releases that no process reads any more, and of what a crash left half done."""
    for old in catalogues.iterdir():
        if not old.name.isdecimal() or int(old.name) <= release - _KEPT:
            shutil.rmtree(old, ignore_errors=True)


def _unpack(here: Publisher, release: int, folder: Path) -> None:
    document = here.document(release)
    fresh = folder.with_name(f".{release}")
    shutil.rmtree(fresh, ignore_errors=True)
    for path, (digest, _) in document.shared.items():
        _link(here.repository.blobs / blob_path(digest), fresh / path)
    for code, files in here.matters(document):
        for name, (digest, _) in files.items():
            _link(here.repository.blobs / blob_path(digest), fresh / code / name)
    fresh.rename(folder)


def _link(blob: Path, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.hardlink_to(blob)
    except OSError:
        # Published by another account: the kernel lets nobody link what they do not own (fs.protected_hardlinks).
        shutil.copyfile(blob, file)
