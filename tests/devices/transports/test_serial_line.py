"""The serial line over a real pty: deadlines hold, and a dying port has one name."""

import os
import threading
import time
import tty
from collections.abc import Iterator

import pytest

from devices.transports.serial_line import LineLost, LineTimeout, SerialLine
from tests.devices.fair_time import fair_time


class Wire:
    """The device's end of a pty."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._open = True

    def cut(self) -> None:
        if self._open:
            self._open = False
            os.close(self.master)
            os.close(self._slave)


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.cut()


@pytest.fixture
def line(wire: Wire) -> Iterator[SerialLine]:
    line = SerialLine(wire.path, 115200)
    line.open()
    yield line
    line.close()


def test_an_exchange_returns_as_soon_as_the_answer_is_complete(wire: Wire, line: SerialLine) -> None:
    def device() -> None:
        assert os.read(wire.master, 100) == b"ask"
        os.write(wire.master, b"ans")
        os.write(wire.master, b"wer")

    thread = threading.Thread(target=device)
    thread.start()
    received = bytearray()

    def feed(piece: bytes) -> bytes | None:
        received.extend(piece)
        return bytes(received) if len(received) >= 6 else None

    started = fair_time()
    assert line.exchange(b"ask", feed, 5.0) == b"answer"
    assert fair_time() - started < 1.0
    thread.join()


def test_what_came_before_the_exchange_is_thrown_away(wire: Wire, line: SerialLine) -> None:
    os.write(wire.master, b"late answer of the last command")
    assert line.read_some(1.0)
    os.write(wire.master, b"more of it")
    with pytest.raises(LineTimeout):
        line.exchange(b"ask", lambda piece: piece, 0.1)


def test_dripping_bytes_do_not_prolong_the_deadline(wire: Wire, line: SerialLine) -> None:
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.02):
            os.write(wire.master, b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    started, fairly = time.monotonic(), fair_time()
    with pytest.raises(LineTimeout):
        line.exchange(b"", lambda _: None, 0.3)
    took = time.monotonic() - started
    stop.set()
    thread.join()
    assert took > 0.25
    assert fair_time() - fairly < 1.0


def test_read_returns_exactly_what_was_asked_for(wire: Wire, line: SerialLine) -> None:
    os.write(wire.master, b"abcdef")
    assert line.read(4, 1.0) == b"abcd"
    assert line.read(2, 1.0) == b"ef"
    with pytest.raises(LineTimeout, match="0 of 1 bytes"):
        line.read(1, 0.05)


@pytest.mark.parametrize("doing", ["read", "write", "drain"])
def test_a_port_that_goes_away_is_lost_whatever_is_done_to_it(wire: Wire, line: SerialLine, doing: str) -> None:
    wire.cut()
    actions = {"read": lambda: line.read_some(1.0), "write": lambda: line.write(b"x"), "drain": line.drain}
    with pytest.raises(LineLost):
        actions[doing]()
    line.close()
    line.close()


def test_closing_under_a_reader_ends_the_read(line: SerialLine) -> None:
    threading.Timer(0.1, line.close).start()
    with pytest.raises(LineLost):
        line.read_some(5.0)


def test_a_full_line_is_a_timeout_not_a_hang(wire: Wire) -> None:
    line = SerialLine(wire.path, write_timeout_s=0.1)
    line.open()
    with pytest.raises(LineTimeout, match="does not take data"):
        line.write(b"x" * 1_000_000)
    line.close()


def test_a_second_program_on_the_port_is_told_so(wire: Wire, line: SerialLine) -> None:
    second = SerialLine(wire.path)
    with pytest.raises(LineLost, match="in use by another program"):
        second.open()
    assert line.is_open
    assert not second.is_open


def test_a_missing_port_is_lost() -> None:
    with pytest.raises(LineLost, match="ENOENT"):
        SerialLine("/dev/there-is-no-such-port").open()


def test_parity_that_a_pty_does_not_know_is_no_reason_to_fail(wire: Wire) -> None:
    line = SerialLine(wire.path, 2400, parity="E")
    line.open()
    assert line.is_open
    line.close()
