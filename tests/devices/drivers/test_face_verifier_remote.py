"""The platform's face comparison over real HTTP: a verdict only for a full answer to this very request."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from devices.api.face_verifier import (
    CardPhoto,
    NotComparable,
    OnFile,
    Unavailable,
    Verdict,
    WhyNotComparable,
    WhyUnavailable,
)
from devices.drivers.face_verifier_remote import RemoteFaceVerifier, RemoteVerifierOptions

Answer = Callable[[dict[str, Any]], tuple[int, bytes]]
PHOTO = CardPhoto(b"reference")


class Platform(ThreadingHTTPServer):
    daemon_threads = True
    answer: Answer
    asked: dict[str, Any]
    token: str | None = None
    elsewhere = ""


class Handler(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        self.server.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.token = self.headers["Authorization"]
        status, body = self.server.answer(self.server.asked)
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if self.server.elsewhere:
                self.send_header("Location", self.server.elsewhere)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the kiosk did not wait

    def do_OPTIONS(self) -> None:
        self.send_response(self.server.answer({})[0])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture(name="platform")
def _platform() -> Iterator[Platform]:
    server = Platform(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(name="verifier")
def _verifier(platform: Platform) -> RemoteFaceVerifier:
    url = f"http://127.0.0.1:{platform.server_port}/face/compare"
    return RemoteFaceVerifier(RemoteVerifierOptions(url=url, timeout_s=20))


def answering(status: int, **fields: object) -> Answer:
    return lambda asked: (status, json.dumps({"request_id": asked.get("request_id"), **fields}).encode())


@pytest.mark.parametrize(("score", "matches"), [(0.71, True), (0.59, False)])
def test_a_full_answer_is_a_verdict(
    platform: Platform, verifier: RemoteFaceVerifier, score: float, *, matches: bool
) -> None:
    platform.answer = answering(200, score=score, threshold=0.6, method="sample")
    verdict = verifier.verify(b"live", PHOTO)
    assert verdict == Verdict(score=score, threshold=0.6, method="sample")
    assert verdict.matches is matches
    assert platform.asked["live"] == "bGl2ZQ=="
    assert platform.asked["reference"] == {"kind": "photo", "jpeg": "cmVmZXJlbmNl"}


def test_the_reference_may_be_on_file_and_the_kiosk_shows_its_token(platform: Platform, tmp_path: Path) -> None:
    platform.answer = answering(422, not_comparable="no_face")
    token = tmp_path / "token"
    token.write_text("secret\n")
    url = f"http://127.0.0.1:{platform.server_port}/"
    verifier = RemoteFaceVerifier(RemoteVerifierOptions(url=url, token_file=token))
    said = verifier.verify(b"live", OnFile("某某", "990101"))
    assert said == NotComparable(WhyNotComparable.NO_FACE)
    assert platform.asked["reference"] == {"kind": "on_file", "name": "某某", "number": "990101"}
    assert platform.token == "Bearer secret"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (answering(200), WhyUnavailable.BAD_ANSWER),
        (answering(200, matches=True, method="sample"), WhyUnavailable.BAD_ANSWER),
        (answering(200, score=0.9, method="sample"), WhyUnavailable.BAD_ANSWER),
        (answering(200, score="0.9", threshold=0.6, method="sample"), WhyUnavailable.BAD_ANSWER),
        (answering(200, score=True, threshold=0.6, method="sample"), WhyUnavailable.BAD_ANSWER),
        (answering(200, score=0.9, threshold=float("nan"), method="sample"), WhyUnavailable.BAD_ANSWER),
        (answering(200, request_id="other", score=0.9, threshold=0.6, method="x"), WhyUnavailable.BAD_ANSWER),
        (answering(422, not_comparable="because"), WhyUnavailable.BAD_ANSWER),
        (lambda _: (200, b"true"), WhyUnavailable.BAD_ANSWER),
        (lambda _: (200, b""), WhyUnavailable.BAD_ANSWER),
        (answering(404), WhyUnavailable.NO_SERVICE),
        (answering(501), WhyUnavailable.NO_SERVICE),
        (answering(503), WhyUnavailable.NO_SERVICE),
        (answering(401), WhyUnavailable.REFUSED),
        (answering(500, score=0.9, threshold=0.6, method="sample"), WhyUnavailable.REFUSED),
    ],
)
def test_anything_else_is_no_verdict(
    platform: Platform, verifier: RemoteFaceVerifier, answer: Answer, why: WhyUnavailable
) -> None:
    platform.answer = answer
    said = verifier.verify(b"live", PHOTO)
    assert isinstance(said, Unavailable)
    assert said.why is why


def test_where_there_is_no_service_it_is_said_beforehand(platform: Platform, verifier: RemoteFaceVerifier) -> None:
    platform.answer = answering(404)
    assert verifier.available() == Unavailable(WhyUnavailable.NO_SERVICE, "HTTP 404")
    platform.answer = answering(204)
    assert verifier.available() is None


def test_a_platform_that_is_away_or_silent_is_no_verdict(platform: Platform) -> None:
    away = RemoteFaceVerifier(RemoteVerifierOptions(url="http://127.0.0.1:9/"))
    assert away.available() == Unavailable(WhyUnavailable.NO_SERVICE, "ConnectionError")
    assert away.verify(b"live", PHOTO) == Unavailable(WhyUnavailable.NO_SERVICE, "ConnectionError")

    waiting = threading.Event()

    def silent(_: dict[str, Any]) -> tuple[int, bytes]:
        waiting.wait(5)
        return 500, b""

    platform.answer = silent
    url = f"http://127.0.0.1:{platform.server_port}/"
    assert RemoteFaceVerifier(RemoteVerifierOptions(url=url, timeout_s=0.2)).verify(b"live", PHOTO) == Unavailable(
        WhyUnavailable.TOO_SLOW
    )
    waiting.set()


def test_a_face_is_not_sent_on_to_where_the_platform_points(platform: Platform, verifier: RemoteFaceVerifier) -> None:
    asked: list[dict[str, Any]] = []

    def point_elsewhere(request: dict[str, Any]) -> tuple[int, bytes]:
        asked.append(request)
        return 307, b""

    platform.answer = point_elsewhere
    platform.elsewhere = f"http://127.0.0.1:{platform.server_port}/elsewhere"
    assert verifier.verify(b"live", PHOTO) == Unavailable(WhyUnavailable.REFUSED, "HTTP 307")
    assert len(asked) == 1
