"""The platform's answer that comes after the citizen was told that the network is down, and while they still stand there."""

import logging
import threading
from collections.abc import Callable

from kiosk.protocol.messages import CaseAnswer
from kiosk.services.runner import Post
from kiosk.visit.effects import AwaitAnswer
from kiosk.visit.events import CaseAnswered
from kiosk.visit.state import Visit
from offline_cache.errors import StoreFailed

log = logging.getLogger(__name__)

_LOOK_S = 2.0
"""How long one call waits for the answer; also how late a visit that is over is noticed at most"""
_PAUSE_S = 0.5
"""Between two looks at whether the network is back"""


class LateAnswers:
    """Carries out `AwaitAnswer`: holds one thread of the pool until there is an answer, or nobody waits for it any more."""

    def __init__(
        self,
        *,
        deliver: Callable[[str, float], CaseAnswer | None],
        is_waiting: Callable[[str], bool],
        online: Callable[[], bool],
    ) -> None:
        """`deliver` as of `kiosk.sync.engine.SyncEngine.deliver_now`; `is_waiting` as of the outbox."""
        self._deliver = deliver
        self._is_waiting = is_waiting
        self._online = online
        self._changed = threading.Condition()
        self._wanted = ""
        self._stopped = False

    def carry(self, visit: Visit, _effect: AwaitAnswer, post: Post) -> None:
        """Wait for as long as this visit is the one that does."""
        with self._changed:
            self._wanted = visit.id
        while self._is_wanted(visit.id):
            undelivered, answer = self._look(visit.id)
            if answer is not None:
                post(CaseAnswered(answer))
                return
            if not undelivered:
                return  # refused, or answered when nobody listened
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._wanted != visit.id, _PAUSE_S)

    def forget(self, visit_id: str) -> None:
        """This visit is over."""
        with self._changed:
            if self._wanted == visit_id:
                self._wanted = ""
            self._changed.notify_all()

    def stop(self) -> None:
        """Wait for nothing any more; to be called before the runner's pool is waited for."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _is_wanted(self, visit_id: str) -> bool:
        with self._changed:
            return self._wanted == visit_id and not self._stopped

    def _look(self, visit_id: str) -> tuple[bool, CaseAnswer | None]:
        """Whether it had still to be delivered, and its answer. A store that fails now may work the next time."""
        if not self._online():
            return True, None
        try:
            undelivered = self._is_waiting(visit_id)
            return undelivered, self._deliver(visit_id, _LOOK_S)
        except StoreFailed:
            log.exception("an accepted application could not be looked up; it is delivered when the store works again")
            return True, None
