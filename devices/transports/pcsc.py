"""PC/SC through ``libpcsclite.so.1`` by ctypes: the readers there are, whether a card is in, and APDUs to it.

There is no wheel of pyscard for Linux (``reference/devices.md`` section 0). Types as in pcsclite.h on Linux: DWORD is an
unsigned, LONG a signed machine word. The library asks the service at the path of ``PCSCLITE_CSOCK_NAME`` and remembers the first
one it was told: another service is named through a link of our own that can be pointed anew.
"""

import ctypes
import os
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from devices.api.cancel import current

_SCOPE_SYSTEM = 2
_SHARE_EXCLUSIVE = 1
_PROTOCOL_ANY = 3
"""T=0 or T=1, as the card likes"""
_RESET_CARD = 1
_STATE_UNAWARE, _STATE_PRESENT, _STATE_MUTE = 0x0000, 0x0020, 0x0200
_ATR_SIZE = 33
_ANSWER_SIZE = 65536 + 2
_SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
_SERVICE_SOCKET = "pcscd.comm"
_USUAL_SERVICE = Path(os.environ.get(_SOCKET_VARIABLE, f"/run/pcscd/{_SERVICE_SOCKET}"))
"""where the library looks by itself; once it has, it would look nowhere else"""
_LIMIT_S = 5.0
"""a card may think for some seconds; the longest APDU of the profiles takes far less"""


class Code(IntEnum):
    """Codes of pcsclite.h that decide something."""

    INVALID_HANDLE = 0x80100003
    UNKNOWN_READER = 0x80100009
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    READER_UNAVAILABLE = 0x80100017
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    COMM_ERROR = 0x80100013
    COMM_DATA_LOST = 0x8010002F
    NO_READERS = 0x8010002E
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    RESET_CARD = 0x80100068
    REMOVED_CARD = 0x80100069


class PcscError(Exception):
    """What the library answered; `code` is one of pcsclite.h, see `Code` for those that matter."""

    def __init__(self, doing: str, code: int) -> None:
        """Name the call."""
        known = next((each.name.lower().replace("_", " ") for each in Code if each == code), "")
        super().__init__(f"{doing}: {code:08X}{f' ({known})' if known else ''}")
        self.code = code


class LibraryMissing(Exception):  # noqa: N818 - what is the case
    """``libpcsclite.so.1`` is not installed."""


@dataclass(frozen=True, slots=True)
class SlotState:
    """What a reader says of its slot. `counter` changes with each card."""

    present: bool
    mute: bool
    counter: int


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("reader", ctypes.c_char_p),
        ("user_data", ctypes.c_void_p),
        ("current", ctypes.c_ulong),
        ("event", ctypes.c_ulong),
        ("atr_length", ctypes.c_ulong),
        ("atr", ctypes.c_ubyte * _ATR_SIZE),
    )


class _IoRequest(ctypes.Structure):
    _fields_ = (("protocol", ctypes.c_ulong), ("length", ctypes.c_ulong))


class Pcsc:
    """One context with the service. Used by one thread at a time."""

    def __init__(self, socket: Path | None = None) -> None:
        """`socket` is the service's, the system's own when not given. `LibraryMissing`, or `PcscError` without a service."""
        _point_to(socket or _USUAL_SERVICE)
        self._library = _library()
        self._context = ctypes.c_long()
        self._limits = _Limits()
        self._done("establish", self._library.SCardEstablishContext, _SCOPE_SYSTEM, None, None, self._context)
        self._limits.established()

    def close(self) -> None:
        """End the context; safe when the service has gone."""
        with suppress(PcscError):
            self._limits.called("release", self._library.SCardReleaseContext, self._context)

    def readers(self) -> tuple[str, ...]:
        """The names of the readers that are there."""
        size = ctypes.c_ulong()
        list_readers = self._library.SCardListReaders
        code = self._limits.called("list readers", list_readers, self._context, None, None, ctypes.byref(size))
        if code == Code.NO_READERS:
            return ()
        _must_be_done("list readers", code)
        names = ctypes.create_string_buffer(size.value)
        self._done("list readers", list_readers, self._context, None, names, ctypes.byref(size))
        return tuple(name.decode("utf-8", "replace") for name in names.raw.split(b"\0") if name)

    def slot(self, reader: str) -> SlotState:
        """How the slot of `reader` stands now."""
        state = _ReaderState(reader=reader.encode(), current=_STATE_UNAWARE)
        ask = self._library.SCardGetStatusChange
        self._done("slot", ask, self._context, ctypes.c_ulong(0), ctypes.byref(state), 1)
        return SlotState(bool(state.event & _STATE_PRESENT), bool(state.event & _STATE_MUTE), int(state.event >> 16))

    def connect(self, reader: str) -> "PcscCard":
        """Power the card up, for ourselves alone."""
        card, protocol = ctypes.c_long(), ctypes.c_ulong()
        self._done(
            "connect",
            self._library.SCardConnect,
            self._context,
            reader.encode(),
            ctypes.c_ulong(_SHARE_EXCLUSIVE),
            ctypes.c_ulong(_PROTOCOL_ANY),
            ctypes.byref(card),
            ctypes.byref(protocol),
        )
        return PcscCard(self._library, card, int(protocol.value), self._limits)

    def _done(self, doing: str, call: Callable[..., int], *arguments: object) -> None:
        _must_be_done(doing, self._limits.called(doing, call, *arguments))


