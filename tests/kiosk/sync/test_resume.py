"""A thin line that breaks again and again: each try of the real client at the real platform gets further."""

import secrets
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread

from kiosk.protocol.outcome import Delivered, TryLater
from kiosk.sync.client import CentralClient
from tests.central.running import RunningCentral

SIZE = 1_000_000
CUT = 300_000


class ThinLine:
    """Hands bytes through to a platform, and breaks every connection after `CUT` of them."""

    def __init__(self, target: str) -> None:
        host, port = target.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    @classmethod
    @contextmanager
    def to(cls, target: str) -> Iterator["ThinLine"]:
        line = cls(target)
        try:
            yield line
        finally:
            line._listener.shutdown(socket.SHUT_RDWR)
            line._listener.close()
            for thread in line._threads:
                thread.join(10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
                for carry in (self._up, self._down):
                    self._threads.append(Thread(target=carry, args=(near, far)))
                    self._threads[-1].start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        left = CUT
        with suppress(OSError):
            while left and (data := near.recv(min(65536, left))):
                far.sendall(data)
                left -= len(data)
        for end in (far, near):
            with suppress(OSError):
                end.shutdown(socket.SHUT_WR if end is far else socket.SHUT_RDWR)

    def _down(self, near: socket.socket, far: socket.socket) -> None:
        with closing(near), closing(far), suppress(OSError):
            while data := far.recv(65536):
                near.sendall(data)


def test_a_blob_gets_over_a_line_that_never_holds_long_enough(tmp_path: Path) -> None:
    data = secrets.token_bytes(SIZE)
    digest = sha256(data).hexdigest()
    with RunningCentral.start(tmp_path / "central") as central, ThinLine.to(central.url) as line:
        outcomes = []
        for _ in range(50):
            with closing(CentralClient(line.url, central.signer)) as client:
                outcomes.append(client.put_blob(digest, data, "application/octet-stream"))
            if isinstance(outcomes[-1], Delivered):
                break
        assert isinstance(outcomes[-1], Delivered)
        assert all(isinstance(outcome, TryLater) for outcome in outcomes[:-1])
        assert len(outcomes) >= SIZE // CUT  # no connection could carry it whole
        assert central.call("HEAD", f"/v1/blobs/{digest}").status_code == 200
