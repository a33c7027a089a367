"""A device is bound to what it is, wherever it comes up: replugs, swaps, twins, on real pseudo-terminals."""

from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.bench.device import KnobError, Places
from devices.bench.host import HostBench, host_at
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.binding import PortBinding, binding_for, binding_of, bound, checkable, resolve, warning
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.enumeration import serial_ports

LOST = DeviceFault.READER_LOST
READER = PortBinding(vid="1a86", pid="55d4", serial="5435031882")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def found(binding: PortBinding, places: Places) -> str:
    return resolve(binding, places.host, lost=LOST).name


def refused(binding: PortBinding, places: Places) -> str:
    with pytest.raises(DeviceError) as lost:
        resolve(binding, places.host, lost=LOST)
    assert lost.value.fault is LOST
    return lost.value.detail


def answers(path: Path) -> str:
    """Who the reader at `path` says it is."""
    driver = SamVReader({"port": str(path)})
    driver.open()
    driver.close()
    return driver.identity()


def test_the_bound_reader_is_opened_wherever_it_comes_back(places: Places, reader: IdCardReaderBench) -> None:
    assert found(READER, places) == "ttyUSB0"
    reader.command("unplug", {})
    assert "no adapter with vid 1a86, pid 55d4, serial 5435031882 is plugged in" in refused(READER, places)
    HostBench(places).command("return_as", {"of": "id_card_reader", "tty": "ttyUSB7"})
    reader.command("replug", {})
    assert found(READER, places) == "ttyUSB7"
    assert answers(resolve(READER, places.host, lost=LOST)).startswith("05.01-")


def test_numbers_that_change_hands_mislead_a_bare_path_and_not_a_binding(
    places: Places, reader: IdCardReaderBench, printer: ReceiptPrinterBench
) -> None:
    """The planted bug is the bare path: after a power dip the printer answers where the reader was."""
    path = resolve(READER, places.host, lost=LOST)
    reader.command("unplug", {})
    printer.command("unplug", {})
    printer.command("replug", {})
    reader.command("replug", {})
    (wrong,) = [port for port in serial_ports(places.host) if port.path == path]
    assert wrong.vid == "0403", "ttyUSB0 is the printer now"
    assert found(READER, places) == "ttyUSB1"
    assert answers(resolve(READER, places.host, lost=LOST)).startswith("05.01-")


def test_two_adapters_that_changed_sockets_are_found_by_serial_and_refused_by_location(
    places: Places, reader: IdCardReaderBench, printer: ReceiptPrinterBench
) -> None:
    by_socket = PortBinding(vid="1a86", pid="55d4", location="1-1.1")
    assert found(by_socket, places) == "ttyUSB0"
    host = HostBench(places)
    with pytest.raises(KnobError, match="unplug both first"):
        host.command("swap", {"first": "id_card_reader", "second": "receipt_printer"})
    reader.command("unplug", {})
    printer.command("unplug", {})
    host.command("swap", {"first": "id_card_reader", "second": "receipt_printer"})
    reader.command("replug", {})
    printer.command("replug", {})
    assert found(READER, places) == "ttyUSB0"
    assert refused(by_socket, places).endswith("of the same make there is ttyUSB0, serial 5435031882, at 1-1.2")


def test_twins_without_a_serial_are_ambiguous_until_their_socket_is_named(
    places: Places, reader: IdCardReaderBench, printer: ReceiptPrinterBench
) -> None:
    for device in ("id_card_reader", "receipt_printer"):
        host_at(places.host).change(device, vid="1a86", pid="7523", serial="")
    reader.command("replug", {})
    printer.command("unplug", {})
    printer.command("replug", {})
    alike = PortBinding(vid="1a86", pid="7523")
    sentence = refused(alike, places)
    assert sentence.startswith("2 adapters have vid 1a86, pid 7523 (ttyUSB0 at 1-1.1, ttyUSB1 at 1-1.2)")
    assert sentence.endswith("add their location to the binding")
    assert found(PortBinding(vid="1a86", pid="7523", location="1-1.2"), places) == "ttyUSB1"


