"""A threaded WSGI server with keep-alive: plain on loopback, or TLS 1.3; enough for small installations and for tests.

A larger installation puts the same application behind a reverse proxy and a process manager (deploy/).
"""

import json
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.types import WSGIApplication

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import get_resolver

from central.handler import Platform
from central.kiosks.connection import PEER, RAW_URI

LOOPBACK = "127.0.0.1"
_HANDSHAKE_S = 10.0
_LARGEST_BODY = 24 * 1024 * 1024
"""Bytes; a blob may have 20 MiB"""


class _StaticFiles(StaticFilesHandler):
    """Serves the admin's files from the installed packages; there is nothing to collect."""

    def serve(self, request: HttpRequest) -> HttpResponse | FileResponse:
        return serve(request, self.file_path(request.path), insecure=True)


class _RequestHandler(WSGIRequestHandler):
    disable_nagle_algorithm = True  # headers and body leave in two writes; Nagle would hold the second for 40 ms
    timeout = 75  # seconds an idle connection is kept

    def setup(self) -> None:
        """In the thread of this connection: a handshake that takes its time holds up nobody else."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(_HANDSHAKE_S)
            self.request.do_handshake()
        super().setup()

    def parse_request(self) -> bool:
        """Turn away what is too large before anybody knows who sends it: an unread body is read to its end, in memory."""
        if not super().parse_request():
            return False
        length = self.headers.get("Content-Length", "")
        if length.isascii() and length.isdigit() and int(length) > _LARGEST_BODY:
            self.close_connection = True
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return False
        return True

    def _refuse(self, status: HTTPStatus) -> None:
        """As `central.problems` would: nothing of Django is asked here."""
        body = json.dumps({"type": "about:blank", "title": status.phrase, "status": int(status), "detail": ""}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def get_environ(self) -> dict[str, Any]:
        """The call, with its address as it came, for signatures cover that, and the name in the client's certificate."""
        environ = {**super().get_environ(), RAW_URI: self.path}
        if isinstance(self.request, ssl.SSLSocket):
            environ |= {"wsgi.url_scheme": "https", PEER: _uri_of(self.request)}
        return environ

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name wsgiref gave it
        """Nothing: the request line holds tokens and query strings. `central.weblog` logs routes."""


def _uri_of(connection: ssl.SSLSocket) -> str:
    """The name in the certificate of who is at the other end; empty when it has none."""
    certificate = connection.getpeercert() or {}
    names = certificate.get("subjectAltName", ())
    return next((str(name[1]) for name in names if name[0] == "URI"), "")


def kiosk_tls(certificate: Path, key: Path, authority_pem: str) -> ssl.SSLContext:
    """TLS 1.3 for kiosks only: who has no client certificate of the authority does not come through the handshake."""
    context = people_tls(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=authority_pem)
    return context


def people_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.3 for whoever comes: phones, officers, and kiosks that enrol."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    return context


def _warm_up() -> None:
    """Load now what the first request would wait for, and refuse the start if it is bad."""
    from central.catalogue import calendar, catalogue  # noqa: PLC0415  half of the modules of a start; not for `admin`

    catalogue()
    calendar()
    len(get_resolver().url_patterns)


class CentralServer(ThreadedWSGIServer):
    """One address. It ends by SIGTERM, by SIGINT, and, if asked to, when the process that started it is gone."""

    request_queue_size = 128

    def __init__(self, port: int, host: str = LOOPBACK, *, scheme: str = "http") -> None:
        """Listen; nothing is answered before `serve_all`, and by ``https`` nothing before `secure`."""
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _RequestHandler)
        self._host, self._scheme = host, scheme
        self._parent: int | None = None
        self._tls: ssl.SSLContext | None = None

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{self._scheme}://{host}:{self.server_port}"

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS as `context` says."""
        self._tls = context

    def get_request(self) -> tuple[socket.socket, Any]:
        """The next connection; its handshake is up to its own thread."""
        connection, address = super().get_request()
        if self._tls is None:
            return connection, address
        return self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own types
        """A connection that breaks, or a handshake that is none, is no bug of ours and not worth a trace."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def end_with(self, parent: int) -> None:
        """Stop serving within a second after process `parent` has ended."""
        self._parent = parent

    def service_actions(self) -> None:
        """Called between requests, twice a second."""
        super().service_actions()
        if self._parent is not None and os.getppid() != self._parent:
            self.stop()

    def stop(self) -> None:
        """Make `serve_all` return; callable from a signal handler."""
        Thread(target=self.shutdown, daemon=True).start()


def serve_all(servers: Sequence[CentralServer], ready: Callable[[], None]) -> None:
    """Serve the application under all addresses until the first is stopped; `ready` is called when it can answer."""
    application: WSGIApplication = _StaticFiles(Platform())  # type: ignore[arg-type]  # any application will do
    _warm_up()
    first, *others = servers
    for server in servers:
        server.set_app(application)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: first.stop())
    threads = [Thread(target=server.serve_forever, kwargs={"poll_interval": 0.5}) for server in others]
    for thread in threads:
        thread.start()
    ready()
    try:
        with first:
            first.serve_forever(poll_interval=0.5)
    finally:
        for server, thread in zip(others, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()
    sys.stdout.flush()
