"""A threaded WSGI server with keep-alive on loopback: enough for a reference installation and for tests.

A real installation puts the same application behind a reverse proxy and a process manager (deploy/).
"""

import os
import signal
import sys
from collections.abc import Callable
from threading import Thread
from typing import Any
from wsgiref.types import WSGIApplication

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import get_resolver


class _StaticFiles(StaticFilesHandler):
    """Serves the admin's files from the installed packages; there is nothing to collect."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        return serve(request, self.file_path(request.path), insecure=True)


class _RequestHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # headers and body leave in two writes; Nagle would hold the second for 40 ms
    timeout = 75  # seconds an idle connection is kept

    def get_environ(self) -> dict[str, Any]:
        """The call, with its address as it came: signatures cover that."""
        return {**super().get_environ(), "RAW_URI": self.path}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name wsgiref gave it
        """Nothing: the request line holds tokens and query strings. `central.weblog` logs routes."""


def _warm_up() -> None:
    """Load now what the first request would wait for, and refuse the start if it is bad."""
    from central.catalogue import calendar, catalogue  # noqa: PLC0415  half of the modules of a start; not for `admin`

    catalogue()
    calendar()
    len(get_resolver().url_patterns)


class CentralServer(ThreadedWSGIServer):
    """Ends by SIGTERM, by SIGINT, and, if asked to, when the process that started it is gone."""

    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _RequestHandler)
        self._parent: int | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def end_with(self, parent: int) -> None:
        """Stop serving within a second after process `parent` has ended."""
        self._parent = parent

    def service_actions(self) -> None:
        """Called between requests, twice a second."""
        super().service_actions()
        if self._parent is not None and os.getppid() != self._parent:
            self.stop()

    def stop(self) -> None:
        """Make `run` return; callable from a signal handler."""
        Thread(target=self.shutdown, daemon=True).start()

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until stopped; `ready` is called when the application can answer."""
        application: WSGIApplication = _StaticFiles(get_wsgi_application())
        self.set_app(application)
        _warm_up()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        ready()
        with self:
            self.serve_forever(poll_interval=0.5)
        sys.stdout.flush()
