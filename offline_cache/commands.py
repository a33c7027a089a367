"""Which commands were begun, on the disk before anything of them is done: a second time there is none."""

from datetime import datetime

from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.settings import Settings, put_within

FORGOTTEN = "command.forgotten"
"""Setting: the store was lost, and with it which commands were begun: all of before may have been. The time is put in later"""
NO_TIME_YET = "?"
_OPEN = "command.open."


class CommandBook:
    """Begun once, answered once. Safe to use from several threads."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    def begin(self, command_id: str, verb: str, at: datetime, entry: str) -> bool:
        """Note in one transaction that the command was begun, with the audit `entry` that says so. False if it was before.

        Raises:
            StoreFailed: nothing was noted, so nothing may be done.
        """
        with self._database.transaction() as transaction:
            if transaction.execute("SELECT 1 FROM seen WHERE command_id = ?", (command_id,)).fetchall():
                return False
            transaction.execute("INSERT INTO seen (command_id, at) VALUES (?, ?)", (command_id, at.isoformat()))
            put_within(transaction, _OPEN + command_id, verb)
            self._log.append_within(transaction, entry)
            return True

    def knows(self, command_id: str) -> bool:
        """Whether it was begun. Raises `StoreFailed`."""
        return bool(self._database.rows("SELECT 1 FROM seen WHERE command_id = ?", (command_id,)))

    def forgotten_before(self, now: datetime) -> datetime | None:
        """Until when commands may have been begun of which nothing is known; None when all are. `now` is the platform's time.

        The first look after the loss fixes it, and one at a time before it puts it back: that look was at a wrong clock.
        Raises `StoreFailed`.
        """
        settings = Settings(self._database)
        noted = settings.get(FORGOTTEN)
        if not noted:
            return None
        if noted == NO_TIME_YET or datetime.fromisoformat(noted) > now:
            settings.put(FORGOTTEN, now.isoformat())
            return now
        return datetime.fromisoformat(noted)

    def unanswered(self) -> list[tuple[str, str]]:
        """(id, verb) of commands that were begun and whose answer is not on its way. Raises `StoreFailed`."""
        rows = self._database.rows(
            "SELECT substr(name, ?), value FROM setting WHERE name GLOB ? ORDER BY name", (len(_OPEN) + 1, f"{_OPEN}*")
        )
        return [(str(command_id), str(verb)) for command_id, verb in rows]

    def answered(self, command_id: str, entry: str) -> None:
        """Its answer is on its way: `entry` into the audit log, and the command is closed. Raises `StoreFailed`."""
        with self._database.transaction() as transaction:
            put_within(transaction, _OPEN + command_id, "")
            self._log.append_within(transaction, entry)
