"""Bears kiosks and kills them: a warm parent forks one after another, so that sixty deaths cost seconds, not minutes."""

import os
import select
import signal
import subprocess
import sys
import time

_FORK = """
import os, sys
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            kiosk(*sys.argv[1:])
        finally:
            os._exit(1)
    os.write(1, f"pid {child}\\n".encode())
    os.waitpid(child, 0)
    os.write(1, b"dead\\n")
"""


class Nursery:
    """`program` defines ``kiosk(*arguments)``, which tells its citizens things by whole lines on descriptor 1."""

    def __init__(self, program: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", program + _FORK, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": "."},
        )
        self._rest = b""
        self._child = 0

    def one_life(self, seconds: float) -> list[str]:
        """What one kiosk told its citizens until ``kill -9``, `seconds` after its first word."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"next\n")
        self._process.stdin.flush()
        told: list[str] = []
        end = time.monotonic() + 20.0
        while (left := end - time.monotonic()) > 0:
            for word in self._words(left):
                if word.startswith("pid "):
                    self._child = int(word[4:])
                else:
                    end = min(end, time.monotonic() + seconds) if not told else end
                    told.append(word)
        os.kill(self._child, signal.SIGKILL)
        self._child = 0
        while "dead" not in told:
            told.extend(self._words(5.0))
        told.remove("dead")
        return told

    def close(self) -> None:
        """Leave no process behind."""
        if self._child:
            os.kill(self._child, signal.SIGKILL)
        self._process.communicate()

    def _words(self, seconds: float) -> list[str]:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], seconds)[0]:
            return []
        *lines, self._rest = (self._rest + os.read(self._process.stdout.fileno(), 65536)).split(b"\n")
        return [line.decode() for line in lines]
