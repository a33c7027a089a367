"""How one device stands, who listens, and what the log says of it: one line a transition, one when lost, one when back."""

import logging
import threading
import traceback
from collections.abc import Callable

from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.transitions import Transition, allowed, normalised

log = logging.getLogger(__name__)

Listener = Callable[[DeviceStatus], None]


def log_bug(role: str, what: str, bug: Exception) -> None:
    """Name and place of `bug`, without its text, which may hold what was on a card or a page."""
    where = " < ".join(f"{each.filename}:{each.lineno}" for each in reversed(traceback.extract_tb(bug.__traceback__)))
    log.error("bug in %s, %s: %s at %s", role, what, type(bug).__name__, where)


class Standing:
    """Holds the status and tells it. May be changed from any thread; listeners are called one at a time and in order."""

    def __init__(self, role: str) -> None:
        """`role` names the device in the log."""
        self.role = role
        self._guard = threading.RLock()
        self._status = DeviceStatus(DeviceState.STARTING, RequiredAction.WAIT)
        self._listeners: tuple[Listener, ...] = ()
        self._lost = False
        self._ended = False

    @property
    def status(self) -> DeviceStatus:
        """How the device stood last."""
        return self._status

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every changed status; returns what ends it."""
        with self._guard:
            self._listeners = (*self._listeners, listener)

        def end() -> None:
            with self._guard:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return end

    def become(self, status: DeviceStatus) -> None:
        """The device answered, or is being recovered. What was let go of on purpose meanwhile stays as it was left."""
        with self._guard:
            if self._let_go:
                return
            after = normalised(status)
            step = Transition(self._status, after)
            if self._lost and after.state is not DeviceState.OFFLINE:
                self._lost = False
                log.info("%s is back: %s", self.role, step)
            elif step.news:
                log.info("%s: %s", self.role, step)
            self._publish(after)

    def lose(self, status: DeviceStatus, *, out_of_service: bool = False) -> None:
        """The device is down and will be opened anew. The wording may differ from attempt to attempt, which is no news.

        `out_of_service`: nobody tries any more, which is.
        """
        with self._guard:
            if self._let_go:
                # While something was asked of it: that is nobody's loss.
                return
            step = Transition(self._status, status)
            if not self._lost:
                self._lost = True
                fault = status.fault.value if status.fault is not None else status.state.value
                log.warning("%s is lost: %s (%s), action %s", self.role, fault, status.detail, status.action)
            elif step.news:
                log.info("%s: %s", self.role, step)
            if out_of_service and status != self._status:
                log.warning("%s: %s, action %s", self.role, status.detail, status.action)
            if step.news or out_of_service:
                self._publish(status)

    def end(self) -> None:
        """Supervision ends: what is broken off now is no loss, and what still answers is no news."""
        with self._guard:
            self._ended = True

    def switch(self, status: DeviceStatus) -> None:
        """A technician switched the device off or on."""
        with self._guard:
            if self._ended:
                return
            log.info("%s: %s", self.role, Transition(self._status, status))
            self._lost = False
            self._publish(status)

    @property
    def _let_go(self) -> bool:
        return self._ended or self._status.state is DeviceState.DISABLED

    def _publish(self, status: DeviceStatus) -> None:
        if status == self._status:
            return
        if not allowed(self._status.state, status.state):
            log.error("bug in %s: it cannot go %s → %s", self.role, self._status.state, status.state)
            return
        self._status = status
        for listener in self._listeners:
            try:
                listener(status)
            except Exception as bug:  # noqa: BLE001 - logged as a bug; the owner must live on
                log_bug(self.role, "listener", bug)
