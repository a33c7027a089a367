"""One application a state folder, however the one before has ended."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from offline_cache.errors import StoreInUse, StoreRefused
from offline_cache.state_lock import StateLock, is_held

HOLDER = """
import pathlib, subprocess, sys
from offline_cache.state_lock import StateLock
lock = StateLock.take(pathlib.Path(sys.argv[1]))
helper = subprocess.Popen(["sleep", "60"])
print(helper.pid, flush=True)
sys.stdin.read()
"""


def test_there_is_one_and_the_next_when_it_has_ended(tmp_path: Path) -> None:
    first = StateLock.take(tmp_path)
    with pytest.raises(StoreInUse, match=f"running on {tmp_path} already"):
        StateLock.take(tmp_path)
    assert is_held(tmp_path)
    first.release()
    first.release()
    assert not is_held(tmp_path)
    StateLock.take(tmp_path).release()
    assert list(tmp_path.iterdir()) == [], "it leaves nothing behind"


def test_one_that_was_killed_holds_nothing_although_its_helper_lives_on(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        helper = int(holder.stdout.readline())
        try:
            with pytest.raises(StoreInUse):
                StateLock.take(tmp_path)
            holder.kill()
            holder.wait()
            StateLock.take(tmp_path).release()
        finally:
            holder.kill()
            os.kill(helper, signal.SIGKILL)


def test_who_only_asks_refuses_nobodys_start(tmp_path: Path) -> None:
    """Asking tries the lock for a moment; planted by a start that tries only once."""
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            is_held(tmp_path)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(200):
            StateLock.take(tmp_path).release()
    finally:
        ended.set()
        asking.join()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="cannot be opened"):
        is_held(tmp_path / "none")
