"""The wire to central: what passes, what is cut, and whose answers are lost."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from devices.bench.network import Wire


class Central:
    """A server that remembers what reached it."""

    def __init__(self) -> None:
        seen: list[tuple[object, ...]] = []
        self.seen = seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                seen.append((self.command, self.path, body, self.headers.get("Authorization"), self.headers["Host"]))
                content = json.dumps({"got": len(body)}).encode()
                self.send_response(201)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("X-Signature", "abc")
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET  # noqa: N815 - the name that the standard library looks for

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def central() -> Iterator[Central]:
    central = Central()
    yield central
    central.stop()


@pytest.fixture
def wire(central: Central) -> Iterator[Wire]:
    wire = Wire("network", central.url)
    wire.start()
    yield wire
    wire.stop()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_a_request_and_its_answer_pass_unchanged(wire: Wire, central: Central, session: requests.Session) -> None:
    url = wire.start()["url"]
    for _ in range(3):
        answer = session.post(
            f"{url}/v1/submissions?x=1", data=b"body", headers={"Authorization": "Bearer t"}, timeout=5
        )
        assert (answer.status_code, answer.json(), answer.headers["X-Signature"]) == (201, {"got": 4}, "abc")
    assert central.seen == [("POST", "/v1/submissions?x=1", b"body", "Bearer t", url.removeprefix("http://"))] * 3
    chunked = session.post(f"{url}/v1/submissions", data=iter([b"ab", b"cde"]), timeout=5)
    assert chunked.json() == {"got": 5}


def test_a_lost_answer_means_that_the_request_was_carried_out(
    wire: Wire, central: Central, session: requests.Session
) -> None:
    url = wire.start()["url"]
    wire.command("lose_answers", {"count": 2})
    assert session.get(f"{url}/v1/releases", timeout=5).status_code == 201
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            session.post(f"{url}/v1/submissions", data=b"case", timeout=5)
    assert session.post(f"{url}/v1/submissions", data=b"case", timeout=5).status_code == 201
    assert [seen[0] for seen in central.seen] == ["GET", "POST", "POST", "POST"]
    assert wire.state()["lost_answers"] == 2


def test_a_cut_wire_breaks_what_is_open_and_refuses_what_comes(
    wire: Wire, central: Central, session: requests.Session
) -> None:
    url = wire.start()["url"]
    assert session.get(url, timeout=5).ok
    wire.command("cut", {})
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    wire.command("restore", {})
    assert session.get(url, timeout=5).ok
    assert len(central.seen) == 2


def test_a_server_that_is_away_is_a_broken_wire_not_an_answer(session: requests.Session) -> None:
    wire = Wire("network", "")
    url = wire.start()["url"]
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=5)
    wire.stop()


def test_a_slow_wire_is_slow(wire: Wire, session: requests.Session) -> None:
    url = wire.start()["url"]
    wire.command("delay", {"ms": 200})
    started = time.monotonic()
    assert session.get(url, timeout=5).ok
    assert time.monotonic() - started >= 0.2
