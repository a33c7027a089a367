"""The simulated serial port: the pace of the line, unplug and replug."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.pty_port import PtyPort
from devices.transports.serial_line import LineLost, SerialLine


class Device:
    """Collects what the host sends."""

    def __init__(self, directory: Path) -> None:
        self.received = bytearray()
        self.last_at = 0.0
        self.port = PtyPort(directory / "by-id" / "port", self._take)

    def _take(self, data: bytes) -> None:
        self.received += data
        self.last_at = time.monotonic()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path)
    device.port.plug()
    yield device
    device.port.unplug()


def opened(device: Device, baud: int) -> SerialLine:
    line = SerialLine(str(device.port.link), baud)
    line.open()
    return line


@pytest.mark.parametrize("baud", [9600, 115200])
def test_bytes_travel_at_the_pace_of_the_rate_the_driver_set(
    device: Device, baud: int, eventually: Callable[..., bool]
) -> None:
    line = opened(device, baud)
    assert device.port.baud == baud
    count = baud // 50
    wire_s = count * 10 / baud

    started = time.monotonic()
    device.port.send(b"x" * count)
    assert line.read(count, 5.0) == b"x" * count
    took = time.monotonic() - started
    assert wire_s <= took < wire_s * 1.5

    started = time.monotonic()
    line.write(b"y" * count)
    assert eventually(lambda: len(device.received) == count)
    assert wire_s <= device.last_at - started < wire_s * 1.5
    line.close()


def test_after_unplug_the_driver_loses_the_line_and_after_replug_the_link_leads_back(device: Device) -> None:
    line = opened(device, 115200)
    device.port.unplug()
    with pytest.raises(LineLost):
        line.read_some(1.0)
    line.close()
    assert not device.port.link.is_symlink()
    with pytest.raises(LineLost):
        opened(device, 115200)
    device.port.plug()
    line = opened(device, 115200)
    device.port.send(b"back")
    assert line.read(4, 1.0) == b"back"
    line.close()


def test_a_paused_port_takes_nothing_until_it_is_resumed(device: Device, eventually: Callable[..., bool]) -> None:
    line = opened(device, 115200)
    device.port.pause()
    line.write(b"z" * 100)
    assert not eventually(lambda: bool(device.received), 0.1)
    device.port.resume()
    assert eventually(lambda: len(device.received) == 100)
    line.close()


def test_many_replugs_leave_no_descriptor_behind(device: Device) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(200):
        device.port.unplug()
        device.port.plug()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
