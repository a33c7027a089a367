"""A motion-JPEG camera on HTTP (``multipart/x-mixed-replace``), one frame clock for all who look."""

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

from devices.bench.faulty_wire import WireFaults, played

BOUNDARY = "suishiban"
PATH = "/stream.mjpg"

NextPicture = Callable[[], bytes | None]
"""called once per frame and viewer; none: send nothing this time (the camera stalls)"""


class MjpegServer:
    """Serves ``http://127.0.0.1:PORT/stream.mjpg`` between `start` and `stop`; may be started again on its port."""

    def __init__(self, next_picture: NextPicture, frame_s: float) -> None:
        """A frame every `frame_s` seconds, only while somebody is connected."""
        self._next_picture = next_picture
        self._frame_s = frame_s
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._port = 0
        self.faults = WireFaults()
        """a frame of the wire is a picture with its part header"""

    @property
    def url(self) -> str:
        """Of the stream; known after the first `start`."""
        return f"http://127.0.0.1:{self._port}{PATH}"

    @property
    def viewers(self) -> int:
        """How many are connected now."""
        return self._server.viewers if self._server is not None else 0

    @property
    def visits(self) -> int:
        """How often somebody has connected."""
        return self._server.visits if self._server is not None else 0

    def start(self) -> None:
        """Listen; the port is free at first and the same ever after."""
        self._server = _Server(("127.0.0.1", self._port), _Viewer)
        self._server.next_picture, self._server.frame_s = self._next_picture, self._frame_s
        self._server.faults = self.faults
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="mjpeg", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and drop everybody; safe to call twice."""
        server, self._server = self._server, None
        if server is None or self._thread is None:
            return
        server.ended.set()
        server.shutdown()
        server.drop_all()
        server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    # server_close joins the viewers' threads: after stop none is left.
    daemon_threads = False
    block_on_close = True
    next_picture: NextPicture
    frame_s: float
    faults: WireFaults

    def __init__(self, address: tuple[str, int], viewer: type[BaseHTTPRequestHandler]) -> None:
        self.ended = threading.Event()
        self._connections: set[socket.socket] = set()
        self.visits = 0
        self._guard = threading.Lock()
        super().__init__(address, viewer)

    @property
    def viewers(self) -> int:
        return len(self._connections)

    def admit(self, connection: socket.socket) -> None:
        with self._guard:
            self._connections.add(connection)
            self.visits += 1

    def dismiss(self, connection: socket.socket) -> None:
        with self._guard:
            self._connections.discard(connection)

    def drop_all(self) -> None:
        with self._guard:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # gone by itself


class _Viewer(BaseHTTPRequestHandler):
    timeout = 5.0

    def do_GET(self) -> None:
        """Stream until one side has enough."""
        if self.path != PATH:
            self.send_error(404)
            return
        server = cast("_Server", self.server)
        server.admit(self.connection)
        try:
            self._stream(server)
        except OSError:
            self.close_connection = True  # the viewer left
        finally:
            server.dismiss(self.connection)

    def _stream(self, server: _Server) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        while not server.ended.is_set():
            picture = server.next_picture()
            if picture is not None:
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
                steps = server.faults.steps(head.encode() + picture + b"\r\n")
                if played(steps, self.wfile.write, server.ended.wait) is not None:
                    return
            server.ended.wait(server.frame_s)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server uses
        """The bench keeps no access log."""
