"""A card in the slot of ``vpcd`` (Debian: vsmartcard-vpcd), a reader driver for the real ``pcscd`` that we did not write.

The driver waits at a port for somebody who plays the card. Both ways: two bytes of length, big endian, then as many bytes; one
byte alone is 0 power off, 1 power on, 2 reset or 4 *tell your ATR*, anything else an APDU (vsmartcard's ``vpcd.h``).
"""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from devices.bench.device import Places
from devices.bench.smart_card_reader import SmartCardReaderBench
from tests.devices.conftest import eventually

SOCKET = Path("/run/pcscd/pcscd.comm")
"""where pcscd listens, whatever it is told"""
_DRIVERS = Path(os.environ.get("PCSC_DRIVERS", "/usr/lib/pcsc/drivers/serial"))
_ATR = bytes.fromhex("3B6D00000053554900000000009000")
_ASK_ATR = 4
_START_S = 15.0


def _pcscd() -> str | None:
    return shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def why_not() -> str:
    """What keeps it from running here; empty when nothing does."""
    missing = [
        name
        for name, there in (("pcscd", _pcscd()), ("vsmartcard-vpcd", (_DRIVERS / "libifdvpcd.so").exists()))
        if not there
    ]
    if missing:
        return f"{' and '.join(missing)} not installed"
    if os.geteuid() != 0:
        return "only root can start a pcscd of its own"
    return "a pcscd of this machine runs already" if SOCKET.exists() else ""


@contextmanager
def service(folder: Path) -> Iterator[int]:
    """A pcscd with one virtual reader; the port at which that waits for its card."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    config = folder / "vpcd.conf"
    config.write_text(
        f'FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:0x{port:04X}\nLIBPATH {_DRIVERS / "libifdvpcd.so"}\n'
        f"CHANNELID 0x{port:04X}\n"
    )
    SOCKET.parent.mkdir(exist_ok=True)
    log = (folder / "pcscd.log").open("w")
    running = subprocess.Popen([str(_pcscd()), "--foreground", "--config", str(config)], stdout=log, stderr=log)
    try:
        assert eventually(SOCKET.exists, _START_S), (folder / "pcscd.log").read_text()
        yield port
    finally:
        running.terminate()
        running.wait(10)
        log.close()


@contextmanager
def card(folder: Path, port: int, person: str) -> Iterator[None]:
    """The bench's card of `person` in the slot."""
    bench = SmartCardReaderBench(Places(folder))
    bench.command("insert", {"card": person})
    with socket.create_connection(("127.0.0.1", port), 5) as slot:
        playing = threading.Thread(target=_play, args=(slot, bench), name="virtual card", daemon=True)
        playing.start()
        yield
        with suppress(OSError):
            slot.shutdown(socket.SHUT_RDWR)
        playing.join()


def _play(slot: socket.socket, bench: SmartCardReaderBench) -> None:
    slot.settimeout(None)
    with suppress(EOFError, OSError):
        while True:
            asked = _take(slot, int.from_bytes(_take(slot, 2), "big"))
            if len(asked) > 1:
                _tell(slot, bench.transmit(asked) or b"\x6f\x00")
            elif asked[0] == _ASK_ATR:
                _tell(slot, _ATR)


def _tell(slot: socket.socket, data: bytes) -> None:
    slot.sendall(len(data).to_bytes(2, "big") + data)


def _take(slot: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = slot.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
