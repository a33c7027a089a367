"""Which address is which line."""

import pytest

from devices.transports.byte_line import line_to, tcp_address
from devices.transports.serial_line import SerialLine
from devices.transports.tcp_line import TcpLine


@pytest.mark.parametrize(
    ("port", "address"),
    [
        ("192.0.2.7:9100", ("192.0.2.7", 9100)),
        ("tcp://printer-3.lan:9100", ("printer-3.lan", 9100)),
        ("[2001:db8::7]:9100", ("2001:db8::7", 9100)),
        ("/dev/serial/by-id/usb-Maker_Printer_1:2-if00", None),
        ("/dev/ttyUSB0", None),
        ("printer:0", None),
        ("printer:99999", None),
        ("usb:1a86:7523", None),
    ],
)
def test_host_and_port_is_tcp_and_everything_else_a_serial_port(port: str, address: tuple[str, int] | None) -> None:
    assert tcp_address(port) == address


def test_a_byte_on_a_serial_wire_takes_ten_bits_and_none_worth_counting_on_the_network() -> None:
    serial, byte_s = line_to("/dev/ttyUSB0", 9600)
    assert isinstance(serial, SerialLine)
    assert byte_s == pytest.approx(10 / 9600)
    network, byte_s = line_to("192.0.2.7:9100", 9600)
    assert isinstance(network, TcpLine)
    assert byte_s == 0
