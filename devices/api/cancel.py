"""How a command is ended before it is done: because its caller wants that, or because its time is up.

The owner thread of a device enters a `Scope` around everything it asks of a driver. Drivers need not know: the transports look
at `current` whenever they wait, and end the command with `CommandCancelled`, which passes through a driver like any other
`DeviceError`. A driver that waits by itself waits with ``current().pause(seconds)``.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from devices.api.errors import DeviceError, DeviceFault


class CommandCancelled(DeviceError):  # noqa: N818 - what happened, not a mistake of the caller
    """The command was ended because its caller asked for that, or because its deadline passed."""


class Cancel:
    """A caller's hand on a command that another thread waits for. `cancel` may be called from any thread, any time."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._guard = threading.Lock()
        self._wakes: list[Callable[[], None]] = []

    @property
    def asked(self) -> bool:
        """Whether `cancel` was called."""
        return self._asked.is_set()

    def cancel(self) -> None:
        """End the command. Whoever waits for it hears `CommandCancelled` within 200 ms. Safe to call twice."""
        with self._guard:
            self._asked.set()
            wakes = tuple(self._wakes)
        for wake in wakes:
            wake()

    @contextmanager
    def heard_by(self, wake: Callable[[], None]) -> Iterator[None]:
        """While inside, `cancel` calls `wake` (at once when it was called before)."""
        with self._guard:
            self._wakes.append(wake)
            asked = self.asked
        if asked:
            wake()
        try:
            yield
        finally:
            with self._guard:
                self._wakes.remove(wake)


class Scope:
    """One thing that is asked of a driver: until when (`deadline`, monotonic seconds), and whether it is still wanted."""

    def __init__(
        self,
        what: str,
        deadline: float,
        fault: DeviceFault,
        *,
        cancel: Cancel | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`fault` is what a command that is ended is said to have failed with."""
        self.what = what
        self.deadline = deadline
        self._fault = fault
        self._cancel = cancel or Cancel()
        self._over = Cancel()
        self._monotonic = monotonic

    @property
    def ended(self) -> bool:
        """Whether the command should end now."""
        return self._cancel.asked or self._over.asked or self._monotonic() >= self.deadline

    def end(self) -> None:
        """Supervision ends, and with it whatever is under way."""
        self._over.cancel()

    @property
    def left_s(self) -> float:
        """Seconds until the deadline, zero when it has passed."""
        return max(0.0, self.deadline - self._monotonic())

    def check(self) -> None:
        """`CommandCancelled` when the command should end now."""
        if self.ended:
            raise CommandCancelled(self._fault, f"{self.what}: {'time is up' if self.left_s <= 0 else 'cancelled'}")

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the command's end: `CommandCancelled` then."""
        woken = threading.Event()
        with self._cancel.heard_by(woken.set), self._over.heard_by(woken.set):
            woken.wait(min(seconds, self.left_s))
        self.check()


_ENDLESS = Scope("unsupervised", float("inf"), DeviceFault.DEVICE_SWAPPED)
_current: ContextVar[Scope] = ContextVar("device command", default=_ENDLESS)


def current() -> Scope:
    """The command that this thread carries out; an endless one outside of any."""
    return _current.get()


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """While inside, `scope` is this thread's `current`."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
