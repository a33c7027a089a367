"""The open connections: one for each kiosk, and what is said over them. Lives on one event loop."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SIGN_OF_LIFE = b":\n\n"
"""A comment: it says nothing, and shows both ends that the connection stands"""
_MOST_OWED = 20
_AT_ONCE = 200
"""Connections that are written to before the loop turns to something else"""


class Line:
    """One connection. What is offered while it is busy goes in one piece afterwards."""

    __slots__ = ("_delivery", "_end", "_owed", "_send")

    def __init__(self, send: Send, end: Callable[[], None]) -> None:
        """`end` makes whoever holds the connection let go of it."""
        self._send = send
        self._end = end
        self._owed: list[bytes] = []
        self._delivery: asyncio.Task[None] | None = None

    def offer(self, event: bytes) -> None:
        """Say `event` as soon as may be. Who does not listen for long is let go of: it will come again and look."""
        if len(self._owed) >= _MOST_OWED:
            self._end()
            return
        self._owed.append(event)
        if self._delivery is None:
            self._delivery = asyncio.create_task(self._deliver())

    def end(self) -> None:
        """Let go of it."""
        self._end()

    async def settle(self) -> None:
        """Nothing is under way any more."""
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.wait({self._delivery})

    async def _deliver(self) -> None:
        try:
            while self._owed:
                body = b"".join(self._owed)
                self._owed.clear()
                await self._send({"type": "http.response.body", "body": body, "more_body": True})
        except OSError:
            self._end()
        finally:
            self._delivery = None


class Hub:
    """Who is connected."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def __len__(self) -> int:
        """How many are connected."""
        return len(self._lines)

    def join(self, kiosk_id: str, line: Line) -> None:
        """`kiosk_id` is at the end of `line`. An older line of the same kiosk is half open or stolen: it ends."""
        former, self._lines[kiosk_id] = self._lines.get(kiosk_id), line
        if former is not None:
            former.end()

    def leave(self, kiosk_id: str, line: Line) -> None:
        """That line is no more."""
        if self._lines.get(kiosk_id) is line:
            del self._lines[kiosk_id]

    def tell(self, kiosk_id: str, event: bytes) -> None:
        """Say `event` to one kiosk; nothing happens when it is not connected."""
        if (line := self._lines.get(kiosk_id)) is not None:
            line.offer(event)

    async def tell_all(self, event: bytes) -> None:
        """Say `event` to everybody who is connected now."""
        for number, line in enumerate(tuple(self._lines.values())):
            line.offer(event)
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)

    def end_all(self) -> None:
        """Let go of everybody."""
        for line in tuple(self._lines.values()):
            line.end()
