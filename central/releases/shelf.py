"""Where a platform's releases lie under its state folder, and how they come to be there at the first start."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from central.releases.keyring import Keyring
from central.releases.publisher import Publisher, Standing
from central.releases.repository import Repository
from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.protocol.release import CALENDARS, blob_path

RELEASES, KEYS, MATTERS = "releases", "release-keys", "matters"


def publisher(state: Path, people: Path | None = None) -> Publisher:
    """The publisher of the platform at `state`, with its own keys and those in the folder `people`."""
    own = state / KEYS
    keys = Keyring(own) if people is None else Keyring(people, own)
    return Publisher(Repository(state / RELEASES), keys)


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


def newest_catalogue(state: Path) -> Path | None:
    """The folder of the newest release on this platform, unpacked for its own use; None when nothing is published."""
    here = publisher(state)
    release = here.standing().release
    if not release:
        return None
    folder = state / "catalogue" / str(release)
    if not folder.exists():
        with here.repository.locked():
            if not folder.exists():
                _unpack(here, release, folder)
    return folder


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
    file.hardlink_to(blob)
