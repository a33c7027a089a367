"""The watchdog on a FIFO that stands for ``/dev/watchdog``."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.bench.device import Places
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.drivers.hardware_watchdog_linux import LinuxWatchdog

Eventually = Callable[..., bool]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[HardwareWatchdogBench]:
    bench = HardwareWatchdogBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.fixture
def watchdog(tmp_path: Path, bench: HardwareWatchdogBench) -> Iterator[LinuxWatchdog]:
    assert bench.state()["plugged"]
    watchdog = LinuxWatchdog({"path": str(tmp_path / "host/dev/watchdog")})
    yield watchdog
    watchdog.close()


def test_it_is_armed_by_opening_fed_and_disarmed_by_closing(
    bench: HardwareWatchdogBench, watchdog: LinuxWatchdog, eventually: Eventually
) -> None:
    watchdog.open()
    assert eventually(lambda: bench.state()["armed"])
    watchdog.feed()
    watchdog.feed()
    assert eventually(lambda: bench.state()["fed"] == 3)
    watchdog.close()
    assert eventually(lambda: not bench.state()["armed"])
    assert bench.state()["bites"] == 0


def test_who_is_not_fed_bites(bench: HardwareWatchdogBench, watchdog: LinuxWatchdog, eventually: Eventually) -> None:
    watchdog.open()
    assert eventually(lambda: bench.state()["armed"])
    bench.command("timeout", {"seconds": 0.01})
    assert eventually(lambda: bench.state()["bites"] >= 1)


def test_a_watchdog_that_is_gone_is_said_to_be(bench: HardwareWatchdogBench, watchdog: LinuxWatchdog) -> None:
    watchdog.open()
    bench.command("unplug", {})
    with pytest.raises(DeviceError) as gone:
        watchdog.feed()
    assert gone.value.fault is DeviceFault.WATCHDOG_LOST
    with pytest.raises(DeviceError) as missing:
        watchdog.open()
    assert "ENOENT" in missing.value.detail
    bench.command("replug", {})
    watchdog.open()


def test_food_without_opening_is_refused() -> None:
    with pytest.raises(DeviceError):
        LinuxWatchdog({}).feed()
