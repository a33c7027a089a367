"""``make run`` as a person meets it: it starts, it stops whole, and it does not start twice in one place."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.central.commands.asking import given_at

RUN = Path(__file__).parents[2] / "tools" / "run.py"
_END_S = 30


def start(var: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(RUN), "--var", str(var)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def running(tmp_path: Path) -> "Iterator[subprocess.Popen[str]]":
    process = start(tmp_path)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            process.communicate(timeout=_END_S)


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"ended without saying '{words}':\n{said}")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_and_ends_with_everything_it_started(
    running: "subprocess.Popen[str]", ending: signal.Signals
) -> None:
    said = read_until(running, "ready after")
    family = psutil.Process(running.pid).children(recursive=True)

    running.send_signal(ending)
    running.communicate(timeout=_END_S)
    gone, alive = psutil.wait_procs(family, timeout=_END_S)

    assert "platform   http://127.0.0.1:" in said
    assert running.returncode == 0
    assert len(gone) >= 2
    assert not alive


def test_it_does_not_start_twice_in_one_place(running: "subprocess.Popen[str]", tmp_path: Path) -> None:
    read_until(running, "ready after")

    second = start(tmp_path)
    said, _ = second.communicate(timeout=_END_S)

    assert second.returncode == 1
    assert "running already" in said


def test_a_restart_from_afar_brings_the_application_back(running: "subprocess.Popen[str]", tmp_path: Path) -> None:
    read_until(running, "the lobby is kept")
    given_at(tmp_path / "central", "K-0412", "restart")
    said = read_until(running, "first screen shown")
    assert "restart" in said
    read_until(running, "the kiosk is behind the screen")


STUB = "import os, pathlib, signal; pathlib.Path('pid').write_text(str(os.getpid())); print('here', flush=True); signal.pause()"


def test_the_touchscreen_does_not_outlive_a_run_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "__init__.py").touch()
    (tmp_path / "ui" / "__main__.py").write_text(STUB, encoding="utf-8")
    program = f"import pathlib, tools.run as run; run.ROOT = pathlib.Path({str(tmp_path)!r}); run.touchscreen(run.ROOT)"
    with subprocess.Popen([sys.executable, "-c", program], cwd=RUN.parents[1], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"here\n"
        screen = psutil.Process(int((tmp_path / "pid").read_text()))
        run.kill()
    gone, alive = psutil.wait_procs([screen], timeout=_END_S)
    for left in alive:
        left.kill()
    assert gone == [screen]
