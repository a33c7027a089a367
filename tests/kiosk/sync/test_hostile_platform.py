"""A platform that means harm: nothing is followed, believed, kept or waited for longer than a call may take."""

import gzip
import json
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Event, Thread

import pytest

from kiosk.protocol.outcome import Delivered, NotAllowed, TryLater
from kiosk.sync.calls import LONGEST_ANSWER, Request, Stream
from kiosk.sync.client import CentralClient
from tests.devices.fair_time import fair_time
from tests.kiosk.sync.stand_in import signer
from tests.offline_cache.samples import application

READ_S = 0.4
"""The client's patience for an answer; connecting may take as long again"""
DEADLINE_S = 3.0
Act = Callable[[socket.socket], object]


class Hostile:
    """Takes a call's head, then does as `act` says, on each connection anew."""

    def __init__(self, act: Act, *, reads: bool = True) -> None:
        self.act = act
        self.calls = 0
        self.over = Event()
        self._reads = reads
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self._lines.append(line)
                self._threads.append(Thread(target=self._serve, args=(line,)))
                self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                if self._reads and not _request(line):
                    return
                self.calls += 1
                self.act(line)

    def close(self) -> None:
        self.over.set()
        for each in (self._listener, *self._lines):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(10)


def _request(line: socket.socket) -> bytes:
    """One whole request, or nothing when the caller has gone."""
    got = b""
    while b"\r\n\r\n" not in got:
        if not (more := line.recv(65536)):
            return b""
        got += more
    head, _, body = got.partition(b"\r\n\r\n")
    lengths = [row for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < length:
        body += line.recv(65536)
    return head + body


@contextmanager
def hostile(act: Act, *, reads: bool = True) -> Iterator[tuple[Hostile, CentralClient]]:
    platform = Hostile(act, reads=reads)
    client = CentralClient(platform.url, signer(), connect_timeout_s=READ_S, read_timeout_s=READ_S)
    try:
        yield platform, client
    finally:
        client.close()
        platform.close()


def drip(head: bytes, drop: bytes) -> Act:
    """Say `head`, then `drop` again and again, always before a timeout from byte to byte would strike."""

    def act(line: socket.socket) -> None:
        line.sendall(head)
        never = Event()
        while not never.wait(READ_S / 8):
            line.sendall(drop)

    return act


def flood(head: bytes, wave: bytes) -> Act:
    """Say `head`, then `wave` as fast as it is taken, without an end."""

    def act(line: socket.socket) -> None:
        line.sendall(head)
        while True:
            line.sendall(wave)

    return act


def says(head: str, body: bytes = b"") -> Act:
    """One answer."""
    return lambda line: line.sendall(f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n".encode("latin-1") + body)


SLOW = {
    "nothing at all": drip(b"", b""),
    "status line": drip(b"HTTP/1.1 2", b"0"),
    "headers": drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "one header": drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "body": drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b" "),
    "chunks": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a chunk": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n", b" "),
    "chunk size": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "trailers": drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n"),
    "go on": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("act", SLOW.values(), ids=SLOW.keys())
def test_who_takes_for_ever_is_left_in_time(act: Act) -> None:
    with hostile(act) as (_, client):
        began = fair_time()
        outcome = client.ping()
        assert isinstance(outcome, TryLater)
        assert outcome.why in ("timeout", "no_connection")
        assert fair_time() - began < DEADLINE_S


ENDLESS = {
    "a body": flood(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536),
    "a promised body": flood(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n", b" " * 65536),
    "chunks": flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "headers": flood(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "a header": flood(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 65536),
    "a status": flood(b"HTTP/1.1 200 ", b"b" * 65536),
    "go on": flood(b"", b"HTTP/1.1 100 Continue\r\nX-A: b\r\n\r\n"),
    "trailers": flood(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-A: b\r\n" * 1000),
}


@pytest.mark.parametrize("act", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_has_no_end_is_cut_off_in_time_and_space(act: Act) -> None:
    message = application()
    with hostile(act) as (_, client):
        began = fair_time()
        tracemalloc.start()
        try:
            outcome = client.post_submission(message.body, message.id, "case")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert isinstance(outcome, TryLater)
        assert fair_time() - began < 2 * DEADLINE_S
        assert peak < 4 * LONGEST_ANSWER


def test_who_does_not_read_a_big_page_is_left_in_time() -> None:
    page = b"p" * 8_000_000
    never = Event()
    with hostile(lambda _: never.wait(DEADLINE_S), reads=False) as (_, client):
        began = fair_time()
        put = Request("PUT", "blobs/0", page, body_sha256=sha256(page).digest())
        outcome = client.calls.call(put)
        never.set()
        assert isinstance(outcome, TryLater)
        assert fair_time() - began < DEADLINE_S


def test_a_redirect_is_not_followed() -> None:
    message = application()
    with hostile(says("204 No Content")) as (elsewhere, _):
        for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
            with hostile(says(f"{status}\r\nLocation: {elsewhere.url}/v1/ping")) as (platform, client):
                assert client.ping() == TryLater(f"http_{status[:3]}", everyone=True)
                assert client.post_submission(message.body, message.id, "case") == TryLater(f"http_{status[:3]}")
                assert platform.calls == 2
        assert elsewhere.calls == 0


def answer(**wrong: object) -> bytes:
    message = {"case_no": "1", "application_id": "0" * 32, "application_sha256": "0" * 64}
    return json.dumps(message | {"accepted_at": "2026-03-02T15:40:01Z"} | wrong).encode()


BODIES = {
    "nothing": b"",
    "a page": b"<html>log in</html>",
    "a list": b"[]",
    "a number": b"1e999",
    "no json": b"\xff\xfe\x00",
    "depth": b"[" * 200_000,
    "a long number": b"9" * 1_000_000,
    "numbers for texts": answer(case_no=5),
    "a case of nobody": answer(),
    "members of its own": answer(erase="all"),
    "packed": gzip.compress(b" " * 50_000_000),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_what_is_no_answer_to_this_is_not_believed(body: bytes) -> None:
    message = application()
    for head in ("200 OK", "201 Created\r\nContent-Type: text/html", "200 OK\r\nContent-Encoding: gzip"):
        with hostile(says(head, body)) as (_, client):
            outcome = client.post_submission(message.body, message.id, "case")
            assert isinstance(outcome, TryLater)
            assert outcome.why in ("answer_unreadable", "answer_mismatch")


def test_the_right_answer_to_another_message_is_not_believed() -> None:
    mine, other = application(), application()
    stale = answer(application_id=other.id, application_sha256=sha256(other.body).hexdigest())
    with hostile(says("200 OK\r\nAge: 9999", stale)) as (_, client):
        assert client.post_submission(mine.body, mine.id, "case") == TryLater("answer_mismatch")
        assert isinstance(client.post_submission(other.body, other.id, "case"), Delivered)


def test_a_body_that_ends_too_soon_is_no_answer() -> None:
    def act(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}")
        line.shutdown(socket.SHUT_RDWR)

    message = application()
    with hostile(act) as (_, client):
        assert client.post_submission(message.body, message.id, "case") == TryLater("no_connection", everyone=True)


def test_cookies_are_not_kept() -> None:
    seen: list[bytes] = []

    def act(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 204 No Content\r\n" + b"Set-Cookie: a=%s\r\n\r\n" % (b"b" * 4000))
        seen.append(_request(line))
        line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with hostile(act) as (_, client):
        assert client.ping() == client.ping() == Delivered(None)
    assert seen
    assert b"cookie" not in seen[0].lower()


@pytest.mark.parametrize(
    "date", ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", "Mon, 99 Foo 2026", ""]
)
def test_a_date_of_another_world_costs_one_more_try_and_nothing_else(date: str) -> None:
    with hostile(says(f"401 Unauthorized\r\nDate: {date}")) as (platform, client):
        assert client.ping() == NotAllowed(401)
        assert platform.calls <= 2
        assert client.ping() == NotAllowed(401)
        assert platform.calls <= 4


@pytest.mark.parametrize("skew_s", [-10 * 365 * 86400, -3600, 3600, 10 * 365 * 86400])
def test_a_kiosk_whose_clock_is_wrong_is_believed_at_the_second_try(platform, skew_s: int) -> None:
    wrong = signer(skew_s=skew_s)
    client = CentralClient(platform.url, wrong, read_timeout_s=READ_S)
    try:
        assert client.ping() == Delivered(None)
        assert client.clock_offset_s == pytest.approx(-skew_s, abs=3)
        assert client.ping() == Delivered(None)
    finally:
        client.close()


WISHES = (
    "-1", "99999999999999999999", "soon", "1e5", "\xb2", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 -0000",
    "Fri, 31 Dec 9999 23:59:59 -1200",
)  # fmt: skip


@pytest.mark.parametrize("retry", WISHES)
def test_a_wish_to_wait_is_a_number_or_nothing(retry: str) -> None:
    message = application()
    with hostile(says(f"503 Busy\r\nRetry-After: {retry}")) as (_, client):
        outcome = client.post_submission(message.body, message.id, "case")
        assert isinstance(outcome, TryLater)
        assert outcome.retry_after is None or outcome.retry_after >= 0


def test_a_stream_ends_when_nothing_is_said_and_when_it_is_closed() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
    with hostile(flood(head, b"x" * 65536)) as (_, client):
        stream = client.calls.stream(Request("GET", "events"), silent_s=READ_S)
        assert isinstance(stream, Stream)
        reader = Thread(target=lambda: list(stream.lines()))
        tracemalloc.start()
        reader.start()
        Event().wait(READ_S)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        stream.close()
        reader.join(DEADLINE_S)
        assert not reader.is_alive()
        assert peak < LONGEST_ANSWER


def test_a_stream_that_has_fallen_silent_ends() -> None:
    def act(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: look\ndata: 5\r\n\n")
        Event().wait(2 * READ_S)

    with hostile(act) as (_, client):
        stream = client.calls.stream(Request("GET", "events"), silent_s=READ_S)
        assert isinstance(stream, Stream)
        assert list(stream.lines()) == [b"event: look", b"data: 5", b""]
        stream.close()
