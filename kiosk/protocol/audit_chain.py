"""The hash chain of the audit log: how one entry names the one before, and where a chain is broken. Both ends check it.

A chain alone proves little to whoever can rewrite all of it. What proves is a head that left the kiosk: the platform keeps
every head that a heartbeat brought, so an entry at or before it can neither be changed nor dropped unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, Self

NOTHING = "0" * 64
"""What the first entry names as the hash before it"""


class Entry(Protocol):
    """One row of the log."""

    @property
    def n(self) -> int:
        """Its number, from 1 on."""

    @property
    def prev(self) -> str:
        """The hash before it."""

    @property
    def entry(self) -> str:
        """What happened, as JSON."""

    @property
    def hash(self) -> str:
        """`link` of the three."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry at some moment; ``Head(0, NOTHING)`` of an empty log."""

    n: int = 0
    hash: str = NOTHING

    @classmethod
    def parsed(cls, text: str) -> Self:
        """From ``N:HASH``, as heads are shown to people.

        Raises:
            ValueError: it is written otherwise.
        """
        number, _, digest = text.strip().partition(":")
        if not number.isdecimal() or len(digest) != len(NOTHING) or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("a head is written as the entry's number, a colon, and 64 hexadecimal digits")
        return cls(int(number), digest)

    def __str__(self) -> str:
        """``N:HASH``."""
        return f"{self.n}:{self.hash}"


def link(prev: str, n: int, entry: str) -> str:
    """The hash of entry number `n`: SHA-256 over its number, the hash before it and its text, in hexadecimal."""
    return sha256(f"suishiban/1/audit\n{n}\n{prev}\n{entry}".encode()).hexdigest()


def first_break(entries: Iterable[Entry], anchors: Iterable[Head] = (), *, begin: Head | None = None) -> str | None:
    """What is wrong with the chain, in words; None when every entry is there, unchanged, and every anchor is in it.

    `entries` come in the order of their numbers and follow `begin`, the empty log when not given.
    """
    last = begin or Head()
    owed = {anchor.n: anchor for anchor in anchors if anchor.n > last.n}
    for one in entries:
        if one.n != last.n + 1:
            return f"entry {last.n + 1} is missing"
        if one.prev != last.hash or one.hash != link(last.hash, one.n, one.entry):
            return f"entry {one.n} is not what was written"
        last = Head(one.n, one.hash)
        anchor = owed.pop(one.n, None)
        if anchor is not None and anchor != last:
            return f"entry {one.n} is not the one that the platform was told of"
    return f"entry {min(owed)} is missing, and the platform was told of it" if owed else None
