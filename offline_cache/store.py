"""The store as a whole: opened at the start of the kiosk, looked after while it runs, closed at its end."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import apsw

from offline_cache.backup import Backup
from offline_cache.ballast import DEFAULT_BYTES, NEEDED_TO_OPEN, Ballast, free_bytes
from offline_cache.blobs import Blobs
from offline_cache.database import PAGE_BYTES, SMALL_LOG, WORLD, Database
from offline_cache.errors import StoreFailed, StoreNotNow
from offline_cache.journal import Journal
from offline_cache.last_moment import LastMoment
from offline_cache.outbox import Outbox
from offline_cache.recovery import Recovery, note_within, open_or_recover, unnoted
from offline_cache.sealing import Seal
from offline_cache.sequence import Sequence
from offline_cache.standing import Ageing, Limits, QueueStanding

log = logging.getLogger(__name__)

_LONG_LOG = 1000
"""Pages that the log may have where the ballast is twice as large"""


@dataclass(slots=True)
class Store:
    """Everything of a kiosk that survives a power cut."""

    database: Database
    blobs: Blobs
    outbox: Outbox
    journal: Journal
    sequence: Sequence
    ballast: Ballast
    backup: Backup
    recovery: Recovery | None
    """What became of the store that was here before, if that could not be read, until it is noted"""
    now: Callable[[], datetime]
    last_moment: LastMoment
    known: QueueStanding
    """How the queue stood when it was last looked at. For the screens: it waits for no disk and for no commit under way"""
    _swept: bool = False

    @classmethod
    def open(
        cls,
        state: Path,
        seal: Seal | None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        limits: Limits | None = None,
        ageing: Ageing | None = None,
        ballast_bytes: int = DEFAULT_BYTES,
        backup: Path | None = None,
        recover: bool = True,
    ) -> "Store":
        """The store in the folder `state`; its `backup` lies there unless elsewhere. Only one program may `look_after` it.

        One that cannot be read is moved aside, and what the backup holds takes its place; without `recover`, as for somebody who
        looks beside a kiosk that runs, it is refused.

        Raises:
            StoreRefused: with a sentence for the technician.
        """
        ballast = Ballast(state / "ballast", ballast_bytes)
        copies = backup or state / "backup"
        ballast.release_if_full()
        database = open_or_recover(state, copies, now) if recover else Database.open(state)
        try:
            recovered = unnoted(database)
            blobs = Blobs(state / "blobs")
            database.when_full(partial(_make_room, database, blobs, ballast))
            ageing = ageing or Ageing(now())
            last_moment = LastMoment(database, ageing)
            outbox = Outbox(database, blobs, seal, now, limits, ageing)
            _find_lost(database, blobs)
            if ballast.hold():
                database.limit_log(min(_LONG_LOG, ballast_bytes // 2 // PAGE_BYTES))
            known = outbox.standing(now())
        except (StoreFailed, *WORLD) as error:
            database.close()
            raise StoreNotNow(
                f"The store in {state} cannot be used now ({type(error).__name__}). Nothing of it is lost; trying again may help."
            ) from error
        except BaseException:
            database.close()
            raise
        spare = (limits or Limits()).stop_free_bytes
        copy = Backup(database, blobs, copies, spare)
        return cls(
            database=database,
            blobs=blobs,
            outbox=outbox,
            journal=Journal(database),
            sequence=Sequence(database),
            ballast=ballast,
            backup=copy,
            recovery=recovered[-1] if recovered else None,
            now=now,
            last_moment=last_moment,
            known=known,
        )

    def note_recoveries(self, note: Callable[[apsw.Connection, Recovery], object]) -> None:
        """`note` in one transaction whatever was recovered; until then each start tells it again. Raises `StoreFailed`."""
        if self.recovery is not None:
            with self.database.transaction() as transaction:
                for one in unnoted(self.database):
                    note(transaction, one)
                note_within(transaction)

    def standing(self) -> QueueStanding:
        """How the queue stands now, kept as `known`. Reads the disk. Raises `StoreFailed`."""
        self.known = self.outbox.standing(self.now())
        return self.known

    def is_rotten(self) -> bool:
        """Whether something failed lately, and not all of the store can be read: only the next start can recover it.

        Reads all of it when something failed. On a disk that is full, or does not say, nothing is known.
        """
        try:
            roomy = free_bytes(self.database.path.parent) >= NEEDED_TO_OPEN
        except OSError:
            return False
        return self.database.suspect and roomy and not self.database.intact()

    def look_after(self, idle: bool) -> None:  # noqa: FBT001 - the engine's shape of a listener
        """Clear the traces of what was acknowledged; what takes longer only when `idle`."""
        if not self._swept:
            self.outbox.remove_orphans()
            self._swept = True
        if idle:
            self.last_moment.note(self.now())  # before the log is cleared, so that it stays empty
        self.outbox.tidy()
        self.backup.mirror()
        if idle:
            self.database.empty_log()
            if self.ballast.hold():
                self.blobs.trim()
                self.blobs.spares.refill()
            if self.backup.is_due(self.now()):
                self.backup.make(self.now())

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()


def _make_room(database: Database, blobs: Blobs, ballast: Ballast) -> bool:
    """From now on the log stays small: there is no room left to empty a long one into."""
    database.limit_log(SMALL_LOG)
    blobs.spares.clear()
    return ballast.release()


def _find_lost(database: Database, blobs: Blobs) -> None:
    """After a power cut a file that a row names may be called a spare again."""
    named = database.rows("SELECT sha256, size FROM attachment WHERE data IS NULL")
    try:
        blobs.spares.find_lost((str(digest), int(size)) for digest, size in named)
    except OSError as error:  # the kiosk starts all the same; a message that lacks a file is said by `doctor`
        log.error("%s could not be read: %s", blobs.folder, type(error).__name__)  # noqa: TRY400 - the sentence is enough
