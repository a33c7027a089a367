"""The wire between the kiosk and a server: an HTTP relay on loopback that can be cut, slowed, and made to lose answers.

Losing an answer means: the request reaches the server and is carried out there, and the caller's connection breaks. That
is the case in which a careless caller files a case twice.
"""

import http.client
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb

_HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "trailer", "upgrade"}
_UPSTREAM_S = 60.0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        cast("_Server", self.server).connections.add(self.connection)

    def finish(self) -> None:
        cast("_Server", self.server).connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Nothing: what passes is not ours."""

    def do_GET(self) -> None:
        wire = cast("_Server", self.server).wire
        body = self._body()
        try:
            answer = wire.carry(self.command, self.path, list(self.headers.items()), body)
        except (OSError, http.client.HTTPException):
            # The server is not there: to the caller that is a broken wire, not an answer.
            answer = None
        if answer is None:
            self._break()
            return
        status, reason, headers, content = answer
        self.send_response_only(status, reason)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        bodyless = status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
        if not bodyless:
            length = {name.lower(): value for name, value in headers}.get("content-length")
            self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    # The names are those that the standard library looks for.
    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _break(self) -> None:
        self.close_connection = True
        break_off(self.connection)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    wire: "Wire"
    connections: set[socket.socket]

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: connections break off here on purpose."""


Answer = tuple[int, str, list[tuple[str, str]], bytes]


class Wire:
    """One wire to one server. Knobs: ``cut restore lose_answers delay upstream``."""

    def __init__(self, name: str, upstream: str, *, loses: tuple[str, str] = ("POST", "/v1/submissions")) -> None:
        """`upstream` is the server's URL, or empty until the knob ``upstream`` tells it.

        Only answers to requests with the method and the beginning of the path in `loses` are lost.
        """
        self.name = name
        self._upstream = upstream
        self._loses = loses
        self._lock = threading.Lock()
        self._cut = threading.Event()
        self._lose_left = 0
        self._delay_s = 0.0
        self._counts = {"carried": 0, "lost_answers": 0}
        self._stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], JsonObject]] = {
            "cut": self._do_cut,
            "restore": self._do_restore,
            "lose_answers": self._lose_answers,
            "delay": self._delay,
            "upstream": self._set_upstream,
        }

    def start(self) -> JsonObject:
        """Listen on a free port of loopback."""
        if self._server is None:
            self._server = _Server(("127.0.0.1", 0), _Handler)
            self._server.wire, self._server.connections = self, set()
            self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name=self.name, daemon=True)
            self._thread.start()
        return {"url": f"http://127.0.0.1:{self._server.server_port}"}

    def stop(self) -> None:
        """Stop listening and break what is open."""
        self._stopping.set()
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            for connection in tuple(server.connections):
                break_off(connection)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob, see the class."""
        if verb not in self._verbs:
            raise unknown_verb(self.name, verb, tuple(self._verbs))
        return self._verbs[verb](args)

    def state(self) -> JsonObject:
        """How the wire stands and what has passed over it."""
        with self._lock:
            return {
                "cut": self._cut.is_set(),
                "lose_left": self._lose_left,
                "delay_ms": round(self._delay_s * 1000),
                "upstream": self._upstream,
                **self._counts,
            }

    def carry(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> Answer | None:
        """Take a request to the server and its answer back; None when the connection has to break instead."""
        self._stopping.wait(self._delay_s)
        if self._cut.is_set():
            return None
        answer = self._forward(method, path, headers, body)
        with self._lock:
            self._counts["carried"] += 1
            if self._lose_left and method == self._loses[0] and path.startswith(self._loses[1]):
                self._lose_left -= 1
                self._counts["lost_answers"] += 1
                return None
            return None if self._cut.is_set() else answer

    def _forward(self, method: str, path: str, headers: list[tuple[str, str]], body: bytes) -> Answer:
        server = urlsplit(self._upstream)
        if not server.hostname:
            raise ConnectionRefusedError("no upstream")
        connection = http.client.HTTPConnection(server.hostname, server.port or 80, timeout=_UPSTREAM_S)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in _HOP_BY_HOP | {"content-length"}:
                    connection.putheader(name, value)
            if body or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            response = connection.getresponse()
            return response.status, response.reason, response.getheaders(), response.read()
        finally:
            connection.close()

    # knobs

    def _do_cut(self, _: Mapping[str, Any]) -> JsonObject:
        self._cut.set()
        server = self._server
        for connection in tuple(server.connections) if server else ():
            break_off(connection)
        return {"cut": True}

    def _do_restore(self, _: Mapping[str, Any]) -> JsonObject:
        self._cut.clear()
        return {"cut": False}

    def _lose_answers(self, args: Mapping[str, Any]) -> JsonObject:
        with self._lock:
            self._lose_left = int(number_arg(args, "count", 1))
            return {"lose_left": self._lose_left}

    def _delay(self, args: Mapping[str, Any]) -> JsonObject:
        self._delay_s = number_arg(args, "ms") / 1000
        return {"delay_ms": round(self._delay_s * 1000)}

    def _set_upstream(self, args: Mapping[str, Any]) -> JsonObject:
        url = text_arg(args, "url")
        if urlsplit(url).scheme != "http" or not urlsplit(url).hostname:
            raise KnobError("'url' must look like http://host:port")
        self._upstream = url
        return {"upstream": url}


def break_off(connection: socket.socket) -> None:
    """End a connection with a reset, as a pulled cable does at the latest when the next packet meets it."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # Closed by its own thread in the meantime.
        return


def network_bench(places: Places) -> list[Wire]:
    """The wire to the central platform, and one to an outside payment simulator if there is one."""
    wires = [Wire("network", places.central_upstream)]
    if places.payment_upstream:
        wires.append(Wire("payment_network", places.payment_upstream, loses=("POST", "/orders")))
    return wires
