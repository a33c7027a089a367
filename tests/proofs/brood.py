"""A warm parent that bears one child after another, so that five hundred deaths cost a minute and not an hour.

The parent imports and prepares once; each child is forked from it, does all the work, and is the one that is killed with
SIGKILL. What a child shares with its forerunner is the disk (and, for the platform, the listening socket); its memory,
connections, threads and transactions die with it.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Condition, Thread
from typing import Self

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 60.0

# 1 is PR_SET_PDEATHSIG: whatever ends the tests ends the parent, and with it the child.
_FORK = """
import ctypes, gc, os, sys
die_with_parent = lambda: ctypes.CDLL(None).prctl(1, 9)
die_with_parent()
prepare = globals().get("prepare", lambda *_: None)
prepare(*sys.argv[1:])
gc.collect()
gc.freeze()
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            die_with_parent()
            live(*sys.argv[1:])
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(1)
    os.write(1, f"pid {child}\\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(1, f"dead {os.waitstatus_to_exitcode(status)}\\n".encode())
"""


class Brood:
    """`program` defines ``live(*arguments)``, and ``prepare(*arguments)`` if the parent has something to do once.

    `log` takes what they say on stderr, `temporary` is where they put temporary files. Children tell things by whole
    lines on descriptor 1; ``up`` says that a child is at work.
    """

    def __init__(self, program: str, *arguments: str, log: Path, temporary: Path) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", program + _FORK, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        )
        self._change = Condition()
        self._child = 0
        self._up = False
        self._over = False
        self.deaths = 0
        self.unasked: list[str] = []
        """Deaths that nobody asked for: a bug in a child"""
        self.told: list[str] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        stdin.close()
        with self._change:
            child = self._child
        if child:
            os.kill(child, signal.SIGKILL)
        self._process.wait(_PATIENCE_S)
        self._reader.join(_PATIENCE_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()

    def bear(self) -> None:
        """One more child; returns when it is at work.

        Raises:
            AssertionError: it died at once.
        """
        deaths = self.deaths
        assert self._process.stdin is not None
        self._process.stdin.write(b"next\n")
        self._process.stdin.flush()
        self.wait(lambda: (self._up and self._child) or self.deaths > deaths)
        assert self.deaths == deaths, f"it died at its birth; see {self._log.name}"

    def kill(self) -> None:
        """End the child in the middle of whatever it does; returns when it is dead."""
        with self._change:
            assert self._child, f"it died before it was killed; see {self._log.name}"
            deaths = self.deaths
            os.kill(self._child, signal.SIGKILL)
        self.wait(lambda: self.deaths > deaths)

    def wait(self, true: object, seconds: float = _PATIENCE_S) -> None:
        """Wait until ``true()``.

        Raises:
            AssertionError: the parent ended, or it took too long.
        """
        with self._change:
            self._change.wait_for(lambda: true() or self._over, seconds)  # type: ignore[operator]
            assert true(), f"not in {seconds} s; see {self._log.name}"  # type: ignore[operator]

    def heard(self, first: str) -> list[str]:
        """What followed the word `first` in the lines told so far."""
        with self._change:
            return [line.removeprefix(first + " ") for line in self.told if line.startswith(first + " ")]

    def _read(self) -> None:
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            word, _, more = raw.decode().strip().partition(" ")
            with self._change:
                if word == "pid":
                    self._child = int(more)
                elif word == "dead":
                    self._child, self._up = 0, False
                    self.deaths += 1
                    if int(more) != -signal.SIGKILL:
                        self.unasked.append(more)
                elif word == "up":
                    self._up = True
                else:
                    self.told.append(raw.decode().strip())
                self._change.notify_all()
        with self._change:
            self._over = True
            self._change.notify_all()
