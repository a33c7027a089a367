"""A store that cannot be read is moved aside, never deleted; the kiosk starts, with what the wreck and the backups hold.

What comes back may have reached the platform already. Sending it again is harmless: its id is its idempotency key.

Nothing is deleted here, and nothing that was begun is forgotten: a wreck stays marked (`offline_cache.aside`), a copy stays
another store's (`offline_cache.copies`), until what they hold is in the store and on the disk. A kill, a power cut or a full disk
in between costs a start; the next one does the same again, which changes nothing where it was done.
"""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import apsw

from offline_cache.aside import (
    finish,
    finish_moves,
    given_up_to,
    kept_aside,
    move_aside,
    note_given,
    unfinished,
    usable_key,
)
from offline_cache.ballast import NEEDED_TO_OPEN, free_bytes
from offline_cache.blobs import NO_ROOM, Blobs
from offline_cache.commands import FORGOTTEN, NO_TIME_YET
from offline_cache.copies import GENERATION, files_of, generation_of, is_merged, kept_copies, link_or_copy, mark_merged
from offline_cache.database import FILE_NAME, WORLD, Database
from offline_cache.errors import StoreFailed, StoreNotNow, StoreRefused, StoreUnreadable
from offline_cache.first_page import with_new_first_page
from offline_cache.key_custody import key_file_of
from offline_cache.lasting import sync_directory
from offline_cache.pages import connect, opens_with
from offline_cache.salvage import BEGUN, REPORT, Source, bring
from offline_cache.sequence import highest_given, skip_numbers_within
from offline_cache.settings import Settings, put_within

log = logging.getLogger(__name__)

