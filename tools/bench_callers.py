"""Callers for the platform's figures: calls that are signed and sealed beforehand, sent from a process of their own.

A caller is a thread with a socket that is kept: it writes the bytes it was given and reads one answer, nothing else, for what
it costs is taken from the platform on the same machine.
"""

import multiprocessing
import resource
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from threading import Lock, Thread
from urllib.parse import urlsplit

from kiosk.sync.signing import RequestSigner
from offline_cache.message import Outgoing
from offline_cache.vault import Vault
from tests.central.fleet.heartbeats import Log, heartbeat
from tests.proofs.shop import KIOSK, NUMBER, message, sealing

_PATIENCE_S = 60.0
FLEET = 500
"""Kiosks that say how they are: two calls of one kiosk at once would wait for each other, as they never do in the street"""


def seeded_kiosk(number: int) -> str:
    """The id that `tools.seed_platform` gives, counted from 0."""
    return f"S-{number:06d}"


@dataclass(frozen=True, slots=True)
class Call:
    """A POST, and the status that its answer must have."""

    path: str
    body: bytes
    headers: dict[str, str]
    status: int

    def wire(self, host: str) -> bytes:
        """As it goes over the line."""
        headers = {"Host": host, "Content-Length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {self.path} HTTP/1.1\r\n{head}\r\n".encode() + self.body


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of many calls: milliseconds of each, how long all took, and the processor time that asking cost."""

    times: list[float]
    wall_s: float
    own_s: float

    @property
    def a_second(self) -> float:
        """Calls a second."""
        return len(self.times) / self.wall_s

    @property
    def cost(self) -> str:
        """What asking took from the machine that answers."""
        return f"the callers took {self.own_s / self.wall_s:.0%} of a core"

    @property
    def each_ms(self) -> float:
        """The time in which another one was answered."""
        return 1000 / self.a_second


@dataclass(frozen=True, slots=True)
class Sender:
    """Makes calls that the platform believes: those of kiosk `KIOSK` with the key in `vault`."""

    vault: Vault
    intake: str

    def submissions(self, count: int) -> list[Call]:
        """Sealed applications, each of its own."""
        seal, made = sealing(self.intake), []
        base = int(time.time()) << 40  # the ids of another run are others
        for number in range(count):
            outgoing = _of_somebody(message(base + number), number)
            made.append(self._call("/v1/submissions", seal(outgoing).body, 201, key=outgoing.id))
        return made

    def heartbeats(self, count: int) -> list[Call]:
        """Of `FLEET` seeded kiosks in turn; each is signed anew and written down. All are in trouble, which costs more."""
        kiosks = [seeded_kiosk(number) for number in range(FLEET)]
        bodies = {kiosk: heartbeat(kiosk, Log(), []).model_dump_json().encode() for kiosk in kiosks}
        turns = (kiosks[number % FLEET] for number in range(count))
        return [self._call("/v1/heartbeats", bodies[kiosk], 200, kiosk=kiosk) for kiosk in turns]

    def _call(self, path: str, body: bytes, status: int, key: str = "", kiosk: str = KIOSK) -> Call:
        headers = RequestSigner(kiosk, self.vault.sign).headers("POST", path, body, key=key)
        return Call(path, body, {**headers, "Content-Type": "application/json"}, status)


def _of_somebody(outgoing: Outgoing, number: int) -> Outgoing:
    """The same application by a person of its own: nobody has thousands of open cases."""
    body = outgoing.body.replace(NUMBER.encode(), _id_number(number).encode())
    return replace(outgoing, body=body)


def _id_number(number: int) -> str:
    """A synthetic one (the area does not exist) with its check character, GB 11643."""
    digits = f"990101{1950 + number // 999 % 50}0101{number % 999 + 1:03d}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def sent(url: str, calls: Sequence[Call], callers: int) -> Taken:
    """Send `calls` over so many connections, as fast as they are answered.

    Raises:
        RuntimeError: an answer was another than it should be.
    """
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(url, calls, callers, there))
    process.start()
    there.close()
    try:
        taken: Taken | str = here.recv()
    except EOFError:
        taken = "the callers ended before their calls"
    process.join()
    if isinstance(taken, str):
        raise RuntimeError(taken)  # noqa: TRY004  what the callers said, not a wrong type
    return taken


def _send(url: str, calls: Sequence[Call], callers: int, tell: Connection) -> None:
    at = urlsplit(url)
    left, lock = iter([(call.wire(at.netloc), str(call.status).encode()) for call in calls]), Lock()
    times: list[float] = []
    wrong: list[str] = []
    threads = [
        Thread(target=_caller, args=((at.hostname, at.port), left, lock, times, wrong), daemon=True)
        for _ in range(callers)
    ]
    began, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, now = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    own = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    tell.send(wrong[0] if wrong else Taken(times, wall, own))


def _caller(
    at: tuple[str, int], left: Iterator[tuple[bytes, bytes]], lock: Lock, times: list[float], wrong: list[str]
) -> None:
    with socket.create_connection(at, _PATIENCE_S) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while not wrong:
            with lock:
                wire, status = next(left, (b"", b""))
            if not wire:
                return
            began = time.perf_counter()
            line.sendall(wire)
            answer = _answer(line)
            times.append((time.perf_counter() - began) * 1000)
            if answer[9:12] != status:
                wrong.append(answer[:600].decode(errors="replace"))


def _answer(line: socket.socket) -> bytes:
    """Head and body of one answer that states its length."""
    data = line.recv(65536)
    while b"\r\n\r\n" not in data:
        data += _more(line)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += _more(line)
    return head + b"\r\n\r\n" + body


def _more(line: socket.socket) -> bytes:
    data = line.recv(65536)
    if not data:
        raise ConnectionResetError("the platform ended the connection in the middle of an answer")
    return data
