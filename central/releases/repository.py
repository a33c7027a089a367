"""The TUF repository itself: roles, versions, signatures. What it holds is public; who may sign is in the metadata."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from securesystemslib.signer import CryptoSigner, Key
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from central.releases.errors import ReleaseError
from central.releases.files import settle, write
from central.releases.keyring import ONLINE, TWO_PEOPLE, Keyring
from kiosk.protocol.release import BLOBS, METADATA, ROLLOUT_ROLE, TARGETS

ROOT_HOLDERS, ROOT_THRESHOLD = ("1", "2", "3", "4", "5"), 3
TARGETS_HOLDERS, TARGETS_THRESHOLD = ("1", "2", "3"), 2
LIFE = {
    Root.type: timedelta(days=400),
    Targets.type: timedelta(days=400),
    Snapshot.type: timedelta(days=30),
    Timestamp.type: timedelta(days=7),
}
"""reference/sync.md 3.2: root yearly, targets and departments by people, the other two by the platform itself"""

_S = TypeVar("_S", Root, Timestamp, Snapshot, Targets)
_COMPACT = JSONSerializer(compact=True)


class Repository:
    """Metadata and targets under one folder, to be served as they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metadata, self.targets, self.blobs = folder / METADATA, folder / TARGETS, folder / BLOBS

    @property
    def exists(self) -> bool:
        """Whether anything was ever published here."""
        return (self.metadata / "timestamp.json").exists()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One publisher at a time."""
        self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def create(self, keys: Keyring, now: datetime, names: Iterable[str] = ()) -> None:
        """The first root and top-level targets, with a role for each of `names`, signed by what `keys` holds; no release yet."""
        root = Root(version=1, expires=_expiry(now, Root.type), consistent_snapshot=True)
        held = {
            Root.type: [keys.make(Root.type, holder).public_key for holder in ROOT_HOLDERS],
            Targets.type: [keys.make(Targets.type, holder).public_key for holder in TARGETS_HOLDERS],
            Snapshot.type: [keys.make(Snapshot.type, holder).public_key for holder in ONLINE],
            Timestamp.type: [keys.make(Timestamp.type, holder).public_key for holder in ONLINE],
        }
        for role, publics in held.items():
            for public in publics:
                root.add_key(public, role)
        root.roles[Root.type].threshold = ROOT_THRESHOLD
        root.roles[Targets.type].threshold = TARGETS_THRESHOLD
        targets = Targets(version=1, expires=_expiry(now, Targets.type))
        _delegate(targets, names, keys)
        self._put(Targets.type, signed(Metadata(targets), keys.signers(Targets.type)[:TARGETS_THRESHOLD]))
        settle()
        # the root last: it is what says that there is a repository
        self._put(Root.type, signed(Metadata(root), keys.signers(Root.type)[:ROOT_THRESHOLD]))
        settle()

    def root(self) -> Metadata[Root]:
        """The newest root."""
        newest = max((int(path.name.split(".")[0]) for path in self.metadata.glob("*.root.json")), default=0)
        if not newest:
            raise ReleaseError(f"{self.folder}: there is no repository here; run `release init` first")
        return Metadata[Root].from_file(str(self.metadata / f"{newest}.root.json"))

    def root_bytes(self) -> bytes:
        """The newest root as kiosks get it at enrolment."""
        return (self.metadata / f"{self.root().signed.version}.root.json").read_bytes()

    def timestamp(self) -> Metadata[Timestamp]:
        """The one file whose name never changes."""
        return Metadata[Timestamp].from_file(str(self.metadata / "timestamp.json"))

    def snapshot(self) -> Metadata[Snapshot] | None:
        """What is published; None before the first release."""
        if not self.exists:
            return None
        version = self.timestamp().signed.snapshot_meta.version
        return Metadata[Snapshot].from_file(str(self.metadata / f"{version}.snapshot.json"))

    def role(self, name: str) -> Metadata[Targets] | None:
        """The published metadata of a targets role; None when it never signed anything."""
        snapshot = self.snapshot()
        meta = snapshot.signed.meta.get(f"{name}.json") if snapshot is not None else None
        if meta is None:
            return self._targets_before_any_release() if name == Targets.type else None
        return Metadata[Targets].from_file(str(self.metadata / f"{meta.version}.{name}.json"))

    def _targets_before_any_release(self) -> Metadata[Targets] | None:
        newest = max((int(path.name.split(".")[0]) for path in self.metadata.glob("*.targets.json")), default=0)
        return Metadata[Targets].from_file(str(self.metadata / f"{newest}.targets.json")) if newest else None

    def expiries(self) -> dict[str, datetime]:
        """Until when each role is good; empty where there is no repository."""
        if not any(self.metadata.glob("*.root.json")):
            return {}
        found = {Root.type: self.root().signed.expires, Targets.type: self.top().signed.expires}
        snapshot = self.snapshot()
        if snapshot is None:
            return found
        found |= {Snapshot.type: snapshot.signed.expires, Timestamp.type: self.timestamp().signed.expires}
        names = (file.removesuffix(".json") for file in snapshot.signed.meta)
        return found | {name: role.signed.expires for name in names if (role := self.role(name)) is not None}

    def top(self) -> Metadata[Targets]:
        """The top-level targets: who may sign for what."""
        top = self.role(Targets.type)
        if top is None:
            raise ReleaseError(f"{self.folder}: there is no repository here; run `release init` first")
        return top

    def next_version(self, name: str, now: datetime) -> Metadata[Targets]:
        """A copy of the role to be changed and signed anew."""
        before = self.role(name)
        fresh = Metadata(Targets(version=1, expires=_expiry(now, Targets.type))) if before is None else before
        fresh.signed.version = 1 if before is None else before.signed.version + 1
        fresh.signed.expires = _expiry(now, Targets.type)
        fresh.signatures.clear()
        return fresh

    def delegates(self) -> set[str]:
        """The roles that the top-level targets let sign."""
        known = self.top().signed.delegations
        return set(known.roles or {}) if known is not None else set()

    def delegated(self, keys: Keyring, names: list[str], now: datetime) -> Metadata[Targets] | None:
        """The top-level targets with roles for `names` added and signed; None when all are there.

        Raises `ReleaseError` without keys of the top-level targets.
        """
        known = self.delegates()
        missing = [name for name in names if name not in known]
        if not missing:
            return None
        signers = keys.signers(Targets.type)
        if len(signers) < TARGETS_THRESHOLD:
            raise ReleaseError(
                f"{', '.join(missing)} may not sign anything yet: run `release delegate` with {TARGETS_THRESHOLD} targets keys"
            )
        fresh = self.next_version(Targets.type, now)
        _delegate(fresh.signed, missing, keys)
        return signed(fresh, signers)

    def publish_targets(self, top: Metadata[Targets], keys: Keyring, now: datetime) -> None:
        """Signed top-level targets, whether there is a release yet or not."""
        if self.exists:
            self.publish({Targets.type: top}, keys, now)
            return
        self._verify({Targets.type: top}, top)
        self._put(Targets.type, top)
        settle()

    def add_target(self, role: Metadata[Targets], path: str, data: bytes) -> None:
        """Put the target's file where consistent snapshots look for it, and name it in `role`."""
        target = TargetFile.from_data(path, data, ["sha256"])
        folder, _, name = path.rpartition("/")
        write(self.targets / folder / f"{target.hashes['sha256']}.{name}", data)
        role.signed.targets[path] = target

    def publish(self, changed: dict[str, Metadata[Targets]], keys: Keyring, now: datetime) -> int:
        """Make the signed metadata of `changed` roles what kiosks see; the number of the new edition (snapshot version).

        Each is verified against who may sign for it. The timestamp is written last: until then nothing has happened.
        """
        top = changed.get(Targets.type) or self.top()
        self._verify(changed, top)
        before = self.snapshot()
        snapshot = Snapshot(version=1, expires=_expiry(now, Snapshot.type))
        if before is not None:
            snapshot.version, snapshot.meta = before.signed.version + 1, dict(before.signed.meta)
        snapshot.meta[f"{Targets.type}.json"] = MetaFile(version=top.signed.version)
        for name, metadata in changed.items():
            self._put(name, metadata)
            snapshot.meta[f"{name}.json"] = MetaFile(version=metadata.signed.version)
        self._put(Snapshot.type, self._online(Metadata(snapshot), keys))
        settle()
        self.stamp(keys, now, snapshot.version)
        return snapshot.version

    def stamp(self, keys: Keyring, now: datetime, snapshot_version: int) -> None:
        """A fresh timestamp over the snapshot."""
        version = self.timestamp().signed.version + 1 if self.exists else 1
        timestamp = Timestamp(
            version=version, expires=_expiry(now, Timestamp.type), snapshot_meta=MetaFile(version=snapshot_version)
        )
        write(self.metadata / "timestamp.json", self._online(Metadata(timestamp), keys).to_bytes(_COMPACT))
        settle()

    def rotate_root(self, root: Metadata[Root]) -> None:
        """Publish a root that was signed by holders of both the old and the new keys."""
        before = self.root().signed
        try:
            before.verify_delegate(Root.type, root.signed_bytes, root.signatures)
            root.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
        except UnsignedMetadataError as error:
            raise ReleaseError(str(error)) from error
        self._put(Root.type, root)
        settle()

    def renew_root(self, keys: Keyring, now: datetime) -> None:
        """The same root with a new year before it, signed by what `keys` holds of it."""
        root = self.root()
        root.signed.version += 1
        root.signed.expires = _expiry(now, Root.type)
        root.signatures.clear()
        self.rotate_root(signed(root, keys.signers(Root.type)))

    def _verify(self, changed: dict[str, Metadata[Targets]], top: Metadata[Targets]) -> None:
        root = self.root().signed
        for name, metadata in changed.items():
            delegator = root if name == Targets.type else top.signed
            try:
                delegator.verify_delegate(name, metadata.signed_bytes, metadata.signatures)
            except (UnsignedMetadataError, ValueError) as error:
                raise ReleaseError(f"{name}: {error}") from error

    def _online(self, metadata: Metadata[_S], keys: Keyring) -> Metadata[_S]:
        signers = keys.signers(metadata.signed.type, ONLINE)
        if not signers:
            raise ReleaseError(f"{keys.folder}: expected the platform's own key {metadata.signed.type}.online.pem")
        return signed(metadata, signers)

    def _put(self, name: str, metadata: Metadata[_S]) -> None:
        write(self.metadata / f"{metadata.signed.version}.{name}.json", metadata.to_bytes(_COMPACT))


def signed(metadata: Metadata[_S], signers: list[CryptoSigner]) -> Metadata[_S]:
    """`metadata` with the signatures of `signers` added."""
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata


def _delegate(targets: Targets, names: Iterable[str], keys: Keyring) -> None:
    """A role for each of `names`; keys that are not there yet are made."""
    delegations = targets.delegations or Delegations({}, {})
    roles = dict(delegations.roles or {})
    for name in names:
        roles[name] = _role(name, keys, delegations.keys)
    targets.delegations = Delegations(delegations.keys, roles)


def _role(name: str, keys: Keyring, known: dict[str, Key]) -> DelegatedRole:
    """Two people for what citizens read; one key of the platform for how it is spread."""
    holders = ONLINE if name == ROLLOUT_ROLE else TWO_PEOPLE
    publics = [keys.make(name, holder).public_key for holder in holders]
    known.update({public.keyid: public for public in publics})
    return DelegatedRole(
        name, [public.keyid for public in publics], len(holders), terminating=True, paths=[f"{name}/*"]
    )


def _expiry(now: datetime, role: str) -> datetime:
    return (now + LIFE[role]).astimezone(UTC).replace(microsecond=0)
