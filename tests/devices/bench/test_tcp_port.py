"""The simulated TCP port from the caller's side."""

import socket
from collections.abc import Callable, Iterator

import pytest

from devices.bench.tcp_port import TcpPort
from tests.devices.conftest import PATIENCE_S


@pytest.fixture(name="heard")
def _heard() -> list[bytes]:
    return []


@pytest.fixture(name="port")
def _port(heard: list[bytes]) -> Iterator[TcpPort]:
    port = TcpPort(heard.append)
    port.plug()
    yield port
    port.close()


def _call(port: TcpPort) -> socket.socket:
    host, number = port.address.split(":")
    return socket.create_connection((host, int(number)), PATIENCE_S)


def test_one_caller_at_a_time(port: TcpPort, heard: list[bytes], eventually: Callable[..., bool]) -> None:
    with _call(port) as first, _call(port) as second:
        first.send(b"one")
        assert eventually(lambda: b"".join(heard) == b"one")
        second.send(b"two")
        port.send(b"hello")
        assert first.recv(10) == b"hello"
        assert heard == [b"one"]
        first.close()
        assert eventually(lambda: b"".join(heard) == b"onetwo")


def test_one_that_serves_one_caller_alone_refuses_the_next(port: TcpPort, eventually: Callable[..., bool]) -> None:
    port.alone = True

    def refused() -> bool:
        try:
            _call(port).close()
        except ConnectionRefusedError:
            return True
        return False

    first = _call(port)
    assert eventually(refused)
    first.close()
    assert eventually(lambda: not refused())


def test_a_pulled_cable_is_silence_and_a_plugged_one_a_reset(
    port: TcpPort, heard: list[bytes], eventually: Callable[..., bool]
) -> None:
    with _call(port) as caller:
        caller.send(b"before")
        assert eventually(lambda: bool(heard))
        port.go_dead(dead=True)
        caller.settimeout(0.1)
        caller.send(b"into the void")
        port.send(b"lost")
        with pytest.raises(TimeoutError):
            caller.recv(10)
        port.go_dead(dead=False)
        caller.settimeout(PATIENCE_S)
        with pytest.raises(ConnectionResetError):
            caller.recv(10)
    assert heard == [b"before"]


def test_unplugged_nobody_answers_and_replugged_it_is_the_same_address(port: TcpPort) -> None:
    address = port.address
    with _call(port) as caller:
        port.unplug()
        caller.settimeout(PATIENCE_S)
        with pytest.raises(ConnectionResetError):
            caller.recv(10)
    with pytest.raises(ConnectionRefusedError):
        _call(port)
    port.plug()
    assert port.address == address
    _call(port).close()
