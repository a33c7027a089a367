"""The bench's host: what a killed bench left behind goes, what others put there stays, and knobs say what cannot be."""

from pathlib import Path

import pytest

from devices.bench.device import KnobError, Places
from devices.bench.host import HostBench, SimulatedHost, device_of
from devices.enumeration import serial_ports

SLAVE = "/dev/null"


def test_what_a_killed_bench_left_behind_goes_and_the_rest_stays(tmp_path: Path) -> None:
    killed = SimulatedHost(tmp_path)
    killed.attach("id_card_reader", SLAVE)
    killed.attach("cabinet", SLAVE)
    (tmp_path / "dev" / "watchdog").touch()
    (tmp_path / "sys/class/hidraw").mkdir()
    fresh = SimulatedHost(tmp_path)
    fresh.attach("receipt_printer", SLAVE)
    assert [(port.name, port.vid) for port in serial_ports(tmp_path)] == [("ttyUSB0", "0403")]
    assert len(list((tmp_path / "dev/serial/by-id").iterdir())) == 1
    assert (tmp_path / "dev" / "watchdog").exists()
    assert (tmp_path / "sys/class/hidraw").exists()


def test_devices_nobody_has_named_get_adapters_and_sockets_of_their_own(tmp_path: Path) -> None:
    host = SimulatedHost(tmp_path)
    for device in ("one", "another", "third"):
        host.attach(device, SLAVE)
    ports = serial_ports(tmp_path)
    assert len({port.location for port in ports}) == len({port.serial for port in ports}) == 3


def test_a_link_that_is_not_the_hosts_has_no_adapter(tmp_path: Path) -> None:
    assert device_of(tmp_path / "dev/serial/by-id/port") is None
    assert device_of(tmp_path / "usb-Suishiban_Bench_x-if00") is None
    assert device_of(Places(tmp_path).serial_link("x")) is not None


@pytest.mark.parametrize(
    ("verb", "args", "sentence"),
    [
        ("dance", {}, "host has no knob 'dance'; it has: return_as"),
        ("move", {"of": "toaster", "location": "1-1.9"}, "no device 'toaster' was ever plugged in"),
        ("move", {"of": "cabinet", "location": "1-1.1"}, "the socket 1-1.1 is taken"),
        ("return_as", {"of": "cabinet"}, "'tty' must be given as text"),
    ],
)
def test_what_cannot_be_is_a_sentence(tmp_path: Path, verb: str, args: dict[str, str], sentence: str) -> None:
    places = Places(tmp_path)
    bench = HostBench(places)
    for device in ("cabinet", "id_card_reader"):
        place = device_of(places.serial_link(device))
        assert place is not None
        place[0].attach(device, SLAVE)
    with pytest.raises(KnobError, match=sentence):
        bench.command(verb, args)
