"""Releases on the disk: verified files once each, folders that link to them, and the one that is in use.

::

    store/aa/<sha256>     every file of any release, by its hash
    <n>/                  release n: complete, or not there; files are hard links into the store
    current, previous     symbolic links to releases; without `current` the kiosk uses what it was shipped with (release 0)
    trial                 the release that was just taken into use, and how many starts it has survived
    refused/<n>           why release n is not taken into use again by itself

A crash between any two steps leaves `current` on a complete release. Knows nothing of what is in the files.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from offline_cache.lasting import sync_directory

MANIFEST = ".manifest.json"
BASELINE = 0
"""Number of what the kiosk was shipped with"""
STARTS_ON_TRIAL = 2
"""A release under which the application ended so often before it had settled is not started a further time"""


@dataclass(frozen=True, slots=True)
class Release:
    """One complete release on the disk."""

    number: int
    folder: Path
    digest: str
    """Of its manifest, and so of all its files"""


class ReleaseStore:
    """All releases of this kiosk. One process changes them at a time (`sit`); others only read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metadata = folder / "metadata"
        self._store = folder / "store"
        self._staging = folder / "staging"
        self._refused = folder / "refused"
        self._trial = folder / "trial"
        self._adopted: dict[str, Path] = {}
        self._seat: int | None = None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def sit(self) -> bool:
        """Become the one process that changes anything here, until `rise`; False while another is."""
        if self._seat is None:
            seat = os.open(self.folder / "seat", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(seat)
                return False
            self._seat = seat
            shutil.rmtree(self._staging, ignore_errors=True)
        return True

    def rise(self) -> None:
        """Let others change things."""
        if self._seat is not None:
            os.close(self._seat)
            self._seat = None

    # ---------------------------------------------------------------- files

    def adopt(self, *folders: Path) -> None:
        """Files that are on this machine anyway need not be fetched: those of what was shipped."""
        for folder in folders:
            for file in folder.rglob("*"):
                if file.is_file():
                    self._adopted[sha256(file.read_bytes()).hexdigest()] = file

    def has(self, digest: str) -> bool:
        """Whether the file with this hash is here, or was shipped."""
        return self._place(digest).exists() or digest in self._adopted

    def get(self, digest: str) -> bytes | None:
        """The file with this hash, verified; a damaged one is removed and is not there."""
        for place in (self._place(digest), self._adopted.get(digest)):
            with suppress(OSError):
                data = place.read_bytes() if place is not None else b""
                if sha256(data).hexdigest() == digest:
                    return data
        self._place(digest).unlink(missing_ok=True)
        return None

    def put(self, digest: str, data: bytes) -> None:
        """Keep a file. Raises ``ValueError`` when its hash is another, ``OSError`` when the disk refuses."""
        if sha256(data).hexdigest() != digest:
            raise ValueError("a file has another hash than it is kept under")
        place = self._place(digest)
        if place.exists() and place.read_bytes() == data:
            return  # releases link to it
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(place, data, lasting=False)  # its hash is looked at before it is used, and `build` makes it last

    # ---------------------------------------------------------------- releases

    def build(self, number: int, files: Mapping[str, str]) -> Release:
        """Put release `number` together from `files` (path → hash), and make it last; there when this returns, or not at all.

        Raises ``KeyError`` with the hash of a file that is not here or is damaged, ``OSError`` when the disk refuses.
        """
        work = self._staging / str(number)
        shutil.rmtree(work, ignore_errors=True)
        for path, digest in files.items():
            target = work / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.hardlink_to(self._verified(digest))
        _write(work / MANIFEST, _manifest(number, files))
        os.sync()  # once, instead of an fsync of each of thousands of files and folders
        final = self.folder / str(number)
        shutil.rmtree(final, ignore_errors=True)
        work.rename(final)
        sync_directory(self.folder)
        release = self.find(number)
        if release is None:
            raise OSError(f"release {number} did not last on the disk")
        return release

    def find(self, number: int) -> Release | None:
        """Release `number`, if it is here whole: every file has the hash that its manifest says."""
        folder = self.folder / str(number)
        try:
            raw = (folder / MANIFEST).read_bytes()
            manifest = json.loads(raw)
            if manifest["release"] != number or manifest["digest"] != _digest_of(number, manifest["files"]):
                return None
            for path, digest in manifest["files"].items():
                if sha256((folder / path).read_bytes()).hexdigest() != digest:
                    return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return Release(number, folder, manifest["digest"])

    def files(self, number: int) -> dict[str, str]:
        """The files of release `number`, which is here, and their hashes."""
        files: dict[str, str] = json.loads((self.folder / str(number) / MANIFEST).read_bytes())["files"]
        return files

    def numbers(self) -> list[int]:
        """The releases on the disk, whole or not, the oldest first."""
        return sorted(int(entry.name) for entry in self.folder.iterdir() if entry.name.isdigit() and entry.is_dir())

    @property
    def current(self) -> int:
        """The release in use."""
        return self._linked("current")

    @property
    def previous(self) -> int:
        """The release in use before."""
        return self._linked("previous")

    def activate(self, number: int) -> None:
        """Take a release into use, on trial. Each step is one rename, on the disk before the next begins."""
        before = self.current
        if before == number:
            return
        _write(self._trial, json.dumps({"release": number, "starts": 0}).encode())
        self._link("previous", before)
        self._link("current", number)

    def roll_back(self, why: str, *, for_good: bool = True) -> int:
        """Back to the release before, which is returned. `for_good`: this one is refused from now on."""
        bad, good = self.current, self.previous
        if bad == BASELINE:
            return BASELINE
        good = good if good != bad and self.find(good) is not None else BASELINE
        if for_good:
            self.refuse(bad, why)
        self._link("current", good)
        self._link("previous", BASELINE)
        self.settle()
        return good

    def settle(self) -> None:
        """The release in use has proven itself."""
        self._trial.unlink(missing_ok=True)

    def choose(self) -> Release | None:
        """The release to use, None for what was shipped. Changes nothing.

        One that is damaged, or under which the application has ended again and again before it had settled, is passed over.
        """
        for number in (self.current, self.previous):
            if number != BASELINE and self._starts_of(number) < STARTS_ON_TRIAL:
                release = self.find(number)
                if release is not None:
                    return release
        return None

    def begin(self, number: int) -> None:
        """A start under release `number`: counted while it is on trial.

        Where that is not the current one, this is rolled back, unless nothing is known against it: it is whole, was not refused
        and did not end on trial, but could not be examined now.
        """
        current = self.current
        if number != current:
            whole = self.find(current) is not None
            if whole and self.refused(current) is None and self._starts_of(current) < STARTS_ON_TRIAL:
                return
            # What is only damaged is put together anew when it is offered the next time.
            self.roll_back("ended_on_trial", for_good=whole and self.refused(current) is None)
            if self.current != number:
                self._link("current", number)
        elif self._is_on_trial(number):
            _write(self._trial, json.dumps({"release": number, "starts": self._starts_of(number) + 1}).encode())

    def refuse(self, number: int, why: str) -> None:
        """Do not take this release into use again by itself; `why` is a short text for the technician."""
        self._refused.mkdir(mode=0o700, exist_ok=True)
        _write(self._refused / str(number), why[:500].encode())

    def refused(self, number: int) -> str | None:
        """Why this release is not taken; None when it may be."""
        try:
            return (self._refused / str(number)).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def forgive(self, number: int) -> None:
        """A person asks for this release in spite of all."""
        (self._refused / str(number)).unlink(missing_ok=True)

    def prune(self, keep: Collection[int]) -> None:
        """Let go of every other release, and of files that none needs any more. Current and previous always stay."""
        kept = {*keep, self.current, self.previous}
        for number in self.numbers():
            if number not in kept:
                shutil.rmtree(self.folder / str(number), ignore_errors=True)
        for file in self._store.glob("*/*"):
            with suppress(OSError):
                if file.stat().st_nlink == 1:
                    file.unlink()

    def _is_on_trial(self, number: int) -> bool:
        return self._read_trial().get("release") == number

    def _starts_of(self, number: int) -> int:
        """Starts of this release that did not settle."""
        trial = self._read_trial()
        return trial.get("starts", 0) if trial.get("release") == number else 0

    def _read_trial(self) -> dict[str, int]:
        try:
            trial = json.loads(self._trial.read_bytes())
            return {"release": int(trial["release"]), "starts": int(trial["starts"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _verified(self, digest: str) -> Path:
        data = self.get(digest)
        if data is None:
            raise KeyError(digest)
        if not self._place(digest).exists():
            self.put(digest, data)
        return self._place(digest)

    def _place(self, digest: str) -> Path:
        return self._store / digest[:2] / digest

    def _linked(self, name: str) -> int:
        try:
            target = (self.folder / name).readlink().name
        except OSError:
            return BASELINE
        return int(target) if target.isdigit() else BASELINE

    def _link(self, name: str, number: int) -> None:
        link = self.folder / name
        if number == BASELINE:
            link.unlink(missing_ok=True)
        else:
            fresh = link.with_name(f".{name}")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(str(number))
            fresh.replace(link)
        sync_directory(self.folder)


def _manifest(number: int, files: Mapping[str, str]) -> bytes:
    record = {"release": number, "digest": _digest_of(number, files), "files": dict(files)}
    return json.dumps(record, ensure_ascii=False).encode()


def _digest_of(number: int, files: Mapping[str, str]) -> str:
    """Over number, paths and hashes: a flipped bit of the manifest itself is seen as well."""
    digest = sha256(f"{number}\n".encode())
    for path, each in sorted(files.items()):
        digest.update(f"{path}\0{each}\n".encode())
    return digest.hexdigest()


def _write(path: Path, data: bytes, *, lasting: bool = True) -> None:
    fresh = path.with_name(f".{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        if lasting:
            os.fsync(descriptor)
    fresh.replace(path)


def same(one: Mapping[str, str], other: Mapping[str, str]) -> frozenset[str]:
    """The files at the top and the folders that are the same in two releases, file for file; of each path → hash."""
    before, after = _parts(one), _parts(other)
    return frozenset(name for name, files in after.items() if before.get(name) == files)


def _parts(files: Mapping[str, str]) -> dict[str, dict[str, str]]:
    parts: dict[str, dict[str, str]] = {}
    for path, digest in files.items():
        parts.setdefault(path.partition("/")[0], {})[path] = digest
    return parts
