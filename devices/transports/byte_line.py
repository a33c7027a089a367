"""A line that carries bytes, serial or TCP: which one it is, the address says."""

import re
from typing import Protocol

from devices.transports.serial_line import SerialLine
from devices.transports.tcp_line import TcpLine

_BITS_PER_BYTE = 10
"""8 data bits, a start and a stop bit"""
_TCP = re.compile(r"(?:tcp://)?(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):(?P<port>\d{1,5})")


class ByteLine(Protocol):
    """What `SerialLine` and `TcpLine` share. Raises `LineLost` and `LineTimeout` only."""

    def open(self) -> None:
        """Open it anew."""

    def close(self) -> None:
        """Let go of it; safe to call twice."""

    def drain(self) -> None:
        """Throw away everything received so far."""

    def write(self, data: bytes) -> None:
        """Hand over all bytes."""

    def read_some(self, timeout_s: float) -> bytes:
        """Whatever has arrived, at least one byte."""


def tcp_address(port: str) -> tuple[str, int] | None:
    """Host and port of ``host:port`` or ``tcp://host:port``; ``None`` for the name of a serial port."""
    found = _TCP.fullmatch(port)
    if found is None or not 0 < int(found["port"]) < 65536:  # noqa: PLR2004 - the range of TCP ports
        return None
    return found["host"].strip("[]"), int(found["port"])


def line_to(port: str, baud: int, *, rtscts: bool = False) -> tuple[ByteLine, float]:
    """The line that `port` names, not open yet, and the seconds that a byte takes on its wire (0 for TCP)."""
    address = tcp_address(port)
    if address is not None:
        return TcpLine(*address), 0.0
    return SerialLine(port, baud, rtscts=rtscts), _BITS_PER_BYTE / baud
