"""What time it was when this kiosk last ran, as far as it was sure: a clock that is wrong at the next boot is measured by it."""

from contextlib import suppress
from datetime import datetime, timedelta

from offline_cache.database import Database
from offline_cache.errors import StoreFull
from offline_cache.settings import Settings
from offline_cache.standing import Ageing

_NAME = "clock.last"
_EVERY = timedelta(hours=1)


def go_on(database: Database, ageing: Ageing) -> None:
    """What is known of the run before goes into `ageing`. Raises `StoreFailed`."""
    if found := Settings(database).get(_NAME):
        ageing.go_on_from(datetime.fromisoformat(found))


class LastMoment:
    """Kept in the settings of a store. Used by one thread."""

    def __init__(self, database: Database, ageing: Ageing) -> None:
        """`ageing` goes on from the run before. Raises `StoreFailed`."""
        go_on(database, ageing)
        self._settings = Settings(database)
        self._ageing = ageing
        self._noted: datetime | None = None

    def note(self, now: datetime) -> None:
        """Write it down, once an hour, unless the disk is full; `now` is what the wall clock says. Raises `StoreFailed`."""
        sure = self._ageing.sure_of(now)
        if self._noted is None or abs(sure - self._noted) >= _EVERY:
            with suppress(StoreFull):
                self._settings.put(_NAME, sure.isoformat())
            self._noted = sure
