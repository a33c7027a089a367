"""PC/SC through ``libpcsclite.so.1`` by ctypes: the readers there are, whether a card is in, and APDUs to it.

There is no wheel of pyscard for Linux (``reference/devices.md`` section 0). Types as in pcsclite.h on Linux: DWORD is an
unsigned, LONG a signed machine word. The library asks the service at the path of ``PCSCLITE_CSOCK_NAME`` and remembers the first
one it was told: another service is named through a link of our own that can be pointed anew.
"""

import ctypes
import os
import tempfile
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

_SCOPE_SYSTEM = 2
_SHARE_EXCLUSIVE = 1
_PROTOCOL_ANY = 3
"""T=0 or T=1, as the card likes"""
_RESET_CARD = 1
_STATE_UNAWARE, _STATE_PRESENT, _STATE_MUTE = 0x0000, 0x0020, 0x0200
_ATR_SIZE = 33
_ANSWER_SIZE = 65536 + 2
_SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"


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
        if socket is not None:
            _point_to(socket)
        self._library = _library()
        self._context = ctypes.c_long()
        self._done("establish", self._library.SCardEstablishContext(_SCOPE_SYSTEM, None, None, self._context))

    def close(self) -> None:
        """End the context; safe when the service has gone."""
        self._library.SCardReleaseContext(self._context)

    def readers(self) -> tuple[str, ...]:
        """The names of the readers that are there."""
        size = ctypes.c_ulong()
        code = self._library.SCardListReaders(self._context, None, None, ctypes.byref(size))
        if _unsigned(code) == Code.NO_READERS:
            return ()
        self._done("list readers", code)
        names = ctypes.create_string_buffer(size.value)
        self._done("list readers", self._library.SCardListReaders(self._context, None, names, ctypes.byref(size)))
        return tuple(name.decode("utf-8", "replace") for name in names.raw.split(b"\0") if name)

    def slot(self, reader: str) -> SlotState:
        """How the slot of `reader` stands now."""
        state = _ReaderState(reader=reader.encode(), current=_STATE_UNAWARE)
        code = self._library.SCardGetStatusChange(self._context, ctypes.c_ulong(0), ctypes.byref(state), 1)
        self._done("slot", code)
        return SlotState(bool(state.event & _STATE_PRESENT), bool(state.event & _STATE_MUTE), int(state.event >> 16))

    def connect(self, reader: str) -> "PcscCard":
        """Power the card up, for ourselves alone."""
        card, protocol = ctypes.c_long(), ctypes.c_ulong()
        code = self._library.SCardConnect(
            self._context,
            reader.encode(),
            ctypes.c_ulong(_SHARE_EXCLUSIVE),
            ctypes.c_ulong(_PROTOCOL_ANY),
            ctypes.byref(card),
            ctypes.byref(protocol),
        )
        self._done("connect", code)
        return PcscCard(self._library, card, int(protocol.value))

    def _done(self, doing: str, code: int) -> None:
        _done(doing, code)


class PcscCard:
    """A card that is powered up."""

    def __init__(self, library: ctypes.CDLL, handle: ctypes.c_long, protocol: int) -> None:
        """Made by `Pcsc.connect`."""
        self._library = library
        self._handle = handle
        self._protocol = protocol

    def transmit(self, apdu: bytes) -> bytes:
        """The card's answer to one APDU, its two status bytes last."""
        send = _IoRequest(self._protocol, ctypes.sizeof(_IoRequest))
        answer = ctypes.create_string_buffer(_ANSWER_SIZE)
        size = ctypes.c_ulong(len(answer))
        code = self._library.SCardTransmit(
            self._handle,
            ctypes.byref(send),
            apdu,
            ctypes.c_ulong(len(apdu)),
            None,
            answer,
            ctypes.byref(size),
        )
        _done("transmit", code)
        return answer.raw[: size.value]

    def close(self) -> None:
        """Let go of the card and reset it: nobody goes on where we stopped."""
        self._library.SCardDisconnect(self._handle, ctypes.c_ulong(_RESET_CARD))


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


def _done(doing: str, code: int) -> None:
    if code:
        raise PcscError(doing, _unsigned(code))
