"""A stand-in for the platform: the wire contract over real HTTP, and everything that can go wrong on purpose."""

import json
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from time import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSignaturesException, HTTPMessageVerifier, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519

from kiosk.sync.signing import PlatformClock, RequestSigner

KEY = Ed25519PrivateKey.from_private_bytes(b"of these tests, and of no other ")
KIOSK = "0412"

LOSE_REQUEST = "lose_request"
"""The line breaks before the platform has done anything"""
LOSE_ANSWER = "lose_answer"
"""The platform has stored the case, the line breaks before its answer"""


@dataclass
class Message:
    """A call as the library wants to see it."""

    method: str
    url: str
    headers: dict[str, str]


class _OneKey(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Any:
        return KEY.public_key() if key_id == KIOSK else None


def signer(key: Ed25519PrivateKey = KEY, *, skew_s: float = 0.0) -> RequestSigner:
    """Signs as the kiosk that the stand-in knows; with another key than its own, as somebody who says so."""
    return RequestSigner(KIOSK, key.sign, PlatformClock(wall=lambda: time() + skew_s))


class StandInPlatform:
    """One platform with a memory. `script` holds what happens to the next POSTs; empty means everything goes well.

    An entry is LOSE_REQUEST, LOSE_ANSWER, or (status, headers, body), or a dict that overrides fields of the answer.
    """

    def __init__(self) -> None:
        self.cases: dict[str, bytes] = {}
        self.received: list[str] = []
        self.ratings: dict[str, bytes] = {}
        self.blobs: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.offsets: dict[str, str] = {}
        self.lengths: list[int] = []
        self.puts = 0
        self.cut_short = 0
        self.posts: list[str] = []
        self.script: deque[Any] = deque()
        self.poisoned: set[str] = set()
        self.ping_status = 204
        self.forgets_keys = False
        self.change = Condition()
        self.verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=_OneKey())
        self._server: ThreadingHTTPServer | None = None
        self._thread: Thread | None = None
        self._lines: set[socket.socket] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Listen, on the same port as before."""
        platform = self

        class Handler(_Handler):
            stand_in = platform

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request: object, client_address: object) -> None:
                """A line that breaks is what these tests are about."""

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def down(self) -> None:
        """Nobody listens, and every open line is cut."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = self._thread = None
        for line in tuple(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        with self.change:
            assert self.change.wait_for(lambda: not self._lines, 5.0)

    def wait_until(self, true: Any, seconds: float = 10.0) -> bool:
        """Wait for the memory to change into what `true()` wants."""
        with self.change:
            return bool(self.change.wait_for(true, seconds))

    def line(self, connection: socket.socket, *, is_open: bool) -> None:
        with self.change:
            (self._lines.add if is_open else self._lines.discard)(connection)
            self.change.notify_all()

    def case(self, key: str, body: bytes) -> tuple[int, bytes]:
        """Take an application, once."""
        if key in self.poisoned:
            return 422, problem(422, "unknown matter")
        if key in self.cases and not self.forgets_keys:
            if self.cases[key] != body:
                return 422, problem(422, "same key, other bytes")
            return 200, self.answer(key, body)
        self.cases[key] = body
        self.received.append(key)
        return 201, self.answer(key, body)

    def answer(self, key: str, body: bytes, **wrong: str) -> bytes:
        right = {
            "case_no": f"B{len(self.received):04d}",
            "application_id": key,
            "application_sha256": sha256(body).hexdigest(),
            "accepted_at": "2026-03-02T15:40:01Z",
        }
        return json.dumps(right | wrong).encode()

    @staticmethod
    def received_answer(key: str, body: bytes) -> bytes:
        """Of a rating or a report."""
        right = {"id": key, "sha256": sha256(body).hexdigest(), "received_at": "2026-03-02T15:40:01Z"}
        return json.dumps(right).encode()


def problem(status: int, title: str) -> bytes:
    told = {"type": "urn:suishiban:problem:no", "title": title, "status": status, "detail": "quotes 990101"}
    return json.dumps(told).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stand_in: StandInPlatform

    def setup(self) -> None:
        super().setup()
        self.stand_in.line(self.connection, is_open=True)

    def finish(self) -> None:
        try:
            with suppress(OSError):
                super().finish()
        finally:
            self.stand_in.line(self.connection, is_open=False)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _reply(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _break_off(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _allowed(self, body: bytes | None = b"") -> bool:
        """Whether the call is signed; `body` None where it has to have the hash in the address anyway."""
        message = Message(self.command, f"http://platform.invalid{self.path}", dict(self.headers.items()))
        try:
            self.stand_in.verifier.verify(message, expect_tag="suishiban", max_age=timedelta(minutes=5), body=body)
        except HTTPMessageSignaturesException:
            pass
        else:
            return True
        self._reply(401, problem(401, "who are you"))
        return False

    def _body(self) -> bytes:
        """The whole body. Half of one, left by a kiosk that died while sending, must never become a case."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            self.stand_in.cut_short += 1
            raise ConnectionAbortedError
        return body

    def do_GET(self) -> None:
        if self._allowed():
            self._reply(self.stand_in.ping_status)

    def do_HEAD(self) -> None:
        if self._allowed():
            digest = self.path.rsplit("/", 1)[1]
            offset = {
                "Upload-Offset": self.stand_in.offsets.get(digest, str(len(self.stand_in.parts.get(digest, b""))))
            }
            self._reply(200 if digest in self.stand_in.blobs else 404, headers=offset)

    def do_PUT(self) -> None:
        body = self._body()
        digest = self.path.rsplit("/", 1)[1]
        if not self._allowed(None):
            return
        self.stand_in.lengths.append(len(body))
        start = self.headers.get("Content-Range", "bytes 0-").removeprefix("bytes ").split("-")[0]
        body = self.stand_in.parts.pop(digest, b"")[: int(start)] + body
        if sha256(body).hexdigest() != digest:
            self._reply(422, problem(422, "other hash"))
            return
        self.stand_in.puts += 1
        self.stand_in.blobs[digest] = body
        self._reply(201)

    def do_POST(self) -> None:
        body = self._body()
        if not self._allowed(body):
            return
        key = self.headers.get("Idempotency-Key", "")
        with self.stand_in.change:
            self.stand_in.posts.append(key)
            plan = self.stand_in.script.popleft() if self.stand_in.script else None
            if isinstance(plan, tuple) or plan == LOSE_REQUEST:
                status, reply = 0, b""
            elif self.path.endswith("/prefill"):
                status, reply = 200, b'{"values": {"a": "1"}}'
            elif b'"score"' in body:
                self.stand_in.ratings[key] = body
                status, reply = 201, self.stand_in.received_answer(key, body)
            else:
                status, reply = self.stand_in.case(key, body)
            self.stand_in.change.notify_all()
        if plan in (LOSE_REQUEST, LOSE_ANSWER):
            self._break_off()
        elif isinstance(plan, tuple):
            self._reply(plan[0], plan[2], plan[1])
        elif isinstance(plan, dict):
            self._reply(status, self.stand_in.answer(key, body, **plan))
        else:
            self._reply(status, reply)


@contextmanager
def standing_in() -> Iterator[StandInPlatform]:
    """A platform that is up, and gone at the end."""
    platform = StandInPlatform()
    platform.up()
    try:
        yield platform
    finally:
        platform.down()
