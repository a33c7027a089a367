"""The watchdogs are fed while everything lives, and by nobody else: a real FIFO and a real socket of systemd's kind."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceFault
from devices.api.hardware_watchdog import HardwareWatchdog
from devices.bench.device import Places
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.drivers.hardware_watchdog_linux import LinuxWatchdog
from devices.supervisor import Supervisor
from kiosk.services.heartbeat import Heartbeat
from tests.devices.conftest import eventually


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


def beating(tmp_path: Path, watchdog: Supervisor[HardwareWatchdog] | None = None) -> Heartbeat:
    return Heartbeat(watchdog, environment={"NOTIFY_SOCKET": str(tmp_path / "notify")}, every_s=0.01, silent_s=3600.0)


def test_systemd_hears_of_start_life_and_end(tmp_path: Path, systemd: socket.socket) -> None:
    heart = beating(tmp_path)
    heart.start()
    assert [systemd.recv(64), systemd.recv(64), systemd.recv(64)] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    heart.stop()
    rest = systemd.recv(64)
    while rest == b"WATCHDOG=1":
        rest = systemd.recv(64)
    assert rest == b"STOPPING=1"


@pytest.mark.expects_log("no sign of life of: runner")
def test_one_dead_part_starves_the_watchdogs(
    tmp_path: Path, systemd: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    """The planted bug is a process that is there and does nothing: the runner's thread has died."""
    heart = beating(tmp_path)
    alive = True
    heart.require("runner", lambda: alive)
    heart.start()
    assert systemd.recv(64) == b"READY=1"
    assert systemd.recv(64) == b"WATCHDOG=1"
    alive = False
    assert eventually(lambda: "runner" in caplog.text)
    dead_from = heart.beats
    assert eventually(lambda: heart.beats > dead_from + 3)
    heart.stop()
    said = [systemd.recv(64)]
    while said[-1] != b"STOPPING=1":
        said.append(systemd.recv(64))
    assert said.count(b"WATCHDOG=1") < dead_from, "fed although the runner was dead"


def test_who_has_beaten_once_must_go_on() -> None:
    now = 100.0
    heart = Heartbeat(None, environment={}, silent_s=15.0, monotonic=lambda: now)
    heart.beat("screens")
    assert not heart.dead
    now = 114.0
    assert not heart.dead
    now = 116.0
    assert set(heart.dead) == {"screens"}
    heart.beat("screens")
    assert not heart.dead


def test_the_hardware_watchdog_is_fed_and_disarmed_at_the_end(tmp_path: Path) -> None:
    bench = HardwareWatchdogBench(Places(tmp_path))
    path = bench.start()["path"]
    watchdog: Supervisor[HardwareWatchdog] = Supervisor(
        "hardware_watchdog", lambda: LinuxWatchdog({"path": path}), no_answer=DeviceFault.WATCHDOG_LOST
    )
    heart = Heartbeat(watchdog, environment={}, every_s=0.01)
    heart.start()
    try:
        assert eventually(lambda: bench.state()["fed"] > 5)
        assert bench.state()["armed"]
    finally:
        heart.stop()
        watchdog.close()
    assert eventually(lambda: not bench.state()["armed"])
    bench.stop()


@pytest.mark.expects_log("systemd does not hear")
def test_a_service_manager_that_does_not_hear_stops_nothing(tmp_path: Path) -> None:
    heart = beating(tmp_path)
    heart.start()
    assert not heart.dead
    heart.stop()
