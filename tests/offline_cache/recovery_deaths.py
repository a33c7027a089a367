"""Recovers stores in processes that die, or whose disk fails, at a given step; a warm parent forks them.

A step is a statement of SQLite, or a call that changes a name or opens a file below the folder of the store.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = """
import errno, logging, os, sys
from pathlib import Path
import apsw
from tests.offline_cache.samples import APPLIED_AT, clear
from offline_cache.errors import StoreRefused
from offline_cache.standing import Limits
from offline_cache.store import Store

logging.disable(logging.CRITICAL)
EVENTS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "os.truncate", "open"}
count, armed = 0, True

def one_life(store, point, manner):
    def step(sqlite):
        global count
        count += 1
        if not armed or count < point:
            return
        if manner == "dies":
            os._exit(9)
        if manner == "is full":
            raise apsw.FullError("full") if sqlite else OSError(errno.ENOSPC, "no room")
        if count == point:
            raise apsw.IOError("sector") if sqlite else OSError(errno.EIO, "sector")

    def on_statement(cursor, sql, bindings):
        step(True)
        return True

    def on_call(event, arguments):
        if event in EVENTS and store in str(arguments[0]):
            step(False)

    apsw.connection_hooks.append(lambda connection: setattr(connection, "exec_trace", on_statement))
    sys.addaudithook(on_call)
    try:
        kept = Store.open(Path(store), clear, now=lambda: APPLIED_AT, limits=Limits(stop_free_bytes=0), ballast_bytes=0)
    except StoreRefused:
        return 1 if count >= point else 2
    reached = count >= point
    globals()["armed"] = False
    for _ in range(2):
        kept.look_after(True)
    kept.close()
    return 1 if reached else 2

for line in sys.stdin:
    store, point, manner = line.rstrip().split("|")
    child = os.fork()
    if child == 0:
        try:
            os._exit(one_life(store, int(point), manner))
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_REACHED, _NOT_REACHED = ("9", "1"), "2"


class Deaths:
    """Made by `deaths`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def opens(self, store: Path, step: int, manner: str) -> bool:
        """Open `store` and look after it; at `step` (from 1) of the opening it ``dies``, or the disk ``fails`` or ``is full``.

        False when the store was open before that.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{store}|{step}|{manner}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        assert answer in (*_REACHED, _NOT_REACHED), f"step {step}, {manner}: {answer}"
        return answer in _REACHED


@contextmanager
def deaths() -> Iterator[Deaths]:
    """Processes that die; none is left at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    try:
        yield Deaths(process)
    finally:
        process.communicate()
