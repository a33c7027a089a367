"""A helper process never outlives the one that started it, and never holds it up."""

import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from devices.transports.helper_process import HelperLost, HelperProcess
from devices.transports.shared_memory_process import SharedMemoryProcess

CAMERA = "devices.drivers.document_camera_process"
NOWHERE = ["--source", "/dev/v4l/by-id/none", "--width", "640", "--height", "480", "--fps", "10", "--dpi", "300"]

STARTER = f"""
import sys
from devices.transports.shared_memory_process import SharedMemoryProcess
helper = SharedMemoryProcess({CAMERA!r}, {NOWHERE!r})
helper.ask({{"do": "preview"}}, deadline_s=10)
print(helper.pid, flush=True)
sys.stdin.read()
"""


def test_the_helper_ends_when_its_starter_is_killed(eventually: Callable[..., bool]) -> None:
    with subprocess.Popen([sys.executable, "-c", STARTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        helper = psutil.Process(int(starter.stdout.readline()))
        assert helper.is_running()
        starter.kill()
    assert eventually(lambda: not helper.is_running() or helper.status() == psutil.STATUS_ZOMBIE)


def test_a_module_that_ends_at_once_is_lost() -> None:
    helper = HelperProcess("this", [])
    with pytest.raises(HelperLost):
        helper.ask({"do": "preview"}, deadline_s=10)
    assert helper.pid is None
    helper.stop()


def test_a_helper_answers_many_times() -> None:
    helper = SharedMemoryProcess(CAMERA, NOWHERE)
    answers = [helper.ask({"do": "preview"}, deadline_s=10) for _ in range(3)]
    first = helper.pid
    helper.stop()
    assert [header["fault"] for header, _ in answers] == ["camera.lost"] * 3
    assert first is not None
    assert not psutil.pid_exists(first)
