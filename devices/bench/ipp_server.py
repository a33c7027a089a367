"""HTTP on 127.0.0.1 for the simulated document printer: one path for each of its queues."""

import io
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from devices.bench.faulty_wire import WireFaults, played
from devices.bench.ipp_responder import PrinterEngine, respond

_BODY_LIMIT = 64 * 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """One IPP request."""
        server = cast("IppServer", self.server)
        engine = server.queues.get(self.path)
        request = self._body()
        if engine is None or not request:
            self.send_error(404)
            return
        uri = f"ipp://127.0.0.1:{server.server_address[1]}{self.path}"
        body = respond(engine, uri, request)
        wire, self.wfile = self.wfile, io.BytesIO()
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        frame, self.wfile = self.wfile.getvalue() + body, wire
        hung_up = played(server.faults.steps(frame), wire.write, time.sleep)
        if hung_up is not None:
            self.close_connection = True
            if hung_up.back_after_s is not None:
                server.go_away(hung_up.back_after_s)

    def _body(self) -> bytes:
        """By length, or in chunks, as CUPS sends documents; empty when it is too long or none."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            length = int(self.headers.get("Content-Length") or 0)
            return self.rfile.read(length) if 0 < length <= _BODY_LIMIT else b""
        body = bytearray()
        while size := int(self.rfile.readline(64).split(b";")[0] or b"0", 16):
            if len(body) + size > _BODY_LIMIT:
                return b""
            body += self.rfile.read(size)
            self.rfile.readline(8)
        self.rfile.readline(8)
        return bytes(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the bench's output belongs to whoever started it."""


class IppServer(ThreadingHTTPServer):
    """Answers for its queues until it is shut down."""

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        port: int,
        queues: Mapping[str, PrinterEngine],
        faults: WireFaults | None = None,
        go_away: Callable[[float], None] = lambda _: None,
    ) -> None:
        """`queues` by path; `port` 0 takes any that is free. `go_away` takes the server off the network for some seconds."""
        self.queues = queues
        self.faults = faults or WireFaults()
        self.go_away = go_away
        self._open: set[Any] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own types
        """Remember the connection, so that it can be cut."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as above
        """Forget it again."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """A caller that hangs up, or a plug pulled in mid-answer, is daily life for a printer."""

    def cut_connections(self) -> None:
        """Hang up on everybody, as a pulled plug does; keep-alive connections would live on otherwise."""
        for request in tuple(self._open):
            super().shutdown_request(request)
        self._open.clear()
