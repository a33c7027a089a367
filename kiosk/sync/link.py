"""Is there a way to the platform? One small thread asks every other second and tells whoever listens."""

from collections.abc import Callable
from threading import Condition, Thread

from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome

Listener = Callable[[bool], None]


class Link:
    """The state of the way. All listeners are called from the one thread, in the order of the changes."""

    def __init__(self, ping: Callable[[], Outcome[None]], every_s: float) -> None:
        """`ping` asks once; `every_s` seconds lie between two questions."""
        self._ping = ping
        self._every_s = every_s
        self._change = Condition()
        self._listeners: list[Listener] = []
        self._online: bool | None = None
        self._not_allowed = False
        self._ask_now = False
        self._stopping = False
        self._thread = Thread(target=self._run, name="sync-link", daemon=True)

    @property
    def online(self) -> bool:
        """The last question was answered."""
        return self._online is True

    @property
    def offline(self) -> bool:
        """The last question was not answered. Before the first one neither this nor `online` holds."""
        return self._online is False

    @property
    def not_allowed(self) -> bool:
        """The platform answered that it does not want this kiosk."""
        return self._not_allowed

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the new state after each change. Returns how to end that."""
        with self._change:
            self._listeners.append(listener)
        return lambda: self._unsubscribe(listener)

    def ask_now(self) -> None:
        """Something just failed: do not wait for the next turn."""
        with self._change:
            self._ask_now = True
            self._change.notify_all()

    def start(self) -> None:
        """Ask for the first time at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; returns when it has ended."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            outcome = self._ping()
            self._note(isinstance(outcome, Delivered), isinstance(outcome, NotAllowed))
            with self._change:
                self._change.wait_for(lambda: self._ask_now or self._stopping, self._every_s)
                self._ask_now = False

    def _note(self, online: bool, not_allowed: bool) -> None:  # noqa: FBT001 - two facts of one answer
        with self._change:
            changed = online != self._online
            self._online = online
            self._not_allowed = not_allowed
            listeners = tuple(self._listeners) if changed else ()
        for listener in listeners:
            listener(online)

    def _unsubscribe(self, listener: Listener) -> None:
        with self._change:
            self._listeners.remove(listener)
