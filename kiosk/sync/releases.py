"""From signed metadata to a complete, verified release on the disk. Decides nothing about when it is used.

TUF (python-tuf) verifies who signed what; three things are ours (docs/adr/0026): a floor under every version that survives the
loss of TUF's own files, files addressed by the hash that a signed index names, and the kiosk's place in the rollout.
"""

import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    RepositoryError,
)
from tuf.api.metadata import Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.protocol.release import (
    BLOBS,
    LARGEST_DOCUMENT,
    LARGEST_RELEASE,
    METADATA,
    MOST_MATTERS,
    OWNERS_FILE,
    ROLLOUT_PATH,
    TARGETS,
    DepartmentIndex,
    FileRef,
    ReleaseDocument,
    Rollout,
    blob_path,
    index_path,
    is_new_enough,
    release_path,
)
from kiosk.protocol.release_look import Looked, NotBelieved, NotReached
from kiosk.sync.release_origin import origin_of
from kiosk.sync.release_source import Source
from offline_cache.errors import StoreFailed
from offline_cache.releases import ReleaseStore

# It tells of each key that did not sign, at every look: a threshold is meant to leave some out.
logging.getLogger("tuf.api._payload").setLevel(logging.WARNING)

_NOT_FOUND = 404
_INDEXES = ".indexes"
_AT_ONCE = 4
"""Files fetched side by side; a first release has thousands"""
_LIMITS = UpdaterConfig(
    max_root_rotations=64,
    root_max_length=256_000,
    timestamp_max_length=16_384,
    snapshot_max_length=500_000,
    targets_max_length=1_000_000,
    app_user_agent="suishiban",
)
_TOP = (Root.type, Timestamp.type, Snapshot.type, Targets.type)
_Model = TypeVar("_Model", bound=BaseModel)
_Signed = TypeVar("_Signed", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Member:
    """What the rollout knows a kiosk by."""

    kiosk_id: str
    region: str = ""
    model: str = ""


class Floors(Protocol):
    """Versions below which nothing is believed: `offline_cache.floors`, or a pipe to it."""

    def below(self, versions: Mapping[str, int]) -> dict[str, int]:
        """The floors of those `versions` that lie under them."""

    def raise_to(self, versions: Mapping[str, int]) -> None:
        """From now on nothing older is believed. Raises ``StoreFailed``."""


class ReleaseClient:
    """Looks and fetches; one call at a time."""

    def __init__(
        self,
        store: ReleaseStore,
        floors: Floors,
        member: Member,
        *,
        program: str,
        root: Callable[[], bytes | None],
    ) -> None:
        """`program` is the version of this kiosk; `root` gives the root it was enrolled with, None before that."""
        self._store = store
        self._floors = floors
        self._member = member
        self._program = program
        self._root = root

    def look(self, source: Source) -> Looked:
        """Verify what is published, and fetch the release that is for this kiosk if it is a newer one.

        Two requests when nothing has changed. Raises `NotBelieved` or `NotReached`; what is in use stays either way.
        """
        root = self._root()
        if root is None:
            raise NotReached("not enrolled")
        try:
            origin = origin_of(self._store.folder, root)
            if origin is None:
                raise NotReached("enrolled at another platform since the start; restart the kiosk")
            return _Look(self, source, root, origin).run()
        except DownloadLengthMismatchError as error:
            raise NotBelieved("a file is longer than it may be") from error
        except DownloadHTTPError as error:
            whole = "; this copy is not whole, fetch or copy it anew" if error.status_code == _NOT_FOUND else ""
            raise NotReached(f"{error}{whole}") from error
        except ExpiredMetadataError as error:
            raise NotBelieved(
                f"{error}; this copy is too old, bring a fresh one of what the platform publishes"
            ) from error
        except (RepositoryError, ValueError) as error:  # a pydantic ValidationError is a ValueError
            raise NotBelieved(type(error).__name__) from error
        except (DownloadError, OSError, StoreFailed) as error:
            raise NotReached(str(error) if isinstance(error, DownloadError) else type(error).__name__) from error


class _Look:
    """One look: its updater, and what it has verified so far."""

    def __init__(self, client: ReleaseClient, source: Source, root: bytes, origin: str) -> None:
        self._store, self._floors = client._store, client._floors  # noqa: SLF001 - one thing in two classes
        self._member, self._program = client._member, client._program  # noqa: SLF001 - as above
        self._source = source
        self._origin = origin
        self._used = set(_TOP)
        self._indexes: list[str] = []
        self._folder = self._store.metadata
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._updater = Updater(
            str(self._folder),
            f"{source.base}{METADATA}/",
            target_base_url=f"{source.base}{TARGETS}/",
            fetcher=source.fetcher,
            config=_LIMITS,
            bootstrap=root,
        )

    def run(self) -> Looked:
        self._updater.refresh()
        versions = self._versions()
        self._hold(versions)
        rollout = self._document(ROLLOUT_PATH, Rollout)
        stage = rollout.stage_for(self._member.kiosk_id, region=self._member.region, model=self._member.model)
        edition = versions[self._name(Snapshot.type)]
        self._raise_floors(versions)
        if stage is None or stage.release <= self._store.current:
            return Looked(edition, rollout, self._store.current)
        if self._store.refused(stage.release) is not None:
            return Looked(edition, rollout, stage.release)
        if self._store.find(stage.release) is None:
            self._fetch(stage.release)
        return Looked(edition, rollout, stage.release, staged=True)

    # ---------------------------------------------------------------- versions

    def _versions(self) -> dict[str, int]:
        """Every role's version by a name that changes with its keys: new keys begin anew, as TUF 5.3.11 wants it."""
        root, top, snapshot = self._read(Root), self._read(Targets), self._read(Snapshot)
        self._keys = {role: root.roles[role].keyids for role in _TOP}
        self._keys |= {
            name: role.keyids for name, role in ((top.delegations.roles if top.delegations else None) or {}).items()
        }
        known = {
            Root.type: root.version,
            Timestamp.type: self._read(Timestamp).version,
            Snapshot.type: snapshot.version,
        }
        known |= {
            name: meta.version
            for file, meta in snapshot.meta.items()
            if (name := file.removesuffix(".json")) in self._keys
        }
        return {self._name(role): version for role, version in known.items()}

    def _hold(self, versions: Mapping[str, int]) -> None:
        below = self._floors.below(versions)
        if below:
            said = ", ".join(f"{name} {versions[name]} < {floor}" for name, floor in sorted(below.items()))
            raise NotBelieved(f"older than what was seen before: {said}")

    def _raise_floors(self, versions: Mapping[str, int]) -> None:
        """Only of roles whose own signature was seen: what a snapshot alone says must not lock a department out."""
        seen = {self._name(role) for role in self._used if role in self._keys}
        self._floors.raise_to({name: version for name, version in versions.items() if name in seen})

    def _name(self, role: str) -> str:
        if role == Root.type:
            return f"{role}@{self._origin[:16]}"  # signed by the root before it, whoever holds its keys now
        return f"{role}@{sha256(' '.join(sorted(self._keys[role])).encode()).hexdigest()[:16]}"

    def _read(self, kind: type[_Signed]) -> _Signed:
        metadata: Metadata[_Signed] = Metadata.from_file(str(self._folder / f"{kind.type}.json"))
        return metadata.signed

    # ---------------------------------------------------------------- documents

    def _document(self, path: str, model: type[_Model]) -> _Model:
        return model.model_validate_json(self._target(path), extra="ignore")  # docs/adr/0056

    def _target(self, path: str) -> bytes:
        """A small file that a role names, from the disk if it is there."""
        info = self._updater.get_targetinfo(path)
        if info is None:
            raise NotBelieved(f"nobody who may has signed {path}")
        self._used.add(path.partition("/")[0])
        digest = info.hashes.get("sha256")
        if digest is None or info.length > LARGEST_DOCUMENT:
            raise NotBelieved(f"{path} is signed without a hash, or too long")
        return self._store.get(digest) or self._fetched(path, digest, info)

    def _fetched(self, path: str, digest: str, info: TargetFile) -> bytes:
        folder, _, name = path.rpartition("/")
        url = f"{self._source.base}{TARGETS}/{quote(folder)}/{digest}.{quote(name)}"
        data = self._source.fetcher.download_bytes(url, info.length)
        info.verify_length_and_hashes(data)
        self._store.put(digest, data)
        return data

    # ---------------------------------------------------------------- a release

    def _fetch(self, number: int) -> None:
        document = self._document(release_path(number), ReleaseDocument)
        if document.release != number:
            raise NotBelieved(f"release {number} says that it is {document.release}")
        if not is_new_enough(self._program, document.min_program):
            raise NotReached(f"needs program {document.min_program}")
        files = dict(document.shared.items())
        owners: dict[str, str] = {}
        for slug, part in document.departments.items():
            for digest in part.indexes:
                for code, named in self._index(slug, digest).items():
                    if code in owners or len(owners) >= MOST_MATTERS:
                        raise NotBelieved(f"{code} is there twice, or there are too many matters")
                    owners[code] = part.title
                    files |= {f"{code}/{name}": ref for name, ref in named.items()}
        if sum(size for _, size in files.values()) > LARGEST_RELEASE:
            raise NotBelieved("the release is larger than it may be")
        self._raise_floors(self._versions())
        self._fetch_files(files)
        self._build(number, files, _about(document, owners))

    def _index(self, slug: str, digest: str) -> Mapping[str, Mapping[str, FileRef]]:
        data = self._target(index_path(slug, digest))
        if sha256(data).hexdigest() != digest:
            raise NotBelieved(f"{slug}: an index has another hash than the release says")
        self._indexes.append(digest)
        index = DepartmentIndex.model_validate_json(data, extra="ignore")
        if index.department != slug:
            raise NotBelieved(f"{slug} offers matters of {index.department}")
        return index.matters

    def _fetch_files(self, files: Mapping[str, FileRef]) -> None:
        missing = {digest: size for digest, size in files.values() if not self._store.has(digest)}
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="release") as pool:
            for _ in pool.map(self._fetch_file, missing.items()):
                pass

    def _fetch_file(self, wanted: tuple[str, int]) -> None:
        digest, size = wanted
        data = self._source.fetcher.download_bytes(f"{self._source.base}{BLOBS}/{blob_path(digest)}", size)
        if len(data) != size or sha256(data).hexdigest() != digest:
            raise NotBelieved("a file is not the one that was signed")
        self._store.put(digest, data)

    def _build(self, number: int, files: Mapping[str, FileRef], about: bytes) -> None:
        named = {path: digest for path, (digest, _) in files.items()}
        named[OWNERS_FILE] = sha256(about).hexdigest()
        # Kept with the release, so that the next one asks only for the indexes that have changed.
        named |= {f"{_INDEXES}/{digest}.json": digest for digest in self._indexes}
        self._store.put(named[OWNERS_FILE], about)
        try:
            self._store.build(number, named)
        except KeyError as error:
            raise NotReached("a file on the disk is damaged; it is fetched again the next time") from error


def _about(document: ReleaseDocument, owners: Mapping[str, str]) -> bytes:
    """What the examination has to know of where the matters came from."""
    about = {
        "release": document.release,
        "made_at": document.made_at.isoformat(),
        "note": document.note,
        "owners": owners,
    }
    return json.dumps(about, ensure_ascii=False, sort_keys=True).encode()
