"""A publisher and a kiosk in one folder, and an attacker who may put any file between them."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuf.api.metadata import Metadata, Snapshot, Targets, Timestamp

from central.releases.keyring import Keyring
from central.releases.publisher import Publisher
from central.releases.repository import Repository
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.protocol.release import CALENDARS
from kiosk.protocol.release_look import Looked, NotBelieved, NotReached
from kiosk.sync.release_source import FolderSource
from kiosk.sync.releases import Member, ReleaseClient
from offline_cache.database import Database
from offline_cache.floors import Floors
from offline_cache.releases import ReleaseStore
from tests.kiosk.matters.samples import SMALL, write_matter, write_root

ONE, TWO = "one", "two"
DEPARTMENTS = '[departments]\none = "甲局"\ntwo = "乙局"\n'


def matter(code: str, department: str, version: int = 1) -> str:
    """The text of a small matter."""
    text = SMALL.replace('code = "small"', f'code = "{code}"\nversion = {version}')
    return text.replace('zh = "局"', f'zh = "{department}"')


def write_matters(folder: Path) -> Path:
    """Two departments with a matter each."""
    write_root(folder, matter("small", "甲局"))
    write_matter(folder, matter("other", "乙局"), "other")
    (folder / "departments.toml").write_text(DEPARTMENTS, encoding="utf-8")
    shutil.copytree(SHIPPED_CALENDARS, folder / CALENDARS)
    return folder


class Stand:
    """`web` is what the kiosk sees: a copy of the repository, which an attacker may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.matters = write_matters(folder / "matters")
        self.publisher = Publisher(Repository(folder / "repository"), Keyring(folder / "keys"))
        self.repository = self.publisher.repository
        self.publisher.init(self.now)
        self.web = folder / "web"
        self.database = Database.open(folder / "state")
        self.floors = Floors(self.database)
        self.store = ReleaseStore(folder / "state" / "releases")
        assert self.store.sit()
        self.root = self.repository.root_bytes()
        self.member = Member("K-0412")
        self.program = "0.1.0"

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def edit(self, code: str = "small", department: str = "甲局", version: int = 2) -> None:
        """An author changes a matter."""
        write_matter(self.matters, matter(code, department, version), code)

    def publish(self) -> int:
        """The next release, for all; it is on the web at once."""
        release = self.publisher.publish(self.matters, self.now).release
        self.upload()
        return release

    def upload(self) -> None:
        """What the publisher has becomes what the kiosk sees."""
        shutil.rmtree(self.web, ignore_errors=True)
        shutil.copytree(self.repository.folder, self.web)

    def client(self) -> ReleaseClient:
        """As after each start."""
        return ReleaseClient(self.store, self.floors, self.member, program=self.program, root=lambda: self.root)

    def look(self) -> Looked:
        """Look once."""
        return self.client().look(FolderSource(self.web))

    def use(self) -> Looked:
        """Look, and take what came into use."""
        looked = self.look()
        if looked.staged:
            self.store.activate(looked.wanted)
        return looked

    def verdict(self) -> str:
        """``believed``, ``not believed`` or ``not reached``; what is in use is never changed by looking."""
        before = self.store.current
        try:
            self.look()
        except NotBelieved:
            return "not believed"
        except NotReached:
            return "not reached"
        finally:
            assert self.store.current == before
        return "believed"

    def role(self, name: str) -> Metadata[Targets]:
        """What is published of a role, to be changed."""
        metadata = self.repository.role(name)
        assert metadata is not None
        return metadata

    def forge(self, role: str, change: Callable[[Targets], None], *, signers: tuple[str, ...] | None = None) -> None:
        """Publish a changed role on the web, signed by `signers` of its own keys, under a fresh snapshot and timestamp."""
        metadata = self.role(role)
        change(metadata.signed)
        metadata.signed.version += 1
        metadata.signatures.clear()
        for signer in self.publisher.keys.signers(role, signers):
            metadata.sign(signer, append=True)
        self.put(f"{metadata.signed.version}.{role}.json", metadata)
        self.snap({role: metadata.signed.version})

    def snap(self, versions: dict[str, int], *, expires: timedelta = timedelta(days=7)) -> None:
        """A snapshot and a timestamp by the platform's own keys that name these versions (an attacker who holds those)."""
        snapshot = self.repository.snapshot()
        assert snapshot is not None
        for role, version in versions.items():
            snapshot.signed.meta[f"{role}.json"].version = version
        snapshot.signed.version += 1
        self.resign(snapshot)
        self.put(f"{snapshot.signed.version}.snapshot.json", snapshot)
        self.stamp(snapshot.signed.version, expires=expires)

    def stamp(
        self, snapshot_version: int, *, expires: timedelta = timedelta(days=7), version: int | None = None
    ) -> None:
        """A timestamp by the platform's own key."""
        timestamp = self.repository.timestamp()
        timestamp.signed.version = version or timestamp.signed.version + 1
        timestamp.signed.snapshot_meta.version = snapshot_version
        timestamp.signed.expires = (self.now + expires).replace(microsecond=0)
        self.resign(timestamp)
        self.put("timestamp.json", timestamp)

    def resign(self, metadata: Metadata[Snapshot] | Metadata[Timestamp]) -> None:
        """Sign with the platform's own key."""
        metadata.signatures.clear()
        for signer in self.publisher.keys.signers(metadata.signed.type):
            metadata.sign(signer, append=True)

    def put(self, name: str, metadata: Metadata[Snapshot] | Metadata[Timestamp] | Metadata[Targets]) -> None:
        """Put a file of metadata on the web."""
        (self.web / "metadata" / name).write_bytes(metadata.to_bytes())

    def blob(self, content: bytes) -> Path:
        """The file on the web that holds `content`."""
        return next(file for file in (self.web / "blobs").glob("*/*") if file.read_bytes() == content)

    def close(self) -> None:
        """Let go of the kiosk's files."""
        self.store.rise()
        self.database.close()
