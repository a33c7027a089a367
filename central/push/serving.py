"""The push service once Django may be used: verification of kiosks, and the server around hub and sources."""

import asyncio
import json
import os
import signal
import socket
import sys
from typing import Any

import uvicorn
from django.conf import settings
from django.db import close_old_connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from starlette.datastructures import Headers

from central.bootstrap import write_private
from central.kiosks.auth import verify
from central.kiosks.models import Kiosk
from central.push.application import application
from central.push.hub import SIGN_OF_LIFE, Hub
from central.push.sources import hear, pass_on, watch_releases

RECORD = "push.json"
LIFE_EVERY_S = 20.0
_PARENT_EVERY_S = 0.5


def serve(listener: socket.socket, *, retry_s: float, parent: int | None) -> None:
    """Serve on `listener` until stopped, or until process `parent` has ended."""
    hub = Hub()
    config = uvicorn.Config(application(hub, known_kiosk, retry_s=retry_s), **_LEAN)
    # uvicorn hands the signal on to whoever had it before, once it has ended in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    host, port = listener.getsockname()[:2]
    opened: set[BaseDatabaseWrapper] = set()

    def note(connection: BaseDatabaseWrapper, **_: object) -> None:
        opened.add(connection)

    connection_created.connect(note)
    _Server(config, hub, f"http://{host}:{port}", parent).run([listener])
    for connection in opened:  # of threads that have ended with the loop
        connection.inc_thread_sharing()
        connection.close()


_LEAN: dict[str, Any] = {
    "loop": "asyncio",
    "http": "h11",
    "ws": "none",
    "lifespan": "off",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 2,
}


def known_kiosk(method: str, target: str, headers: Headers) -> str | None:
    """The id of the kiosk that signed this call. A replay gets hints that say nothing, so its nonce is not kept."""
    close_old_connections()
    kiosk = verify(method, target, headers)
    return kiosk.id if isinstance(kiosk, Kiosk) else None


class _Server(uvicorn.Server):
    """Ends by SIGTERM, by SIGINT, and, if asked to, when the process that started it is gone."""

    def __init__(self, config: uvicorn.Config, hub: Hub, url: str, parent: int | None) -> None:
        super().__init__(config)
        self._hub = hub
        self._url = url
        self._parent = parent
        self._tasks: list[asyncio.Task[None]] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and hear what there is to tell."""
        await super().startup(sockets)
        works = [self._live(), watch_releases(self._hub, settings.STATE), hear(self._heard, settings.STATE)]
        if self._parent is not None:
            works.append(self._follow(self._parent))
        self._tasks = [asyncio.create_task(work) for work in works]
        for task in self._tasks:
            task.add_done_callback(self._broken)
        write_private(settings.STATE / RECORD, json.dumps({"url": self._url, "pid": os.getpid()}))
        sys.stdout.write(f"push ready {self._url}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let go of everybody first: they come again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._hub.end_all()
        (settings.STATE / RECORD).unlink(missing_ok=True)
        await super().shutdown(sockets)

    async def _heard(self, text: str) -> None:
        await pass_on(self._hub, text)

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(LIFE_EVERY_S)
            await self._hub.tell_all(SIGN_OF_LIFE)

    async def _follow(self, parent: int) -> None:
        while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells a child that its parent has gone
            await asyncio.sleep(_PARENT_EVERY_S)
        self.should_exit = True

    def _broken(self, task: asyncio.Task[None]) -> None:
        """A bug in one of the works: a service that no longer hears must not look as if it did."""
        if not task.cancelled() and task.exception() is not None:
            self.should_exit = True
            raise SystemExit(1) from task.exception()
