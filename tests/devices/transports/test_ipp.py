"""IPP's wire: a printer that never comes to the end of its answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from devices.transports.ipp import IppClient, IppTimeout
from tests.devices.fair_time import fair_time

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 100000\r\n\r\n"


@pytest.fixture
def dripping() -> Iterator[str]:
    """The URL of a printer whose answer comes byte by byte, for 8 s."""
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            caller, _ = listener.accept()
            with closing(caller), suppress(OSError):
                caller.recv(65536)
                caller.sendall(_HEAD)
                for _ in range(400):
                    caller.sendall(b"\0")
                    if ended.wait(0.02):
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"ipp://127.0.0.1:{listener.getsockname()[1]}/ipp/print"
        ended.set()
        thread.join(5.0)


def test_an_answer_that_drips_ends_with_its_time(dripping: str) -> None:
    """The planted bug bounds each pause: as long as something drips, the driver is held."""
    client = IppClient(dripping, connect_timeout_s=1.0, answer_timeout_s=0.3)
    began = fair_time()
    with pytest.raises(IppTimeout):
        client.printer_attributes()
    assert fair_time() - began < 2.0
    client.close()
