"""A bad network between kiosk and platform: real TCP, whole HTTP requests, and a fate drawn for each of them.

Each request is read to its end, its fate drawn, and passed on (or not) over a line of its own, so that one broken line
breaks nothing else. A fate may only do what networks and the boxes in them do; nothing is ever altered and passed on.
"""

import random
import socket
import struct
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from enum import StrEnum
from threading import Event, Lock, Thread
from typing import Self

_CHUNK = 65536
_PATIENCE_S = 20.0
_HEAD_END = b"\r\n\r\n"


class Fate(StrEnum):
    """What becomes of one request."""

    PASS = "passed on"
    DROP_BEFORE = "line closed before the platform heard of it"
    DROP_AFTER = "platform has done it, line closed before its answer"
    BUSY = "503 by a box in between"
    DELAY = "held up, then passed on"
    RESET_MID_BODY = "line reset in the middle of the request"
    CUT_ANSWER = "line reset in the middle of the answer"
    HALF_OPEN = "platform has done it, nobody says anything any more"
    DUPLICATE = "passed on twice at once"
    LATE = "line closed; the request arrives after later ones"


class ChaosProxy:
    """Listens on `port` of 127.0.0.1 and passes on to `upstream`. `shares` are weights; empty: everything passes."""

    def __init__(self, upstream: int, shares: Mapping[Fate, float], seed: int, *, delay_s: float = 0.02) -> None:
        self._upstream = upstream
        self._dice = random.Random(seed)
        self._delay_s = delay_s
        self._lock = Lock()
        self._lines: set[socket.socket] = set()
        self._ending = Event()
        self._calm = Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._threads: list[Thread] = []
        self.shares = dict(shares)
        self.fates: Counter[Fate] = Counter()
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """What the kiosk is told."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._spawn(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._calm.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_PATIENCE_S)

    def calm(self) -> None:
        """From now on everything passes, and what was held up is let go."""
        self._calm.set()

    def _spawn(self, work: object, *arguments: object) -> None:
        thread = Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()

    def _listen(self) -> None:
        while not self._ending.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._spawn(self._serve, line)

    def _draw(self) -> Fate:
        with self._lock:
            fates = list(self.shares)
            drawn = self._dice.choices(fates, [self.shares[fate] for fate in fates])[0] if fates else Fate.PASS
            fate = Fate.PASS if self._calm.is_set() else drawn
            self.fates[fate] += 1
        return fate

    def _serve(self, line: socket.socket) -> None:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._lines.add(line)
        try:
            rest = b""
            while not self._ending.is_set():
                request, rest = read_message(line, rest)
                if not request or not self._fulfil(self._draw(), request, line):
                    return
        except OSError:
            return
        finally:
            with self._lock:
                self._lines.discard(line)
            line.close()

    def _fulfil(self, fate: Fate, request: bytes, line: socket.socket) -> bool:
        """Let `fate` happen; whether the line lives on."""
        match fate:
            case Fate.PASS | Fate.DELAY | Fate.DUPLICATE:
                if fate is Fate.DELAY:
                    self._calm.wait(self._delay_s)
                if fate is Fate.DUPLICATE:
                    self._spawn(self._pass_on, request)
                answer = self._pass_on(request)
                line.sendall(answer)
                return bool(answer)
            case Fate.BUSY:
                line.sendall(b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")
                return True
            case Fate.DROP_AFTER:
                self._pass_on(request)
            case Fate.CUT_ANSWER:
                answer = self._pass_on(request)
                line.sendall(answer[: len(answer) // 2])
                _reset(line)
            case Fate.RESET_MID_BODY:
                self._half(request)
                _reset(line)
            case Fate.HALF_OPEN:
                self._pass_on(request)
                self._calm.wait(_PATIENCE_S)
            case Fate.LATE:
                self._spawn(self._later, request)
            case Fate.DROP_BEFORE:
                pass
        return False

    def _pass_on(self, request: bytes) -> bytes:
        """The platform's answer, whole; empty when it gave none."""
        try:
            with closing(socket.create_connection(("127.0.0.1", self._upstream), _PATIENCE_S)) as line:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.sendall(request)
                return read_message(line, b"", has_body=not request.startswith(b"HEAD "))[0]
        except OSError:
            return b""

    def _half(self, request: bytes) -> None:
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", self._upstream), _PATIENCE_S)) as line:
            line.sendall(request[: len(request) * 2 // 3])
            _reset(line)

    def _later(self, request: bytes) -> None:
        self._calm.wait(self._delay_s * 5)
        self._pass_on(request)


def read_message(line: socket.socket, rest: bytes, *, has_body: bool = True) -> tuple[bytes, bytes]:
    """One HTTP message, and what came after it. Empty when the line ended first: half a message is none."""
    data = rest
    while _HEAD_END not in data:
        if not (chunk := line.recv(_CHUNK)):
            return b"", b""
        data += chunk
    head, _, _ = data.partition(_HEAD_END)
    length = _content_length(head) if has_body else 0
    if length is None:
        raise OSError("a message without a length")
    whole = len(head) + len(_HEAD_END) + length
    pieces, size = [data], len(data)
    while size < whole:
        if not (chunk := line.recv(_CHUNK)):
            return b"", b""
        pieces.append(chunk)
        size += len(chunk)
    data = b"".join(pieces)
    return data[:whole], data[whole:]


def _content_length(head: bytes) -> int | None:
    lines = head.split(b"\r\n")
    for name, _, value in (line.partition(b":") for line in lines[1:]):
        if name.strip().lower() == b"content-length":
            return int(value)
        if name.strip().lower() == b"transfer-encoding":
            return None
    return 0


def _reset(line: socket.socket) -> None:
    """Close with RST instead of FIN."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
