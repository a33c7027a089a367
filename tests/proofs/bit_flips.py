"""One bit of a stored file turns over: how many of such damages are told, and how many are believed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

Read = Callable[[Path], object]
"""Everything in the store at a path, comparable; raises one of the refusals when it cannot be believed"""


@dataclass(slots=True)
class Flips:
    """What became of so many flips."""

    refused: int = 0
    unseen: int = 0
    """It was read as if nothing had happened: the bit lay where nothing is kept"""
    wrong: int = 0
    """It was read, and was not what had been stored"""


def flip(path: Path, count: int, read: Read, refusals: tuple[type[Exception], ...], seed: int = 1) -> Flips:
    """Turn over `count` single bits of the file `path`, one at a time, and `read` after each."""
    truth, whole = read(path), path.read_bytes()
    found = Flips()
    for damaged in _damaged(whole, count, random.Random(seed)):
        for log in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            log.unlink(missing_ok=True)
        path.write_bytes(damaged)
        try:
            answer = read(path)
        except refusals:
            found.refused += 1
        else:
            found.unseen += answer == truth
            found.wrong += answer != truth
    path.write_bytes(whole)
    return found


def _damaged(whole: bytes, count: int, dice: random.Random) -> Iterator[bytes]:
    for bit in dice.sample(range(len(whole) * 8), count):
        copy = bytearray(whole)
        copy[bit // 8] ^= 1 << bit % 8
        yield bytes(copy)