_LAST = f"{REPORT}last"
_NOTED = "noted"
_SCRATCH = "older-copy"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of a store that could not be read, or of a copy found again. `aside` holds it; the rest counts messages."""

    aside: Path
    from_backup: int
    salvaged: int


def open_or_recover(state: Path, backup: Path, now: Callable[[], datetime]) -> Database:
    """The store in `state`; what it lacks of stores moved aside, and of copies in the folder `backup`, is brought into it.

    Raises:
        StoreNotNow: there is no room for it, or the disk failed; the next start goes on.
        StoreRefused: for every other reason, as `Database.open`.
    """
    try:
        finish_moves(state)
        database = _opened(state, backup, now)
    except (OSError, *WORLD) as error:
        raise _not_now(state, error) from error
    try:
        _Recovering(database, state, backup, now()).run()
    except (StoreFailed, OSError, *WORLD) as error:
        database.close()
        raise _not_now(state, error) from error
    except BaseException:
        database.close()
        raise
    return database


def unnoted(database: Database) -> list[Recovery]:
    """What was recovered and not yet noted by whoever has to know. Raises `StoreFailed`."""
    rows = database.rows("SELECT value FROM setting WHERE name GLOB ? ORDER BY name", (f"{REPORT}[0-9]*",))
    found = [json.loads(value) for (value,) in rows if value != _NOTED]
    return [Recovery(Path(one["aside"]), one["from_backup"], one["salvaged"]) for one in found]


def note_within(transaction: apsw.Connection) -> None:
    """They are noted now, by what else `transaction` does."""
    transaction.execute("UPDATE setting SET value = ? WHERE name GLOB ?", (_NOTED, f"{REPORT}[0-9]*"))


def _opened(state: Path, backup: Path, now: Callable[[], datetime]) -> Database:
    """As it lies there, or a new one in the place of one that was moved aside."""
    path = state / FILE_NAME
    try:
        gone = not path.exists() or path.stat().st_size == 0
        if gone:
            usable_key(state)  # one that others can read is refused before anything is made or moved
        if gone and not unfinished(state) and _was_there(state, backup):
            raise StoreUnreadable(f"The store {path} is gone or empty, and something of it is left.")  # noqa: TRY301 - as the others
        database = Database.open(state)
        if not database.intact():
            database.close()
            raise StoreUnreadable(f"The store {path} is damaged in part.")  # noqa: TRY301 - as above
    except StoreUnreadable as error:
        log.error("%s It is moved aside, and the kiosk starts without it.", error)  # noqa: TRY400 - the sentence is enough
        move_aside(state, now())
        return Database.open(state)
    return database


def _was_there(state: Path, backup: Path) -> bool:
    traces = (backup / FILE_NAME, state / f"{FILE_NAME}-wal", key_file_of(state))
    if any(trace.exists() for trace in traces):
        return True
    return bool(kept_aside(state) or kept_copies(backup) or Blobs(state / "blobs").names())


def _not_now(state: Path, error: Exception) -> StoreNotNow:
    return StoreNotNow(
        f"The store {state / FILE_NAME} cannot be recovered now: {error} Nothing of it is lost; make room on its disk, or have "
        "the disk looked into; the next start goes on."
    )


@dataclass
class _Recovering:
    """One attempt, from the newest source to the oldest."""

    database: Database
    state: Path
    backup: Path
    now: datetime
    salvaged: int = 0
    from_backup: int = 0
    pending: bool = False
    """Something that is newer than what follows may be read better another time"""
    over: list[Callable[[], None]] = field(default_factory=list)
    """What is to be done when everything is on the disk"""
    adopted: str | None = None
    gave: set[str] = field(default_factory=set)
    """Tables that the source just read gave"""
    forgotten: bool = False
    """Which commands were begun is not known in whole"""

    def run(self) -> None:
        key = usable_key(self.state)
        wrecks, copies = unfinished(self.state), self._copies(key)
        if not wrecks and not copies:
            return
        if free_bytes(self.state) < NEEDED_TO_OPEN:
            raise StoreFailed("its disk is full.")
        try:
            for aside in wrecks:
                self._salvage(aside, key)
            for copy in copies:
                self._take(copy, key)
            if not self._bring_files():
                self.over, self.adopted = [], None
            if wrecks:
                self._keep_unnamed(wrecks[0] / "blobs")
            self._settle(wrecks, copies)
        finally:
            shutil.rmtree(self.state / _SCRATCH, ignore_errors=True)
        for aside in wrecks[:1]:
            note_given(aside, highest_given(self.database))
        for do in self.over:
            do()

    def _copies(self, key: bytes | None) -> list[Path]:
        """Folders of copies that are not of this store, or may be not; newest first."""
        kept = [place for place in reversed(kept_copies(self.backup)) if not is_merged(place)]
        if key is None or not (self.backup / FILE_NAME).exists():
            return kept
        with suppress(apsw.Error), closing(connect(self.backup / FILE_NAME, key)) as copy:
            if generation_of(copy) == Settings(self.database).get(GENERATION):
                return kept
        return [self.backup, *kept]

    def _salvage(self, aside: Path, key: bytes | None) -> None:
        path = aside / FILE_NAME
        entered = self._enterable(path, key)
        brought, _, passing = self._brought(entered or path, key, copy=False)
        passing = passing or entered is None
        self.pending |= passing
        self.forgotten |= "seen" not in self.gave
        self.salvaged += brought
        if passing:
            log.error("something of the store in %s cannot be read just now; the next start tries again", aside)
        else:
            self.over.append(lambda: finish(aside))

    def _enterable(self, path: Path, key: bytes | None) -> Path | None:
        """A store moved aside; where not even its first page can be read, a copy of it with another. None: not just now."""
        if key is None or not path.exists() or not path.stat().st_size or opens_with(path, key):
            return path
        if free_bytes(self.state) < 2 * path.stat().st_size + NEEDED_TO_OPEN:
            return None
        scratch = self.state / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            scratch.mkdir(mode=0o700)
            return with_new_first_page(path, key, scratch)
        except (OSError, StoreFailed, StoreRefused, *WORLD) as error:
            log.error("%s could not be copied: %s", path, type(error).__name__)  # noqa: TRY400 - the sentence is enough
            return None

    def _take(self, copy: Path, key: bytes | None) -> None:
        """Only of a copy that gave all it has is anything ever erased."""
        brought, whole, _ = self._brought(self._current(copy / FILE_NAME, key), key, copy=True)
        self.from_backup += brought
        if not whole or key is None:
            log.error("the copy of the store in %s was not taken over in whole; it is kept", copy)
            return
        if copy != self.backup:
            self.over.append(lambda: mark_merged(copy))
            return
        with suppress(apsw.Error), closing(connect(copy / FILE_NAME, key)) as connection:
            self.adopted = generation_of(connection)

    def _brought(self, path: Path, key: bytes | None, *, copy: bool) -> tuple[int, bool, bool]:
        """How many of its messages wait, whether all of it could be read, and whether it may be read better another time."""
        self.gave = set()
        if key is None or not path.exists():
            return 0, False, False
        try:
            source = Source(path, key)
        except apsw.Error:
            return 0, False, True
        with source:
            waiting = bring(self.database, source, copy=copy, pending=self.pending)
            self.gave = source.gave
            return waiting, source.whole, source.passing

    def _current(self, path: Path, key: bytes | None) -> Path:
        """The copy with the tables of today: it may be of an older version of this program."""
        if key is None:
            return path
        with suppress(apsw.Error), closing(connect(path, key)) as copy:
            if copy.pragma("user_version") == self.database.rows("PRAGMA user_version")[0][0]:
                return path
        scratch = self.state / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700)
        shutil.copyfile(path, scratch / FILE_NAME)
        try:
            Database.open(scratch, key=key).close()
        except StoreRefused:
            return path
        return scratch / FILE_NAME

    def _bring_files(self) -> bool:
        """Whether nothing stood in the way of those that are there."""
        places = [*files_of(self.backup), *(aside / "blobs" for aside in reversed(kept_aside(self.state)))]
        files = self.state / "blobs"
        missing = _named(self.database).keys() - Blobs(files).names()
        if not missing:
            return True
        done = True
        files.mkdir(mode=0o700, exist_ok=True)
        for name, place in _everywhere(missing, places):
            try:
                link_or_copy(place / name, files / name)
            except FileNotFoundError:
                continue
            except OSError as error:
                if error.errno in NO_ROOM:
                    raise
                log.error("a file in %s cannot be read just now: %s", place, type(error).__name__)  # noqa: TRY400 - the sentence is enough
                done = False
        sync_directory(files)
        return done

    def _keep_unnamed(self, aside: Path) -> None:
        """Files of messages that are in the wreck only stay with it."""
        blobs = Blobs(self.state / "blobs")
        named = _named(self.database)
        unnamed = blobs.names() - named.keys()
        blobs.spares.find_lost(named.items())  # a power cut may have called them spares again
        unnamed |= {path.name for path in blobs.spares.used()}
        if unnamed:
            aside.mkdir(mode=0o700, exist_ok=True)
            for name in unnamed:
                (blobs.folder / name).rename(aside / name)
            for folder in (aside, aside.parent, blobs.folder):
                sync_directory(folder)

    def _latest(self) -> datetime:
        """By the clock, or by what was last written here when the clock has fallen back since."""
        folders = [self.state, self.backup, *kept_aside(self.state)]
        times = [path.stat().st_mtime for folder in folders if folder.is_dir() for path in folder.iterdir()]
        return max(self.now, datetime.fromtimestamp(max(times, default=0.0), UTC))

    def _settle(self, wrecks: list[Path], copies: list[Path]) -> None:
        """One durable transaction, and with it all that was brought; the first of a source says that it was found."""
        known = {
            name for (name,) in self.database.rows("SELECT name FROM setting WHERE name GLOB ?", (f"{REPORT}[0-9]*",))
        }
        aside = [*wrecks, *copies][0]
        made = datetime.fromtimestamp((aside / FILE_NAME).stat().st_mtime, UTC) if aside == self.backup else None
        report = REPORT + (aside.name if made is None else f"{made:%Y%m%dT%H%M%SZ}")
        told = {"aside": str(aside), "from_backup": self.from_backup, "salvaged": self.salvaged}
        telling = (bool(wrecks) and report not in known) or bool(Settings(self.database).get(BEGUN))
        with self.database.transaction() as transaction:
            if telling:
                skip_numbers_within(transaction, self._latest(), given_up_to(self.state))
                put_within(transaction, report, json.dumps(told))
            if telling and self.forgotten:
                put_within(transaction, FORGOTTEN, NO_TIME_YET)
            put_within(transaction, BEGUN, "")
            put_within(transaction, _LAST, self.now.isoformat())
            if self.adopted is not None:
                put_within(transaction, GENERATION, self.adopted)
        if telling:
            log.error(
                "the store was recovered: %d messages from the backup, %d from the unreadable one, which is kept in %s",
                self.from_backup,
                self.salvaged,
                aside,
            )


def _named(database: Database) -> dict[str, int]:
    """Hash and size of every file that a message has."""
    named = database.rows("SELECT sha256, size FROM attachment WHERE data IS NULL")
    return {str(digest): int(size) for digest, size in named}


def _everywhere(names: set[str], places: list[Path]) -> Iterator[tuple[str, Path]]:
    return ((name, place) for name in names for place in places)