@pytest.mark.usefixtures("reader")
def test_twins_with_serials_are_asked_for_one(places: Places, printer: ReceiptPrinterBench) -> None:
    host_at(places.host).change("receipt_printer", vid="1a86", pid="55d4")
    printer.command("unplug", {})
    printer.command("replug", {})
    assert refused(PortBinding(vid="1a86", pid="55d4"), places).endswith("add a serial to the binding")
    assert found(READER, places) == "ttyUSB0"


@pytest.mark.usefixtures("reader")
def test_the_proposed_binding_names_the_least_that_lasts(places: Places, printer: ReceiptPrinterBench) -> None:
    ports = serial_ports(places.host)
    assert binding_for(ports[0], ports) == READER
    # A maker who gives every adapter the same "serial number".
    host_at(places.host).change("receipt_printer", vid="1a86", pid="55d4", serial="5435031882")
    printer.command("unplug", {})
    printer.command("replug", {})
    ports = serial_ports(places.host)
    proposals = [binding_for(port, ports) for port in ports]
    assert [each.location for each in proposals if each] == ["1-1.1", "1-1.2"]
    assert [found(each, places) for each in proposals if each] == ["ttyUSB0", "ttyUSB1"]


def test_options_are_bound_when_the_device_is_opened_and_not_when_they_are_checked(
    places: Places, reader: IdCardReaderBench
) -> None:
    options = {"port": READER.table(), "baud": 9600}
    assert bound(options, places.host, lost=LOST) == {"port": str(places.host / "dev/ttyUSB0"), "baud": 9600}
    reader.command("unplug", {})
    assert checkable(options)["baud"] == 9600
    assert isinstance(checkable(options)["port"], str)
    with pytest.raises(DeviceError):
        bound(options, places.host, lost=LOST)
    assert bound({"port": "/dev/x"}, places.host, lost=LOST) == {"port": "/dev/x"}


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "name a serial, a location, or vid and pid"),
        ({"vid": "1a86"}, "name a serial, a location, or vid and pid"),
        ({"vid": "86", "pid": "7523"}, "port: vid: "),
        ({"location": "ttyUSB0"}, "port: location: "),
        ({"serial": "1", "colour": "red"}, "port: colour: "),
    ],
)
def test_a_wrong_table_is_a_sentence(table: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match="port: ") as wrong:
        binding_of({"port": table})
    assert sentence in str(wrong.value)


@pytest.mark.parametrize("path", ["/dev/ttyUSB0", "/dev/ttyS1", "/dev/ttyACM12", "/bench/host/dev/ttyUSB0"])
def test_a_bare_number_is_warned_of(path: str) -> None:
    assert "goes to whichever device comes first" in warning({"port": path})


@pytest.mark.parametrize("port", ["/dev/serial/by-id/usb-x", "/dev/kiosk/idcard", {"serial": "1"}])
def test_what_lasts_is_not_warned_of(port: object) -> None:
    assert warning({"port": port}) == ""


def camera(root: Path, number: int, socket: str, serial: str) -> None:
    usb = root / f"sys/devices/usb1/1-{socket}"
    node = usb / f"1-{socket}:1.0/video4linux/video{number}"
    node.mkdir(parents=True)
    facts = {"idVendor": "32e4", "idProduct": "9415", "busnum": "1", "devpath": socket, "serial": serial}
    for name, fact in facts.items():
        (usb / name).write_text(f"{fact}\n")
    (node / "index").write_text("0\n")
    (node / "device").symlink_to(usb / f"1-{socket}:1.0")
    (root / "sys/class/video4linux").mkdir(parents=True, exist_ok=True)
    (root / f"sys/class/video4linux/video{number}").symlink_to(node)


def test_two_cameras_of_one_make_are_bound_like_ports(tmp_path: Path) -> None:
    camera(tmp_path, 0, "5", "")
    camera(tmp_path, 2, "6", "")
    options = {"source": {"vid": "32e4", "pid": "9415", "location": "1-6"}, "width": 1920}
    lost = DeviceFault.CAMERA_LOST
    assert bound(options, tmp_path, lost=lost) == {"source": str(tmp_path / "dev/video2"), "width": 1920}
    assert checkable(options)["source"] == "/dev/null"
    with pytest.raises(DeviceError, match="2 adapters have vid 32e4, pid 9415") as alike:
        bound({"source": {"vid": "32e4", "pid": "9415"}}, tmp_path, lost=lost)
    assert alike.value.fault is lost
