"""The disks that a power cut can leave behind: what was synced stays, of the rest anything may be there or not.

The model, on purpose harsher than most file systems:

* bytes are safe after `fsync`/`fdatasync` of their file and not before; each later write may be kept, lost, or torn at
  512 bytes, whatever became of the writes around it;
* names (create, rename, link, unlink, folder) reach the disk in order, as a journal keeps them, but only the sync of a
  folder makes those before it safe; syncing the file does not.
"""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.proofs.powercut.recording import CREATED, EMPTIED, Deed, What

SECTOR = 512
MARKS = "marks"
"""Lines written to the file of this name, at the top of the folder, are what the program told the world"""


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of one file's bytes: `data` at `offset`, or, without data, a cut or growth to `offset` bytes."""

    at: int
    offset: int
    data: bytes | None


@dataclass(slots=True)
class _File:
    changes: list[_Change] = field(default_factory=list)
    syncs: list[int] = field(default_factory=list)
    settled: bytearray = field(default_factory=bytearray)
    applied: int = 0


@dataclass(frozen=True, slots=True)
class _Name:
    """One change of the names, after deed number `at`."""

    at: int
    what: What
    first: str
    second: str = ""
    file: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """One disk: the cut came before deed number `cut`. `told` is what the program had told the world by then."""

    cut: int
    told: tuple[str, ...]
    files: dict[str, bytes]
    folders: tuple[str, ...]
    links: dict[str, str]

    def write_to(self, folder: Path) -> None:
        """Lay the disk out under `folder`, which must be empty or absent."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in self.folders:
            (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in self.files.items():
            path = folder / name
            path.write_bytes(data)
            path.chmod(0o600)
        for name, target in self.links.items():
            (folder / name).symlink_to(target)


class Disk:
    """A recording, understood. `top` is the folder that was recorded; it was empty at the start."""

    def __init__(self, recording: Sequence[Deed], top: Path) -> None:
        self._top = str(top.resolve()) + "/"
        self._files: dict[int, _File] = {}
        self._names: list[_Name] = []
        self._folder_syncs = [0]
        self._told: list[tuple[int, str]] = []
        self.points = [0]
        """Where a cut is most interesting: around each sync and each word to the world"""
        self.length = len(recording)
        self._live: dict[str, int] = {}
        self._folders: set[str] = {""}
        self._open: dict[int, str | int] = {}
        for number, deed in enumerate(recording):
            self._take(number, deed)
        self._told_at = [at for at, _ in self._told]

    def images(self, count: int, seed: int) -> Iterator[Image]:
        """`count` disks: one after each interesting point while there are enough, the others anywhere; in order."""
        dice = random.Random(seed)
        points = self.points if len(self.points) <= count else dice.sample(self.points, count)
        cuts = [*points, *(dice.randrange(1, self.length + 1) for _ in range(count - len(points)))]
        self._rewind()
        for cut in sorted(cuts):
            safe = self._folder_syncs[max(0, bisect_left(self._folder_syncs, cut) - 1)]
            names_until = dice.choice((safe, cut, dice.randint(safe, cut)))
            manner = dice.choice(("lost", "kept", "prefix", "some", "torn", "torn"))
            yield self._image(cut, names_until, manner, dice)

    def at_the_end(self) -> Image:
        """The disk as the program left it, nothing lost."""
        self._rewind()
        return self._image(self.length, self.length, "kept", random.Random(0))

    def _rewind(self) -> None:
        for file in self._files.values():
            file.settled, file.applied = bytearray(), 0

    def _inside(self, path: str) -> str:
        return path.removeprefix(self._top) if path.startswith(self._top) else ""

    def _take(self, number: int, deed: Deed) -> None:
        first = self._inside(deed.first)
        match deed.what:
            case What.OPEN:
                self._opened(number, deed, first)
            case What.WRITE | What.TRUNCATE:
                self._changed(number, deed)
            case What.SYNC:
                target = self._open[deed.serial]
                if isinstance(target, str):
                    self._folder_syncs.append(number)
                else:
                    self._files[target].syncs.append(number)
                self.points += [number, number + 1]
            case What.SYNC_ALL:
                self._folder_syncs.append(number)
                for file in self._files.values():
                    file.syncs.append(number)
            case _:
                second = deed.second if deed.what is What.SYMLINK else self._inside(deed.second)
                self._named(_Name(number, deed.what, first, second))

    def _opened(self, number: int, deed: Deed, path: str) -> None:
        if path in self._folders:
            self._open[deed.serial] = path
            return
        if path not in self._live:
            # Created, or there before the recording began, which an empty start rules out.
            if not deed.offset & CREATED:
                raise ValueError(f"{path} was there before the recording began")
            self._live[path] = len(self._files) + 1
            self._files[self._live[path]] = _File()
            self._names.append(_Name(number, What.OPEN, path, file=self._live[path]))
        self._open[deed.serial] = self._live[path]
        if deed.offset & EMPTIED and not deed.offset & CREATED:
            self._files[self._live[path]].changes.append(_Change(number, 0, None))

    def _changed(self, number: int, deed: Deed) -> None:
        target = self._open[deed.serial]
        if isinstance(target, str):
            raise TypeError("a folder was written to")
        if target == self._live.get(MARKS):
            self._told += [(number, line) for line in deed.data.decode().splitlines()]
            self.points.append(number + 1)
        data = deed.data if deed.what is What.WRITE else None
        self._files[target].changes.append(_Change(number, deed.offset, data))

    def _named(self, name: _Name) -> None:
        self._names.append(name)
        _apply(name, self._live, self._folders, {}, names_only=True)

    def _image(self, cut: int, until: int, manner: str, dice: random.Random) -> Image:
        live: dict[str, int] = {}
        folders: set[str] = {""}
        links: dict[str, str] = {}
        for name in self._names:
            if name.at >= until:
                break
            _apply(name, live, folders, links)
        files = {
            path: self._content(self._files[number], cut, manner, dice)
            for path, number in live.items()
            if path != MARKS
        }
        told = tuple(line for _, line in self._told[: bisect_left(self._told_at, cut)])
        return Image(cut, told, files, tuple(sorted(folders - {""})), links)

    def _content(self, file: _File, cut: int, manner: str, dice: random.Random) -> bytes:
        passed = bisect_left(file.syncs, cut)
        synced = file.syncs[passed - 1] if passed else -1
        while file.applied < len(file.changes) and file.changes[file.applied].at < synced:
            _change(file.settled, file.changes[file.applied])
            file.applied += 1
        open_changes = []
        for change in file.changes[file.applied :]:
            if change.at >= cut:
                break
            open_changes.append(change)
        if not open_changes or manner == "lost":
            return bytes(file.settled)
        content = bytearray(file.settled)
        for change in _survivors(open_changes, manner, dice):
            _change(content, change)
        return bytes(content)


def _survivors(changes: list[_Change], manner: str, dice: random.Random) -> list[_Change]:
    match manner:
        case "kept":
            return changes
        case "prefix":
            return changes[: dice.randint(0, len(changes))]
        case "some":
            return [change for change in changes if dice.random() < 0.5]
        case _:
            return [piece for change in changes for piece in _torn(change, dice)]


def _torn(change: _Change, dice: random.Random) -> Iterator[_Change]:
    """The sectors of a write that reached the disk: all, none, a beginning, an end, or any."""
    fate = dice.choice(("all", "none", "beginning", "end", "any"))
    if change.data is None or fate in ("all", "none"):
        if fate != "none":
            yield change
        return
    first = -change.offset % SECTOR
    starts = [0, *range(first or SECTOR, len(change.data), SECTOR)]
    split = dice.randint(0, len(starts))
    for number, start in enumerate(starts):
        kept = {"beginning": number < split, "end": number >= split}.get(fate, dice.random() < 0.5)
        if kept:
            end = starts[number + 1] if number + 1 < len(starts) else len(change.data)
            yield _Change(change.at, change.offset + start, change.data[start:end])


def _change(content: bytearray, change: _Change) -> None:
    if change.data is None:
        if len(content) > change.offset:
            del content[change.offset :]
        else:
            content.extend(bytes(change.offset - len(content)))
        return
    if len(content) < change.offset:
        content.extend(bytes(change.offset - len(content)))
    content[change.offset : change.offset + len(change.data)] = change.data


def _apply(
    name: _Name, live: dict[str, int], folders: set[str], links: dict[str, str], *, names_only: bool = False
) -> None:
    match name.what:
        case What.OPEN:
            live[name.first] = name.file
        case What.MKDIR:
            folders.add(name.first)
        case What.RMDIR:
            folders.discard(name.first)
        case What.UNLINK:
            live.pop(name.first, None)
            links.pop(name.first, None)
        case What.LINK:
            live[name.second] = live[name.first]
        case What.SYMLINK:
            if not names_only:
                links[name.first] = name.second
        case What.RENAME:
            _rename(name, live, folders, links)
        case _:
            raise ValueError(f"{name.what} is no change of a name")


def _rename(name: _Name, live: dict[str, int], folders: set[str], links: dict[str, str]) -> None:
    old, new = name.first, name.second
    if old in folders:
        for names in (live, links):
            for path in [path for path in names if path.startswith(old + "/")]:
                names[new + path.removeprefix(old)] = names.pop(path)  # type: ignore[assignment]
        moved = {folder for folder in folders if folder == old or folder.startswith(old + "/")}
        folders -= moved
        folders |= {new + folder.removeprefix(old) for folder in moved}
    elif old in live:
        links.pop(new, None)
        live[new] = live.pop(old)
    elif old in links:
        live.pop(new, None)
        links[new] = links.pop(old)
