"""Ports and cameras as sysfs tells them: from the bench's host, and from trees written by hand after real ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.pty_port import PtyPort
from devices.enumeration import serial_ports, video_sources

Plug = Callable[[str], PtyPort]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.fixture
def plug(places: Places) -> Iterator[Plug]:
    ports = []

    def plug(device: str) -> PtyPort:
        port = PtyPort(places.serial_link(device), lambda _: None)
        port.plug()
        ports.append(port)
        return port

    yield plug
    for port in ports:
        port.unplug()


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        file = root / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def test_an_adapter_is_told_by_what_it_is(places: Places, plug: Plug) -> None:
    reader = plug("id_card_reader")
    (port,) = serial_ports(places.host)
    assert (port.name, port.path) == ("ttyUSB0", places.host / "dev" / "ttyUSB0")
    assert (port.vid, port.pid, port.serial, port.location) == ("1a86", "55d4", "5435031882", "1-1.1")
    assert (port.manufacturer, port.product, port.usb) == ("QinHeng", "USB Single Serial", True)
    assert port.by_id == reader.link
    assert str(port.path.resolve()).startswith("/dev/pts/")
    assert "QinHeng USB Single Serial (1a86:55d4, serial 5435031882, at 1-1.1)" in port.hardware


def test_what_is_pulled_out_is_gone_and_its_number_goes_to_the_next(places: Places, plug: Plug) -> None:
    reader, _printer = plug("id_card_reader"), plug("receipt_printer")
    assert [port.name for port in serial_ports(places.host)] == ["ttyUSB0", "ttyUSB1"]
    reader.unplug()
    assert [port.product for port in serial_ports(places.host)] == ["FT232R USB UART"]
    plug("code_scanner")
    assert [port.vid for port in serial_ports(places.host)] == ["067b", "0403"], "the scanner took the reader's number"


def test_two_cheap_adapters_are_told_apart_by_their_sockets(places: Places, plug: Plug) -> None:
    plug("cabinet"), plug("power_supply")
    first, second = serial_ports(places.host)
    assert (first.vid, first.pid, first.serial) == (second.vid, second.pid, second.serial) == ("1a86", "7523", "")
    assert (first.location, second.location) == ("1-1.4", "1-2.1")


def test_consoles_and_phantom_uarts_are_no_ports(tmp_path: Path) -> None:
    """ttyS1 as the kernel lists it on a machine with one UART; `type` 4 is a 16550A."""
    tty = "sys__class__tty__"
    write(tmp_path, **{f"{tty}tty0__dev": "4:0", f"{tty}ptmx__dev": "5:2", f"{tty}ttyS1__type": "0\n"})
    write(tmp_path, **{f"{tty}ttyS0__type": "4\n", f"{tty}ttyS1__device__x": "", f"{tty}ttyS0__device__x": ""})
    (port,) = serial_ports(tmp_path)
    assert (port.name, port.usb, port.hardware) == ("ttyS0", False, "on-board port")


def test_no_sysfs_is_no_hardware_and_no_error(tmp_path: Path) -> None:
    assert serial_ports(tmp_path / "nowhere") == ()
    assert video_sources(tmp_path / "nowhere") == ()


def test_a_real_machine_can_be_asked() -> None:
    """Whatever this machine has: nothing raises, and every port is a device node."""
    assert all(port.path.parent == Path("/dev") for port in serial_ports())


def test_a_cdc_acm_device_hangs_on_its_interface(tmp_path: Path) -> None:
    usb = tmp_path / "sys/devices/usb1/1-4"
    write(usb, idVendor="0C2E\n", idProduct="0B6A\n", busnum="1\n", devpath="4\n", product="Honeywell 1900\n")
    (usb / "1-4:1.0/tty/ttyACM0").mkdir(parents=True)
    (usb / "1-4:1.0/tty/ttyACM0/device").symlink_to("../../../1-4:1.0")
    (tmp_path / "sys/class/tty").mkdir(parents=True)
    (tmp_path / "sys/class/tty/ttyACM0").symlink_to("../../devices/usb1/1-4/1-4:1.0/tty/ttyACM0")
    (port,) = serial_ports(tmp_path)
    assert (port.vid, port.location, port.serial, port.product) == ("0c2e", "1-4", "", "Honeywell 1900")


def test_a_camera_is_its_capture_node_only(tmp_path: Path) -> None:
    usb = tmp_path / "sys/devices/usb1/1-5"
    write(usb, idVendor="32e4\n", idProduct="9415\n", busnum="1\n", devpath="5\n", serial="UC1\n")
    for index in (0, 1):
        node = usb / f"1-5:1.0/video4linux/video{index}"
        write(node, name="HD USB Camera\n", index=f"{index}\n")
        (node / "device").symlink_to("../../../1-5:1.0")
        (tmp_path / "sys/class/video4linux").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"sys/class/video4linux/video{index}").symlink_to(node)
    (camera,) = video_sources(tmp_path)
    assert (camera.name, camera.card, camera.vid, camera.serial) == ("video0", "HD USB Camera", "32e4", "UC1")
    assert (camera.location, camera.path, camera.by_id) == ("1-5", tmp_path / "dev" / "video0", None)
