"""The real end of a line that is being recorded: a serial port, a TCP address, or a node that carries reports.

All three raise ``OSError`` and nothing else once they are gone.
"""

import errno
import fcntl
import os
import socket
import termios
from contextlib import suppress
from typing import Protocol

import serial

from devices.transports.byte_line import tcp_address

USB_PACE = 576_000
"""bits per second, ten a byte, that stand for a full-speed interrupt pipe: nearly a report of 64 bytes a millisecond"""
_PIECE = 4096
_CONNECT_S = 2.0
_WRITE_S = 2.0


class TappedEnd(Protocol):
    """What a tap needs of it."""

    baudrate: int

    def fileno(self) -> int:
        """For waiting until something has come."""

    def read(self) -> bytes:
        """What has come, at least a byte."""

    def write(self, data: bytes) -> None:
        """Pass on all of it, now or with what follows."""

    def close(self) -> None:
        """Let go of it, whatever has become of it."""


def tapped_end(address: str, baud: int, report_bytes: int) -> TappedEnd:
    """The end at `address`, open. `report_bytes` is what one write to its node takes; 0 for a line of bytes. ``OSError``."""
    if report_bytes:
        return _Node(address, report_bytes)
    host_and_port = tcp_address(address)
    return _Peer(host_and_port) if host_and_port is not None else _Port(address, baud)


class _Port:
    """A serial port."""

    def __init__(self, address: str, baud: int) -> None:
        try:
            self._port = serial.Serial(address, baud, timeout=0, write_timeout=_WRITE_S, exclusive=True)
        except termios.error as gone:
            raise _gone() from gone

    @property
    def baudrate(self) -> int:
        """Bits per second; the real port follows."""
        return int(self._port.baudrate)

    @baudrate.setter
    def baudrate(self, rate: int) -> None:
        try:
            self._port.baudrate = rate
        except termios.error as gone:
            raise _gone() from gone

    def fileno(self) -> int:
        return int(self._port.fileno())

    def read(self) -> bytes:
        return _some(os.read(self.fileno(), _PIECE))

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except termios.error as gone:
            raise _gone() from gone

    def close(self) -> None:
        with suppress(OSError, termios.error):
            self._port.close()


class _Peer:
    """A raw TCP port."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.baudrate = USB_PACE
        self._socket = socket.create_connection(address, _CONNECT_S)
        self._socket.settimeout(_WRITE_S)

    def fileno(self) -> int:
        return self._socket.fileno()

    def read(self) -> bytes:
        return _some(self._socket.recv(_PIECE))

    def write(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()


class _Node:
    """A hidraw node: whole reports only, each with its number in front when it is written."""

    def __init__(self, path: str, report_bytes: int) -> None:
        self.baudrate = USB_PACE
        self._report_bytes = report_bytes
        self._begun = b""
        self._descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        return self._descriptor

    def read(self) -> bytes:
        return _some(os.read(self._descriptor, self._report_bytes - 1))

    def write(self, data: bytes) -> None:
        self._begun += data
        while len(self._begun) >= self._report_bytes:
            os.write(self._descriptor, self._begun[: self._report_bytes])
            self._begun = self._begun[self._report_bytes :]

    def close(self) -> None:
        with suppress(OSError):
            os.close(self._descriptor)


def _some(data: bytes) -> bytes:
    if not data:
        raise _gone()
    return data


def _gone() -> OSError:
    return OSError(errno.EIO, "the line has gone")
