"""The platform's answer that comes after the citizen was told that the network is down, and while they still stand there."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from kiosk.protocol.messages import CaseAnswer
from kiosk.services.runner import Post
from kiosk.visit.effects import AwaitAnswer
from kiosk.visit.events import CaseAnswered
from kiosk.visit.members import answers_of, filed_members, joined_answer, members_of
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
        deliver: Callable[[Sequence[str], float], Mapping[str, CaseAnswer]],
        is_waiting: Callable[[str], bool],
        online: Callable[[], bool],
    ) -> None:
        """`deliver` as of `kiosk.sync.engine.SyncEngine.deliver_together`; `is_waiting` as of the outbox."""
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
        known = answers_of(visit)
        while self._is_wanted(visit.id):
            awaited = [each.id for each in members_of(visit) if each.id not in known]
            undelivered, answers = self._look(awaited)
            known |= answers
            answer = joined_answer(visit, known)
            if answer is not None:
                post(CaseAnswered(answer, filed_members(visit, known)))
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

    def _look(self, awaited: Sequence[str]) -> tuple[bool, Mapping[str, CaseAnswer]]:
        """Whether all had still to be delivered, and their answers. A store that fails now may work the next time."""
        if not self._online():
            return True, {}
        try:
            undelivered = all(self._is_waiting(each) for each in awaited)
            answers = self._deliver(awaited, _LOOK_S)
            return undelivered or len(answers) > 0, answers
        except StoreFailed:
            log.exception("an accepted application could not be looked up; it is delivered when the store works again")
            return True, {}
