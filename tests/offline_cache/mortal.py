"""Opens stores in processes that die at a given statement; a warm parent forks them, so each costs milliseconds."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = """
import os, signal, sys
from pathlib import Path
import apsw
from offline_cache import database

def careless(connection, number, script):
    connection.execute(script)
    connection.pragma("user_version", number)

for line in sys.stdin:
    store, point, manner = line.rstrip().split("|")
    child = os.fork()
    if child == 0:
        count = 0
        def die_at(cursor, sql, bindings):
            global count
            count += 1
            if count == int(point):
                os.kill(os.getpid(), signal.SIGKILL)
            return True
        apsw.connection_hooks.append(lambda connection: setattr(connection, "exec_trace", die_at))
        if manner == "careless":
            database._apply = careless
        try:
            database.Database.open(Path(store)).close()
        finally:
            os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    print("killed" if killed else "lived", flush=True)
"""


class Mortal:
    """Made by `mortal`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def opens(self, store: Path, die_at: int, manner: str = "careful") -> bool:
        """Open `store`, and die at statement `die_at` (from 1). False when it was open before that."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{store}|{die_at}|{manner}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline() == "killed\n"


@contextmanager
def mortal() -> Iterator[Mortal]:
    """Processes that die; none is left at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    try:
        yield Mortal(process)
    finally:
        process.communicate()
