"""Files that reach the disk while the row that names them is committed: one after the other takes twice as long.

Whoever handed the message over is told when both are there. Until then the row is `arriving`: it is not sent, and a start
that finds it so proves its files and takes it back where one is not whole. The mark is cleared without waiting for the
disk: a power cut that brings it back brings back a row whose files are there.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, Thread

import apsw

from offline_cache.blobs import Blobs
from offline_cache.database import Database

log = logging.getLogger(__name__)

NOT_ARRIVING = "NOT EXISTS (SELECT 1 FROM arriving WHERE message_id = outbox.id)"
"""As a condition on rows of `outbox`"""


class Writing:
    """Files on their way to the disk."""

    def __init__(self, blobs: Blobs, files: Sequence[tuple[str, bytes]]) -> None:
        """They set out at once."""
        self._blobs = blobs
        self._files = files
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._write, name="write-files") if files else None
        if self._thread is not None:
            self._thread.start()

    def end(self) -> None:
        """Returns when nothing of them is written any more, whatever came of it."""
        if self._thread is not None:
            self._thread.join()

    def wait(self) -> None:
        """Returns when they are on the disk. Raises as `Blobs.put`, which leaves nothing of them then."""
        self.end()
        if self._failure is not None:
            raise self._failure

    def drop(self) -> None:
        """Nobody wants them any more."""
        self.end()
        self._blobs.remove(name for name, _ in self._files)

    def _write(self) -> None:
        try:
            self._blobs.put(self._files)
        except BaseException as error:  # noqa: BLE001 - handed to whoever waits, a bug included
            self._failure = error


class Arrivals:
    """What is on its way to the disk. Safe to use from several threads."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._lock = Lock()
        self._under_way: set[str] = set()
        self._arrived: set[str] = set()
        self.turn = Lock()
        """Held from the question whether a message is known until its files are there"""

    @contextmanager
    def writing(self, files: Sequence[tuple[str, bytes]]) -> Iterator[Writing]:
        """Write `files`, given as (SHA-256, bytes), beside what the block does; they are no orphans meanwhile."""
        names = {name for name, _ in files}
        with self._lock:
            self._under_way |= names
        try:
            writing = Writing(self._blobs, files)
            try:
                yield writing
            finally:
                writing.end()
        finally:
            with self._lock:
                self._under_way -= names

    def under_way(self) -> set[str]:
        """Names of files that are being written."""
        with self._lock:
            return set(self._under_way)

    def complete(self, message_id: str, writing: Writing) -> None:
        """The row of an arriving message is committed: returns when its files are there too, else the row is taken back.

        Raises:
            StoreFailed: they cannot be written. Where the row cannot be taken back either, it is not sent.
        """
        try:
            writing.wait()
        except BaseException:
            self._take_back(message_id)
            raise
        with self._lock:
            self._arrived.add(message_id)

    def confirm(self) -> None:
        """Clear the marks of what has arrived. Raises `StoreFailed`."""
        if not self._arrived:
            return
        with self._lock:
            arrived = [(message_id,) for message_id in self._arrived]
            self._database.note(lambda at: at.executemany("DELETE FROM arriving WHERE message_id = ?", arrived))
            self._arrived.clear()

    def known(self, message_id: str) -> str | None:
        """The hash of a message that was accepted; what failed half-way and could not be taken back then is now.

        Raises:
            StoreFailed: it cannot be looked up, or still not be taken back.
        """
        sql = f"SELECT sha256, {NOT_ARRIVING} FROM outbox WHERE id = ?"  # noqa: S608 - fixed texts
        with self._lock:
            rows = self._database.rows(sql, (message_id,))
            if not rows:
                return None
            if not rows[0][1] and message_id not in self._arrived:
                self._take_back(message_id)
                return None
            return str(rows[0][0])

    def settle(self) -> int:
        """What was arriving when the last run ended is accepted if all of its files are whole, else gone. How many are gone.

        For the start of the one program that accepts. Raises `StoreFailed`; what is left then is not sent.
        """
        gone = 0
        for (message_id,) in self._database.rows("SELECT message_id FROM arriving"):
            named = self._database.rows(
                "SELECT sha256 FROM attachment WHERE message_id = ? AND data IS NULL", (message_id,)
            )
            if self._blobs.keep([name for (name,) in named]):
                self._clear(message_id)
            else:
                self._take_back(message_id)
                gone += 1
        if gone:
            log.info("%d acceptances that were cut short before anybody was told are taken back", gone)
        return gone

    def _clear(self, message_id: str) -> None:
        sql = "DELETE FROM arriving WHERE message_id = ?"
        self._database.settle(lambda transaction: transaction.execute(sql, (message_id,)))

    def _take_back(self, message_id: str) -> None:
        self._database.settle(lambda transaction: forget_arriving(transaction, "= ?", (message_id,)))


def forget_arriving(transaction: apsw.Connection, which: str = "IS NOT NULL", parameters: tuple[str, ...] = ()) -> None:
    """Remove the rows of arriving messages: all of them, or those whose id fits the condition `which`."""
    chosen = f"(SELECT message_id FROM arriving WHERE message_id {which})"  # noqa: S608 - fixed texts
    transaction.execute(f"DELETE FROM attachment WHERE message_id IN {chosen}", parameters)  # noqa: S608 - as above
    transaction.execute(f"DELETE FROM outbox WHERE id IN {chosen}", parameters)  # noqa: S608 - as above
    transaction.execute(f"DELETE FROM arriving WHERE message_id {which}", parameters)  # noqa: S608 - as above
