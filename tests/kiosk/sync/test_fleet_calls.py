"""Heartbeat, standing and events over real HTTP: what is not an answer is tried later, and nothing is believed by halves."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.protocol.audit_chain import NOTHING
from kiosk.protocol.fleet import HeartbeatAnswer, Standing
from kiosk.protocol.outcome import Delivered, NotAllowed, TryLater
from kiosk.sync.calls import SignedCalls
from kiosk.sync.fleet_calls import FleetCalls
from kiosk.sync.polling import Stood
from kiosk.sync.signing import RequestSigner
from tests.central.fleet.heartbeats import Log, heartbeat

STANDING = Standing(edition=3, release=2)


class Platform:
    """Answers what the test says, and remembers what it was asked with."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b""
        self.headers: dict[str, str] = {}
        self.asked: list[tuple[str, str, str]] = []
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", "0")))
                platform.asked.append((self.command, self.path, self.headers.get("If-None-Match", "")))
                self.send_response(platform.status)
                for name, value in platform.headers.items():
                    self.send_header(name, value)
                if platform.status != 304:
                    self.send_header("Content-Length", str(len(platform.body)))
                self.end_headers()
                self.wfile.write(platform.body)

            do_POST = do_GET  # noqa: N815 - the name that the standard library looks for

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def says(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.status, self.body, self.headers = status, body, headers

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def platform() -> Iterator[Platform]:
    made = Platform()
    yield made
    made.close()


@pytest.fixture
def calls(platform: Platform) -> Iterator[FleetCalls]:
    signer = RequestSigner("K-0412", Ed25519PrivateKey.generate().sign)
    signed = SignedCalls(f"http://127.0.0.1:{platform.server.server_port}", signer, read_timeout_s=3.0)
    yield FleetCalls(signed, signed)
    signed.close()


def test_a_standing_comes_with_its_tag_and_then_only_when_it_has_changed(calls: FleetCalls, platform: Platform) -> None:
    platform.says(200, STANDING.model_dump_json().encode(), ETag='"one"')
    assert calls.standing("") == Delivered(Stood('"one"', STANDING))
    platform.says(304, ETag='"one"')
    assert calls.standing('"one"') == Delivered(Stood('"one"', None))
    assert platform.asked == [("GET", "/v1/standing", ""), ("GET", "/v1/standing", '"one"')]


@pytest.mark.parametrize("tag", ["x" * 101, "caf\xe9"])
def test_a_tag_that_could_not_be_sent_back_is_none(calls: FleetCalls, platform: Platform, tag: str) -> None:
    platform.says(200, STANDING.model_dump_json().encode(), ETag=tag)
    assert calls.standing("") == Delivered(Stood("", STANDING))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (304, b""),
        (200, b""),
        (200, b"<html>a captive portal</html>"),
        (200, b'{"edition": -1, "release": 1}'),
        (200, b'{"edition": 1, "release": "rm"}'),
        (200, b'{"edition": 1, "release": 1, "commands": [{}]}'),
        (204, b""),
        (302, b""),
        (500, b""),
    ],
)
def test_what_is_no_standing_is_asked_for_again_later(
    calls: FleetCalls, platform: Platform, status: int, body: bytes
) -> None:
    platform.says(status, body, Location="/v1/ping")
    assert isinstance(calls.standing(""), TryLater)
    assert len(platform.asked) == 1


def test_a_heartbeat_is_answered_with_how_far_the_log_is_followed(calls: FleetCalls, platform: Platform) -> None:
    beat = heartbeat("K-0412", Log(), [])
    answer = HeartbeatAnswer(audit_n=0, audit_hash=NOTHING)
    platform.says(200, answer.model_dump_json().encode())
    assert calls.heartbeat(beat) == Delivered(answer)
    platform.says(200, b'{"audit_n": 1, "audit_hash": "x"}')
    assert isinstance(calls.heartbeat(beat), TryLater)
    platform.says(401)
    assert calls.heartbeat(beat) == NotAllowed(401)


def test_events_that_are_refused_or_redirected_are_no_connection(calls: FleetCalls, platform: Platform) -> None:
    platform.says(403)
    assert calls.events() == NotAllowed(403)
    platform.says(307, Location="/v1/ping")
    assert isinstance(calls.events(), TryLater)
    platform.says(404)
    assert isinstance(calls.events(), TryLater)


def test_a_stream_that_ends_has_said_what_it_said(calls: FleetCalls, platform: Platform) -> None:
    platform.says(200, b"event: look\ndata: 1\n\n" + b"x" * 10_000_000)
    stream = calls.events()
    assert isinstance(stream, Delivered)
    lines = list(stream.answer.lines())
    assert lines[:3] == [b"event: look", b"data: 1", b""]
    assert all(len(line) <= 4096 for line in lines)
    stream.answer.close()
