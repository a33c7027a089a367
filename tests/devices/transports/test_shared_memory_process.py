"""A helper that hangs is ended at the deadline; one that was kept from running is waited for."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.transports.helper_process import HelperLate, HelperLost
from devices.transports.shared_memory_process import SharedMemoryProcess
from tests.devices.fair_time import fair_time

ECHO = """
import sys, threading
from devices.transports.helper_side import HelperSide
side = HelperSide.inherited()
def answer(header, blobs):
    threading.Event().wait(header.get("sleep", 0))
    return {"said": header["do"]}, [blob[::-1] for blob in blobs]
sys.exit(side.serve(answer, idle_s=0.2, forget=lambda: None))
"""


@pytest.fixture(name="helper")
def _helper(tmp_path: Path) -> Iterator[SharedMemoryProcess]:
    (tmp_path / "echo_helper.py").write_text(ECHO)
    root = str(Path(__file__).parents[3])
    helper = SharedMemoryProcess("echo_helper", [], {"PYTHONPATH": f"{tmp_path}{os.pathsep}{root}"})
    helper._command = [helper._command[0], str(tmp_path / "echo_helper.py")]
    yield helper
    helper.stop()


def test_bytes_go_both_ways_also_after_a_rest(helper: SharedMemoryProcess) -> None:
    blob = os.urandom(5_000_000)
    for pause in (0, 0.5):
        threading.Event().wait(pause)
        reply, blobs = helper.ask({"do": "turn"}, [blob, b"ab"], deadline_s=10)
        assert reply == {"said": "turn"}
        assert blobs == [blob[::-1], b"ba"]


def test_a_helper_that_runs_and_does_not_answer_is_ended_at_the_deadline(helper: SharedMemoryProcess) -> None:
    helper.ask({"do": "warm up"}, deadline_s=10)
    process = helper.pid
    assert process is not None
    began = fair_time()
    with pytest.raises(HelperLate):
        helper.ask({"do": "hang", "sleep": 30}, deadline_s=1.0)
    assert fair_time() - began < 1.8
    assert not psutil.pid_exists(process)
    assert helper.ask({"do": "again"}, deadline_s=10)[0] == {"said": "again"}


def test_a_helper_kept_from_running_half_the_time_is_waited_for(helper: SharedMemoryProcess) -> None:
    helper.ask({"do": "warm up"}, deadline_s=10)
    process = helper.pid
    assert process is not None
    stopped = threading.Event()

    def busy_machine() -> None:
        # Runs for a tenth of a second now and then, as on a machine with ten times as much to do.
        for _ in range(4):
            os.kill(process, signal.SIGSTOP)
            stopped.wait(0.35)
            os.kill(process, signal.SIGCONT)
            stopped.wait(0.12)

    hinderer = threading.Thread(target=busy_machine)
    hinderer.start()
    try:
        reply, _ = helper.ask({"do": "slow", "sleep": 1.6}, deadline_s=1.2)
    finally:
        hinderer.join()
    assert reply == {"said": "slow"}
    assert helper.pid == process


def test_a_helper_that_is_gone_is_lost_and_replaced(helper: SharedMemoryProcess) -> None:
    helper.ask({"do": "warm up"}, deadline_s=10)
    assert helper.pid is not None
    with pytest.raises(HelperLost):
        helper.ask({}, deadline_s=10)
    assert helper.pid is None
    assert helper.ask({"do": "again"}, deadline_s=10)[0] == {"said": "again"}


def test_nothing_is_left_open(helper: SharedMemoryProcess) -> None:
    mine = psutil.Process()
    helper.ask({"do": "warm up"}, deadline_s=10)
    helper.stop()
    before = mine.num_fds()
    for _ in range(3):
        helper.ask({"do": "again"}, deadline_s=10)
        helper.stop()
    assert mine.num_fds() == before
