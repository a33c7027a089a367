"""A really started push service beside a running platform, and a kiosk's end of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

from kiosk.sync.calls import Reply, Request, SignedCalls, Stream
from tests.central.running import ROOT, RunningCentral

_PATIENCE_S = 30.0


@dataclass
class RunningPush:
    """One push service; everything it says on stderr is kept in `log_file`."""

    url: str
    process: "subprocess.Popen[str]"
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text()


@contextmanager
def serving(central: RunningCentral, *arguments: str) -> Iterator[RunningPush]:
    """Start one on the state of `central`."""
    log_file = central.state / "push.stderr"
    command = [sys.executable, "-W", "error", "-m", "central", "push", "--state", str(central.state), *arguments]
    with log_file.open("a") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("push ready "), log_file.read_text()
        yield RunningPush(line.removeprefix("push ready ").strip(), process, log_file)
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)
        if process.stdout is not None:
            process.stdout.close()


class Listener:
    """A kiosk's connection, whose lines are waited for."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._stream.lines():
            self._lines.put(line)
        self._lines.put(None)

    def hears(self, wanted: bytes, within_s: float = 10.0) -> bool:
        """Whether a line `wanted` comes before the connection ends."""
        try:
            while (line := self._lines.get(timeout=within_s)) is not None:
                if line == wanted:
                    return True
        except Empty:
            pass
        return False

    def is_ended(self, within_s: float = 10.0) -> bool:
        """Whether the connection ends."""
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        self._stream.close()
        self._thread.join(5)


def calls_of(central: RunningCentral, push: RunningPush) -> SignedCalls:
    """What calls `push` as the kiosk of `central`."""
    return SignedCalls(push.url, central.signer)


def connected(central: RunningCentral, push: RunningPush) -> Listener:
    """A kiosk that listens already."""
    stream = calls_of(central, push).stream(Request("GET", "events"), silent_s=30.0)
    assert isinstance(stream, Stream), stream
    listener = Listener(stream)
    assert listener.hears(b"retry: 2000")
    return listener


def refused(calls: SignedCalls) -> int:
    """The status with which `calls` does not get a stream."""
    reply = calls.stream(Request("GET", "events"), silent_s=5.0)
    assert isinstance(reply, Reply), reply
    return reply.status