class PcscCard:
    """A card that is powered up."""

    def __init__(self, library: ctypes.CDLL, handle: ctypes.c_long, protocol: int, limits: "_Limits") -> None:
        """Made by `Pcsc.connect`."""
        self._limits = limits
        self._library = library
        self._handle = handle
        self._protocol = protocol

    def transmit(self, apdu: bytes) -> bytes:
        """The card's answer to one APDU, its two status bytes last."""
        send = _IoRequest(self._protocol, ctypes.sizeof(_IoRequest))
        answer = ctypes.create_string_buffer(_ANSWER_SIZE)
        size = ctypes.c_ulong(len(answer))
        code = self._limits.called(
            "transmit",
            self._library.SCardTransmit,
            self._handle,
            ctypes.byref(send),
            apdu,
            ctypes.c_ulong(len(apdu)),
            None,
            answer,
            ctypes.byref(size),
        )
        _must_be_done("transmit", code)
        return answer.raw[: size.value]

    def close(self) -> None:
        """Let go of the card and reset it: nobody goes on where we stopped."""
        with suppress(PcscError):
            disconnect = self._library.SCardDisconnect
            self._limits.called("disconnect", disconnect, self._handle, ctypes.c_ulong(_RESET_CARD))


class _Limits:
    """Bounds every call into the library, which waits for its service without end, and holds a lock of the process meanwhile.

    What ends a call is the end of its connection: the library then says that there is no service.
    """

    def __init__(self) -> None:
        """To be made before the connection is."""
        self._foreign = _service_sockets()
        self._own: frozenset[int] | None = None
        self._guard = threading.Lock()
        self._over = False

    def established(self) -> None:
        """The connection is made; whatever is connected later is others'."""
        self._own = _service_sockets() - self._foreign

    def called(self, doing: str, call: Callable[..., int], *arguments: object) -> int:
        """The code that `call` returns; `PcscError` when the service was silent until the command's deadline."""
        timer = threading.Timer(min(_LIMIT_S, current().left_s), self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            code = _unsigned(call(*arguments))
        finally:
            with self._guard:
                timer.cancel()
        if self._over:
            raise PcscError(doing, Code.NO_SERVICE)
        return code

    def _hang_up(self) -> None:
        with self._guard:
            self._over = True
            own = self._own if self._own is not None else _service_sockets() - self._foreign
            for descriptor in own:
                with suppress(OSError), socket.socket(fileno=os.dup(descriptor)) as connection:
                    connection.shutdown(socket.SHUT_RDWR)


def _service_sockets() -> frozenset[int]:
    """The descriptors of this process that are connected to a PC/SC service."""
    return frozenset(int(each.name) for each in Path("/proc/self/fd").iterdir() if _leads_to_service(each))


def _leads_to_service(entry: Path) -> bool:
    try:
        if not str(entry.readlink()).startswith("socket:"):
            return False
        with socket.socket(fileno=os.dup(int(entry.name))) as connection:
            peer = connection.getpeername() if connection.family == socket.AF_UNIX else ""
    except OSError:
        return False
    return isinstance(peer, str) and peer.endswith(f"/{_SERVICE_SOCKET}")


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL("libpcsclite.so.1")
    except OSError as missing:
        raise LibraryMissing("libpcsclite.so.1 is not installed (Debian: libpcsclite1)") from missing
    for name in (
        "SCardEstablishContext",
        "SCardReleaseContext",
        "SCardListReaders",
        "SCardGetStatusChange",
        "SCardConnect",
        "SCardTransmit",
        "SCardDisconnect",
    ):
        getattr(library, name).restype = ctypes.c_long
    word, text = ctypes.c_ulong, ctypes.c_char_p
    library.SCardEstablishContext.argtypes = (word, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_long))
    library.SCardReleaseContext.argtypes = (ctypes.c_long,)
    library.SCardListReaders.argtypes = (ctypes.c_long, text, text, ctypes.POINTER(word))
    library.SCardGetStatusChange.argtypes = (ctypes.c_long, word, ctypes.POINTER(_ReaderState), word)
    return library


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Holds the link by which the library knows the service; one for each process, gone when it ends."""
    folder = tempfile.TemporaryDirectory(prefix="pcsc-", ignore_cleanup_errors=True)
    os.environ[_SOCKET_VARIABLE] = str(Path(folder.name) / "service")
    return folder


def _point_to(socket: Path) -> None:
    link = Path(_folder().name) / "service"
    fresh = link.with_name("service.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(socket)
    fresh.replace(link)


def _unsigned(code: int) -> int:
    return code & 0xFFFFFFFF


def _must_be_done(doing: str, code: int) -> None:
    if code:
        raise PcscError(doing, code)
