"""Holds one connection over which the platform says that it is worth to look. What it says is a hint and nothing more.

Server-sent events (WHATWG HTML 9.2), of which two are known: ``look`` with a release number, ``command`` with an id. Whoever
forges them makes the kiosk ask a question; whoever drops them makes it ask later.
"""

import logging
import random
import re
from collections.abc import Callable, Iterator
from threading import Condition, Thread
from typing import Protocol

from kiosk.clock import Clock
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome

log = logging.getLogger(__name__)

SILENT_S = 65.0
"""The platform says something every 20 s; a connection that is silent for so long is dead"""
RECONNECT_S = 60.0
"""Full jitter over so many seconds before each new connection, unless the platform says otherwise (``retry:``)"""
_FIRST_S = 2.0
_NOT_ALLOWED_S = 300.0
_RETRY = range(1000, 600_001)
_LONGEST_LINE = 4096
_HINTS = {"look": re.compile(r"^\d{1,15}$"), "command": re.compile(r"^[0-9a-f]{32}$")}


class EventStream(Protocol):
    """An open connection."""

    def lines(self) -> Iterator[bytes]:
        """Its lines without their ends, each at most some KiB; ends when the connection does, for whatever reason."""

    def close(self) -> None:
        """End it; from any thread, also while another waits for a line."""


class Push:
    """Start it once. `hint` is called from its thread with the name and the number or id of each event.

    And with ``("connected", "")`` whenever a connection stands: something may have been said while there was none.
    """

    def __init__(
        self,
        connect: Callable[[], Outcome[EventStream]],
        hint: Callable[[str, str], None],
        clock: Clock,
        *,
        jitter: Callable[[float, float], float] = random.uniform,
        reconnect_s: float = RECONNECT_S,
    ) -> None:
        self._connect = connect
        self._hint = hint
        self._clock = clock
        self._jitter = jitter
        self._span = reconnect_s
        self._change = Condition()
        self._stream: EventStream | None = None
        self._stopping = False
        self._hurry = False
        self.connected_at: float | None = None
        """since when the connection stands, on the monotonic clock; None when there is none"""
        self.heard = 0
        """how many hints came"""
        self._thread = Thread(target=self._run, name="sync-push", daemon=True)

    def start(self) -> None:
        """Connect at once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connection and end the thread."""
        with self._change:
            self._stopping = True
            stream = self._stream
            self._change.notify_all()
        if stream is not None:
            stream.close()
        if self._thread.ident is not None:
            self._thread.join()

    def reconnect(self) -> None:
        """The network has changed, or the kiosk's key: drop what there is and connect anew, soon."""
        with self._change:
            self._hurry = True
            stream = self._stream
            self._change.notify_all()
        if stream is not None:
            stream.close()

    def _run(self) -> None:
        first = _FIRST_S
        while not self._stopping:
            outcome = self._connect()
            # A kiosk that has just been switched on tries again soon; one that lost its connection lost it with many others.
            longest, first = min(first, self._span), first * 2
            if isinstance(outcome, Delivered):
                self._listen(outcome.answer)
                longest, first = self._span, self._span
            elif isinstance(outcome, NotAllowed):
                longest = _NOT_ALLOWED_S
            with self._change:
                if not self._stopping:
                    wait = self._jitter(0.0, min(longest, 2.0) if self._hurry else longest)
                    self._hurry = False
                    self._change.wait_for(lambda: self._stopping or self._hurry, wait)

    def _listen(self, stream: EventStream) -> None:
        with self._change:
            self._stream = stream
            stopping = self._stopping
        try:
            if not stopping:
                self.connected_at = self._clock.monotonic()
                self._hint("connected", "")
                for name, data in self._events(stream.lines()):
                    self.heard += 1
                    self._hint(name, data)
        finally:
            self.connected_at = None
            with self._change:
                self._stream = None
            stream.close()

    def _events(self, lines: Iterator[bytes]) -> Iterator[tuple[str, str]]:
        """The hints in `lines`; whatever else is there is passed over."""
        name = data = ""
        for raw in lines:
            line = raw.decode("utf-8", "replace")
            if not line:
                if name in _HINTS and _HINTS[name].match(data):
                    yield name, data
                name = data = ""
                continue
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if len(raw) > _LONGEST_LINE:
                continue
            if field == "event":
                name = value
            elif field == "data":
                data = value
            elif field == "retry" and value.isdecimal() and len(value) <= len("600000") and int(value) in _RETRY:
                self._span = int(value) / 1000
