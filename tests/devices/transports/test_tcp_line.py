"""The TCP line against real sockets."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from devices.transports.serial_line import LineLost, LineTimeout
from devices.transports.tcp_line import TcpLine
from tests.devices.fair_time import fair_time


@pytest.fixture(name="listener")
def _listener() -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(("127.0.0.1", 0))
        listener.listen(2)
        listener.settimeout(5)
        yield listener


def _connected(listener: socket.socket, write_timeout_s: float = 2) -> tuple[TcpLine, socket.socket]:
    line = TcpLine("127.0.0.1", listener.getsockname()[1], write_timeout_s=write_timeout_s)
    line.open()
    peer, _ = listener.accept()
    peer.settimeout(5)
    return line, peer


def _taken_before_the_reset(peer: socket.socket) -> int:
    taken = 0
    try:
        while data := peer.recv(1_000_000):
            taken += len(data)
    except ConnectionResetError:
        return taken
    raise AssertionError("the connection ended in peace")


def test_bytes_go_both_ways(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    line.write(b"\x10\x04\x01")
    assert peer.recv(10) == b"\x10\x04\x01"
    peer.send(b"\x12")
    assert line.read_some(2) == b"\x12"
    line.close()
    peer.close()


def test_silence_ends_at_its_time(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    started, fairly = time.monotonic(), fair_time()
    with pytest.raises(LineTimeout):
        line.read_some(0.1)
    assert time.monotonic() - started >= 0.1
    assert fair_time() - fairly < 0.2
    line.close()
    peer.close()


def test_a_peer_that_takes_nothing_is_given_up_in_time(listener: socket.socket) -> None:
    line, peer = _connected(listener, write_timeout_s=0.2)
    started = fair_time()
    with pytest.raises(LineTimeout, match="not taken"):
        line.write(b"x" * 4_000_000)
    assert fair_time() - started < 1
    line.close()
    peer.close()


def test_what_a_peer_did_not_take_is_not_delivered_after_closing(listener: socket.socket) -> None:
    line, peer = _connected(listener, write_timeout_s=0.2)
    with pytest.raises(LineTimeout):
        line.write(b"x" * 4_000_000)
    line.close()
    assert _taken_before_the_reset(peer) < 1_000_000
    peer.close()


def test_a_hang_up_is_a_lost_line(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    peer.close()
    with pytest.raises(LineLost):
        line.read_some(2)
    line.close()
    line.close()


def test_a_hang_up_wakes_a_reader(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    threading.Timer(0.1, peer.close).start()
    started = fair_time()
    with pytest.raises(LineLost):
        line.read_some(5)
    assert fair_time() - started < 2
    line.close()


def test_nobody_there_and_a_closed_line(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    line = TcpLine("127.0.0.1", port)
    with pytest.raises(LineLost, match="connect"):
        line.open()
    for act in (line.drain, lambda: line.write(b"x"), lambda: line.read_some(0)):
        with pytest.raises(LineLost, match="not open"):
            act()


def test_draining_drops_what_has_come(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    peer.send(b"late")
    assert line.read_some(2)[:1] == b"l"
    peer.send(b"noise")
    # What a socket holds is there once the peer's send has returned on the loopback.
    line.drain()
    with pytest.raises(LineTimeout):
        line.read_some(0.05)
    line.close()
    peer.close()


def test_a_dead_peer_is_probed_for(listener: socket.socket) -> None:
    line, peer = _connected(listener)
    handle = line._handle()
    assert handle.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 10
    assert handle.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) <= 10_000
    line.close()
    peer.close()
