"""Durable queues of others, and SQLite bare, all asked for the same: keep this body and this attachment, and give them back.

``python -m tools.store_peers PEER FOLDER ITEMS`` fills one and tells of each item in the file ``marks``, for the power-cut
recorder.
"""

import base64
import json
import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import diskcache
import litequeue
import persistqueue
from huey import SqliteHuey

from tests.proofs.powercut.disk import MARKS
from tests.proofs.shop import message, page_of

LARGE_EVERY = 5


class Peer(Protocol):
    """A queue in a folder of its own."""

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """Keep item `number`; `page` may be empty. What it promises of a power cut is what is measured."""

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Everything that is kept."""

    def close(self) -> None:
        """Let go of the files."""


class BareSqlite:
    """The limit: the standard library's SQLite in WAL with `synchronous=FULL`, and nothing around it."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS item (number INTEGER PRIMARY KEY, body BLOB, page BLOB)")

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """One transaction."""
        self._connection.execute("INSERT INTO item VALUES (?, ?, ?)", (number, body, page))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Every row."""
        yield from self._connection.execute("SELECT number, body, page FROM item")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class PersistQueueSqlite:
    """persist-queue's SQLiteAckQueue, as shipped."""

    def __init__(self, folder: Path) -> None:
        self._queue = persistqueue.SQLiteAckQueue(str(folder))

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """As shipped."""
        self._queue.put((number, body, page))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Everything that was not acknowledged."""
        for entry in self._queue.queue():
            yield entry["data"]

    def close(self) -> None:
        """Close the file."""
        self._queue.close()


class PersistQueueFile:
    """persist-queue's file Queue, as shipped."""

    def __init__(self, folder: Path) -> None:
        self._queue = persistqueue.Queue(str(folder / "queue"), tempdir=str(folder))

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """As shipped."""
        self._queue.put((number, body, page))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Take everything out."""
        while self._queue.qsize():
            yield self._queue.get(block=False)

    def close(self) -> None:
        """Nothing: it has no way to be closed, and opens its files anew each time."""


class Huey:
    """The storage of huey's SqliteHuey, as shipped."""

    def __init__(self, folder: Path) -> None:
        self._storage = SqliteHuey(filename=str(folder / "huey.db")).storage

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """As a task is enqueued: pickled."""
        self._storage.enqueue(pickle.dumps((number, body, page)))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Everything that nobody took."""
        yield from map(pickle.loads, self._storage.enqueued_items())

    def close(self) -> None:
        """Close the file."""
        self._storage.close()


class LiteQueue:
    """litequeue, as shipped; it keeps text only."""

    def __init__(self, folder: Path) -> None:
        self._queue = litequeue.LiteQueue(str(folder / "lite.db"))

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """As text."""
        self._queue.put(json.dumps([number, base64.b64encode(body).decode(), base64.b64encode(page).decode()]))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Take everything out."""
        while (message := self._queue.pop()) is not None:
            number, body, page = json.loads(message.data)
            yield number, base64.b64decode(body), base64.b64decode(page)

    def close(self) -> None:
        """Close the file."""
        self._queue.close()


class DiskCache:
    """diskcache's Deque, as shipped."""

    def __init__(self, folder: Path) -> None:
        self._deque = diskcache.Deque(directory=str(folder))

    def put(self, number: int, body: bytes, page: bytes) -> None:
        """As shipped."""
        self._deque.append((number, body, page))

    def items(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Look at everything."""
        yield from self._deque

    def close(self) -> None:
        """Close the file."""
        self._deque.cache.close()


PEERS: dict[str, Callable[[Path], Peer]] = {
    "SQLite WAL FULL, bare": BareSqlite,
    "persist-queue SQLiteAckQueue": PersistQueueSqlite,
    "persist-queue Queue (files)": PersistQueueFile,
    "huey SqliteHuey": Huey,
    "litequeue": LiteQueue,
    "diskcache Deque": DiskCache,
}


def item(number: int) -> tuple[bytes, bytes]:
    """What is put as number `number`: 4 KiB, and for every fifth 200 KiB more."""
    return message(number).body, page_of(number) if number % LARGE_EVERY == 0 else b""


def main(name: str, folder: Path, items: int) -> None:
    """Put `items`, every fifth with an attachment, and tell of each."""
    with (folder / MARKS).open("wb", buffering=0) as world:
        peer = PEERS[name](folder)
        for number in range(items):
            peer.put(number, *item(number))
            world.write(f"accepted {number}\n".encode())
        peer.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
