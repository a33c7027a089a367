"""A store that rots while the kiosk runs: what can be recovered, a start recovers, so the application begins anew by itself.

Where that does not help (a dying disk) it would go round in circles. So every such restart is written down before it happens,
and the next waits longer; one that cannot be written down does not happen.
"""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.clock import Clock
from offline_cache.lasting import sync_directory, sync_file

log = logging.getLogger(__name__)

EVERY_S = 5.0
RECORD = "store-restarts.json"
"""In the state folder: when the application began anew for its store"""
_REMEMBERED = timedelta(days=1)
_WAITS = (timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Before a further restart, by how many there were on that day"""


class StoreWatch:
    """Start it once, stop it once."""

    def __init__(
        self,
        is_rotten: Callable[[], bool],
        restart: Callable[[], bool],
        while_idle: Callable[[Callable[[], None]], bool],
        *,
        state: Path,
        clock: Clock,
    ) -> None:
        """`restart` ends the application so that it begins anew; False when nobody would. `while_idle` is the runner's."""
        self._is_rotten = is_rotten
        self._restart = restart
        self._while_idle = while_idle
        self._record = state / RECORD
        self._clock = clock
        self._found = 0
        self._done = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-watch", daemon=True)

    @property
    def rotten(self) -> bool:
        """Whether the store was found so twice: a disk may stumble once."""
        return self._found > 1

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            self.turn()

    def turn(self) -> None:
        """Look, and begin anew when it has to be, nobody is here, and the last time is long enough ago."""
        if self._done:
            return
        if not self.rotten:
            self._found = self._found + 1 if self._is_rotten() else 0
            if not self.rotten:
                return
            log.error(
                "the store is damaged in part: the application begins anew as soon as nobody is here, to recover it"
            )
        if self._is_time():
            self._while_idle(self._begin_anew)

    def _is_time(self) -> bool:
        times = self._times()
        wait = _WAITS[min(len(times), len(_WAITS) - 1)]
        return not times or abs(self._clock.now() - times[-1]) >= wait

    def _begin_anew(self) -> None:
        self._done = True
        try:
            self._write([*self._times(), self._clock.now()])
        except OSError as error:
            log.error("it does not begin anew, for that cannot be written down: %s", error.strerror)  # noqa: TRY400 - said
            return
        if not self._restart():
            log.error("nobody would begin it anew: end it and start it by hand")

    def _times(self) -> list[datetime]:
        """Of the last day, by a clock that may have been wrong."""
        now = self._clock.now()
        try:
            times = [datetime.fromisoformat(str(each)) for each in json.loads(self._record.read_bytes())]
            return [each for each in times if abs(now - each) < _REMEMBERED]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError):
            return [now]  # it has begun anew, nobody knows when

    def _write(self, times: list[datetime]) -> None:
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps([each.isoformat() for each in times]), encoding="utf-8")
        sync_file(fresh)
        fresh.replace(self._record)
        sync_directory(self._record.parent)
