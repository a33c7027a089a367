"""The wire of pcscd, protocol 4.4: what ``libpcsclite.so.1`` of Debian 12 says over its socket, and what it is answered.

A request is ``size command`` (two little-endian words) and a body; an answer is the body alone, changed. Structures:
``winscard_msg.h``, ``eventhandler.h`` of pcsc-lite. So the library under test is the real one, and only the service is simulated.
"""

import os
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from devices.bench.faulty_wire import WireFaults, played

_HEADER = struct.Struct("<II")
_VERSION = struct.Struct("<iiI")
_THREE = struct.Struct("<III")
_TWO = struct.Struct("<II")
_CONNECT = struct.Struct("<I128sIIiII")
_TRANSMIT = struct.Struct("<iIIIIIII")
_READER_STATE = struct.Struct("<128sIIi33s3xII")
_MAX_READERS = 16
_MAJOR, _MINOR = 4, 4
_CARD = 1
_T1 = 2

_OK = 0
_INVALID_HANDLE = 0x80100003
_UNKNOWN_READER = 0x80100009
_SERVICE_STOPPED = 0x8010001E
_NO_SMARTCARD = 0x8010000C
_UNRESPONSIVE = 0x80100066
_REMOVED = 0x80100069

_ABSENT, _PRESENT, _POWERED, _SWALLOWED = 0x0002, 0x0004, 0x0010, 0x0008
_ATR = bytes.fromhex("3B6D00000053554900000000009000")


class Slot(Protocol):
    """What is behind the service: one reader, and perhaps a card in it."""

    @property
    def reader(self) -> str:
        """The reader's name; empty while it is unplugged."""

    @property
    def present(self) -> bool:
        """Whether a card is in."""

    @property
    def mute(self) -> bool:
        """Whether it does not answer to power."""

    @property
    def counter(self) -> int:
        """How many times the slot has changed."""

    def transmit(self, apdu: bytes) -> bytes | None:
        """The card's answer; None when it was pulled."""


class PcscService:
    """Serves `slot` at a socket between `start` and `stop`."""

    def __init__(self, path: Path, slot: Slot) -> None:
        """`path` is made by `start`."""
        self.path = path
        self._slot = slot
        self._listener: socket.socket | None = None
        self._clients: set[socket.socket] = set()
        self.faults = WireFaults()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Listen."""
        if self._listener is not None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        _bind(listener, self.path)
        listener.listen(8)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), name="pcsc service", daemon=True).start()

    def stop(self) -> None:
        """Hang up on everybody and disappear, as a service that crashed."""
        listener, self._listener = self._listener, None
        if listener is None:
            return
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        self.path.unlink(missing_ok=True)
        with self._lock:
            clients = tuple(self._clients)
        for client in clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._clients.add(client)
            threading.Thread(target=self._serve, args=(client,), name="pcsc client", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        session = _Session(client, self._slot, self.faults)
        try:
            with suppress(OSError, EOFError):
                while True:
                    session.turn()
        finally:
            with self._lock:
                self._clients.discard(client)
            client.close()


class _Session:
    """One client."""

    def __init__(self, client: socket.socket, slot: Slot, faults: WireFaults) -> None:
        self._client = client
        self._faults = faults
        self._slot = slot
        self._connected_at: int | None = None
        self._commands: dict[int, Callable[[bytes], bytes]] = {
            0x01: lambda body: _with_result(body, _OK, handle=1),
            0x02: lambda body: _with_result(body, _OK),
            0x04: self._connect,
            0x06: self._disconnect,
            0x09: self._transmit,
            0x11: self._version,
            0x12: lambda _: self._states(),
            0x13: lambda _: self._states(),
            0x14: lambda _: _TWO.pack(0, _OK),
        }

    def turn(self) -> None:
        size, command = _HEADER.unpack(self._take(_HEADER.size))
        body = self._take(size)
        steps = self._faults.steps(self._commands[command](body))
        if played(steps, self._client.sendall, time.sleep) is not None:
            raise EOFError

    def _take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._client.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data

    def _version(self, body: bytes) -> bytes:
        major, minor, _ = _VERSION.unpack(body)
        same = (major, minor) == (_MAJOR, _MINOR)
        return _VERSION.pack(_MAJOR, _MINOR, _OK if same else _SERVICE_STOPPED)

    def _states(self) -> bytes:
        slot = self._slot
        none = bytes(_READER_STATE.size)
        if not slot.reader:
            return none * _MAX_READERS
        if not slot.present:
            state, atr = _ABSENT, b""
        else:
            state, atr = _PRESENT | (_SWALLOWED if slot.mute else _POWERED), b"" if slot.mute else _ATR
        one = _READER_STATE.pack(slot.reader.encode(), slot.counter, state, 0, atr, len(atr), _T1)
        return one + none * (_MAX_READERS - 1)

    def _connect(self, body: bytes) -> bytes:
        context, name, share, preferred, _, _, _ = _CONNECT.unpack(body)
        slot = self._slot
        result = _OK
        if not slot.reader or name.split(b"\0")[0].decode() != slot.reader:
            result = _UNKNOWN_READER
        elif not slot.present:
            result = _NO_SMARTCARD
        elif slot.mute:
            result = _UNRESPONSIVE
        self._connected_at = slot.counter if result == _OK else None
        return _CONNECT.pack(context, name, share, preferred, _CARD, _T1, result)

    def _disconnect(self, body: bytes) -> bytes:
        self._connected_at = None
        card, disposition, _ = _THREE.unpack(body)
        return _THREE.pack(card, disposition, _OK)

    def _transmit(self, body: bytes) -> bytes:
        fields = _TRANSMIT.unpack(body)
        apdu = self._take(fields[3])
        answer, result = None, _INVALID_HANDLE
        if self._connected_at is not None:
            answer = self._slot.transmit(apdu) if self._connected_at == self._slot.counter else None
            result = _OK if answer is not None else _REMOVED
        head = _TRANSMIT.pack(*fields[:6], len(answer or b""), result)
        return head + (answer or b"")


def _with_result(body: bytes, result: int, *, handle: int | None = None) -> bytes:
    """The body with its last word as the result, and the word before as the handle when one is given out."""
    changed = bytearray(body)
    changed[-4:] = struct.pack("<I", result)
    if handle is not None:
        changed[-8:-4] = struct.pack("<I", handle)
    return bytes(changed)


def _bind(listener: socket.socket, path: Path) -> None:
    """Through the folder's descriptor: a socket address holds 107 bytes at most, and folders may be deep."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        listener.bind(f"/proc/self/fd/{folder}/{path.name}")
    finally:
        os.close(folder)
