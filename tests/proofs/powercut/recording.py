"""Runs a program under the recorder, and reads what it recorded."""

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("recorder.c")
ROOT = Path(__file__).parents[3]
_HEAD = struct.Struct("<6I2q")
_MAGIC = 0x43555421
_PATIENCE_S = 120.0


class What(IntEnum):
    """The deeds of ``recorder.c``."""

    OPEN = 1
    WRITE = 2
    TRUNCATE = 3
    RENAME = 4
    LINK = 5
    UNLINK = 6
    SYNC = 7
    MKDIR = 8
    RMDIR = 9
    SYMLINK = 10
    SYNC_ALL = 11
    UNFOLLOWED = 12


CREATED, EMPTIED = 1, 2


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened to the disk. `serial` names an opening of a file; `offset` is a size or flags for some."""

    what: What
    serial: int
    first: str
    second: str
    offset: int
    data: bytes


class UnfollowedError(Exception):
    """The program did something that the recorder cannot follow, so nothing can be proven of it."""


def compiler() -> str | None:
    """The C compiler, where there is one."""
    return shutil.which("gcc") or shutil.which("cc")


@cache
def recorder(folder: Path) -> Path:
    """The recorder, compiled into `folder`."""
    library = folder / "recorder.so"
    command = [compiler() or "gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(library)]
    subprocess.run([*command, str(SOURCE), "-lpthread"], check=True, capture_output=True, timeout=_PATIENCE_S)
    return library


def record(library: Path, disk: Path, program: Sequence[str], log: Path) -> list[Deed]:
    """What ``python -c PROGRAM…`` did to the folder `disk`, in order."""
    log.unlink(missing_ok=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "POWERCUT_FOLDER": str(disk.resolve()),
        "POWERCUT_LOG": str(log),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with log.with_suffix(".said").open("wb") as said:
        subprocess.run(
            [sys.executable, *program], env=environment, cwd=ROOT, stderr=said, check=True, timeout=_PATIENCE_S
        )
    return list(deeds(log.read_bytes()))


def deeds(log: bytes) -> Iterator[Deed]:
    """The records of a log.

    Raises:
        UnfollowedError: one of them is a deed whose effect is not known.
    """
    at = 0
    while at < len(log):
        magic, what, serial, first_size, second_size, _, offset, length = _HEAD.unpack_from(log, at)
        if magic != _MAGIC:
            raise UnfollowedError("the recording is torn")
        at += _HEAD.size
        first = log[at : at + first_size].decode()
        second = log[at + first_size : at + first_size + second_size].decode()
        at += first_size + second_size
        data = log[at : at + length]
        at += length
        if what == What.UNFOLLOWED:
            raise UnfollowedError(f"{first} ({second})")
        yield Deed(What(what), serial, first, second, offset, data)


def syncs(recording: Sequence[Deed]) -> int:
    """How often the disk was waited for."""
    return sum(deed.what in (What.SYNC, What.SYNC_ALL) for deed in recording)
