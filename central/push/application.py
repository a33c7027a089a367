"""``GET /v1/events``: server-sent events (WHATWG HTML 9.2) for kiosks, signed like every call. An ASGI application."""

import asyncio
import json
import random
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from central.push.hub import Hub, Line

Verify = Callable[[str, str, Headers], str | None]
"""(method, path and query, headers) → the kiosk's id, or None; blocks, so it is called on a thread"""

LONGEST_S = 3600.0
"""A connection is ended after an hour, give or take a fifth: whoever is not wanted any more does not come back"""
_PATH = "/v1/events"
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would keep the events to itself
]


def application(hub: Hub, verify: Verify, *, retry_s: float, longest_s: float = LONGEST_S) -> Starlette:
    """The service. Kiosks spread their next connection over `retry_s` seconds."""
    hello = f"retry: {round(retry_s * 1000)}\n\n".encode()
    return Starlette(routes=[Route(_PATH, _Events(hub, verify, hello, longest_s), methods=["GET"])])


class _Events:
    def __init__(self, hub: Hub, verify: Verify, hello: bytes, longest_s: float) -> None:
        self._hub = hub
        self._verify = verify
        self._hello = hello
        self._longest_s = longest_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, for as long as it stands."""
        query = scope["query_string"].decode("latin-1")
        target = scope["path"] + (f"?{query}" if query else "")
        kiosk_id = await asyncio.to_thread(self._verify, scope["method"], target, Headers(scope=scope))
        if kiosk_id is None:
            await _unauthorised()(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await send({"type": "http.response.body", "body": self._hello, "more_body": True})
        await self._hold(kiosk_id, receive, send)

    async def _hold(self, kiosk_id: str, receive: Receive, send: Send) -> None:
        """Until the kiosk goes, the line is ended, or its time is over."""
        loop = asyncio.get_running_loop()
        gone = False
        try:
            async with asyncio.timeout(self._longest_s * random.uniform(0.8, 1.2)) as time:  # noqa: S311 - no secret
                line = Line(send, lambda: None if time.expired() else time.reschedule(loop.time()))
                self._hub.join(kiosk_id, line)
                try:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    gone = True
                finally:
                    self._hub.leave(kiosk_id, line)
                    await line.settle()
        except TimeoutError:
            gone = False
        if not gone:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def _unauthorised() -> Response:
    body = {"type": "urn:suishiban:problem:unauthorised", "title": "Unauthorized", "status": 401, "detail": ""}
    return Response(json.dumps(body), status_code=401, media_type="application/problem+json")
