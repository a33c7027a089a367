"""SAM_V, the serial protocol of the resident ID card module (GA 450 / GA 467): frames both ways, commands, status codes.

Frame: ``AA AA AA 96 69 | LEN(2, big endian) | body | CHK``. LEN counts body and CHK; CHK makes the XOR of everything after
the preamble zero. The body is ``CMD PARA data`` towards the module, ``SW1 SW2 SW3 data`` from it.
Sources: ``reference/devices.md`` 1.2 to 1.8.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

PREAMBLE = bytes.fromhex("AAAAAA9669")
_SYNC = PREAMBLE[1:]
"""the first AA is lost now and then"""

_SHORTEST_COMMAND, _SHORTEST_REPLY, _LONGEST = 3, 4, 4096

VENDOR_TIMEOUT = PREAMBLE + bytes.fromhex("0005050505")
"""What one maker sends on a time-out: LEN says 5, three bytes follow."""


class Sw3(IntEnum):
    """The module's own status, third byte of a reply. SW1 and SW2 are the card's and may be anything."""

    OK = 0x90
    CARD_FOUND = 0x9F
    NOT_ON_CARD = 0x91
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNRECOGNISED_ERROR = 0x24
    CARD_REFUSED_MODULE = 0x31
    MODULE_REFUSED_CARD = 0x32
    INFORMATION_UNVERIFIED = 0x33
    FINGERPRINT_UNVERIFIED = 0x37
    INFORMATION_LENGTH = 0x3F
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    UNAUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    VENDOR_TIMEOUT = 0x05
    """not on the wire as a status: stands for the maker's time-out frame"""


SW3_MEANING: Mapping[int, str] = {
    Sw3.OK: "success",
    Sw3.CARD_FOUND: "card found",
    Sw3.NOT_ON_CARD: "no such item on the card",
    Sw3.BAD_CHECKSUM: "the module saw a bad checksum",
    Sw3.BAD_LENGTH: "the module saw a bad length",
    Sw3.BAD_COMMAND: "the module does not know the command",
    Sw3.NOT_PERMITTED: "the module does not permit the command",
    Sw3.UNRECOGNISED_ERROR: "the module met an error it cannot name",
    Sw3.CARD_REFUSED_MODULE: "the card could not authenticate the module",
    Sw3.MODULE_REFUSED_CARD: "the module could not authenticate the card",
    Sw3.INFORMATION_UNVERIFIED: "the information on the card could not be verified",
    Sw3.FINGERPRINT_UNVERIFIED: "the fingerprint on the card could not be verified",
    Sw3.INFORMATION_LENGTH: "wrong length of the information on the card",
    Sw3.WRONG_CARD_TYPE: "not an ID card",
    Sw3.READ_FAILED: "reading the card failed",
    Sw3.RANDOM_NUMBER_FAILED: "the card gave no random number",
    Sw3.SELF_TEST_FAILED: "the module failed its self-test",
    Sw3.UNAUTHORISED: "the module is not authorised",
    Sw3.NO_CARD: "no card, or the same card as before",
    Sw3.SELECT_FAILED: "selecting the card failed",
    Sw3.VENDOR_TIMEOUT: "the module ran into a time-out",
}


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the module can be told. `data_lengths` are the data bytes of its successful replies, None for any."""

    code: int
    para: int
    success: Sw3
    data_lengths: tuple[int, ...] | None
    payload: bytes = b""

    def frame(self) -> bytes:
        """The bytes to send."""
        return frame(bytes((self.code, self.para)) + self.payload)

    def longest_reply(self) -> int:
        """Bytes of the longest reply to this command, for computing deadlines."""
        return len(PREAMBLE) + 2 + 3 + (max(self.data_lengths) if self.data_lengths else _LONGEST) + 1


RESET = Command(0x10, 0xFF, Sw3.OK, (0,))
STATUS = Command(0x11, 0xFF, Sw3.OK, (0,))
READ_SAM_ID = Command(0x12, 0xFF, Sw3.OK, (16,))
FIND_CARD = Command(0x20, 0x01, Sw3.CARD_FOUND, (4,))
SELECT_CARD = Command(0x20, 0x02, Sw3.OK, (8,))
READ_TEXT_PHOTO = Command(0x30, 0x01, Sw3.OK, (4 + 256 + 1024,))
READ_ADDED_ADDRESS = Command(0x30, 0x03, Sw3.OK, (70,))
READ_TEXT_PHOTO_FINGER = Command(0x30, 0x10, Sw3.OK, tuple(6 + 256 + 1024 + finger for finger in (0, 512, 1024)))
"""replies of 1297, 1809 or 2321 bytes: no fingerprint on the card, one, two"""
RATE_CODES: Mapping[int, int] = MappingProxyType({115200: 0, 57600: 1, 38400: 2, 19200: 3, 9600: 4})
"""bits per second to the parameter of *set rate*"""

COMMANDS = (
    RESET,
    STATUS,
    READ_SAM_ID,
    FIND_CARD,
    SELECT_CARD,
    READ_TEXT_PHOTO,
    READ_ADDED_ADDRESS,
    READ_TEXT_PHOTO_FINGER,
)


def set_rate(bits_per_s: int) -> Command:
    """The command that changes the module's rate; whether its 90 comes at the old or the new one is not known."""
    return Command(0x60, RATE_CODES[bits_per_s], Sw3.OK, (0,))


def set_max_rf(size: int) -> Command:
    """The command that limits what goes over the air at once to `size` bytes (1..255)."""
    return Command(0x61, 0xFF, Sw3.OK, (0,), bytes((size,)))


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of the module. `repr` leaves the data out: it may be a person's."""

    sw1: int
    sw2: int
    sw3: int
    data: bytes = field(default=b"", repr=False)

    def answers(self, command: Command) -> bool:
        """Whether this can be the reply to `command`: its success with the right amount of data, or a bare error."""
        if self.sw3 == command.success:
            return command.data_lengths is None or len(self.data) in command.data_lengths
        return not self.data and self.sw3 not in (Sw3.OK, Sw3.CARD_FOUND)

    def meaning(self) -> str:
        """The status in words, for the technician's log."""
        return f"SW3 {self.sw3:02X}, {SW3_MEANING.get(self.sw3, 'unknown status')}"


def frame(body: bytes) -> bytes:
    """A frame around `body`."""
    counted = struct.pack(">H", len(body) + 1) + body
    return PREAMBLE + counted + bytes((column_parity(counted),))


def column_parity(data: bytes | bytearray) -> int:
    """The XOR of all bytes. Folds the block in halves as one number: a byte at a time would be the slowest part of parsing."""
    value, size = int.from_bytes(data, "big"), len(data)
    while size > 1:
        size = (size + 1) // 2
        value = (value >> (8 * size)) ^ (value & ((1 << (8 * size)) - 1))
    return value


def reply_frame(sw3: int, data: bytes = b"", sw1: int = 0, sw2: int = 0) -> bytes:
    """The bytes a module sends."""
    return frame(bytes((sw1, sw2, sw3)) + data)


class FrameParser:
    """Bytes in, bodies of sound frames out, whatever the splits, the noise before and the frames lost.

    A damaged frame is skipped by dropping two bytes and searching again. A frame that claims more than comes never
    completes: the caller needs a deadline of its own, and `started` tells that a frame has begun.
    """

    def __init__(self, shortest: int) -> None:
        """`shortest` is the smallest LEN believed: 4 for replies, 3 for commands."""
        self._shortest = shortest
        self._buffer = bytearray()
        self.started = False
        """whether a preamble has been seen since the parser was made"""

    def feed(self, data: bytes) -> list[bytes]:
        """Take `data` and return the bodies (without CHK) of the frames that are complete now."""
        self._buffer += data
        bodies = []
        while (body := self._next()) is not None:
            bodies.append(body)
        return bodies

    def abandon(self) -> list[bytes]:
        """The frame that has begun will not be completed: disbelieve it and return what is complete behind its beginning."""
        bodies = []
        while self._buffer.startswith(_SYNC):
            del self._buffer[:2]
            while (body := self._next()) is not None:
                bodies.append(body)
        return bodies

    def _next(self) -> bytes | None:
        buffer = self._buffer
        while True:
            start = buffer.find(_SYNC)
            if start < 0:
                del buffer[: -(len(_SYNC) - 1)]
                return None
            del buffer[:start]
            self.started = True
            if len(buffer) < len(_SYNC) + 2:
                return None
            length = int.from_bytes(buffer[4:6], "big")
            if buffer[4:9] == VENDOR_TIMEOUT[5:]:
                del buffer[:9]
                return bytes((0, 0, Sw3.VENDOR_TIMEOUT))
            if self._shortest <= length <= _LONGEST:
                if self._maybe_vendor_timeout() or len(buffer) < 6 + length:
                    return None
                if column_parity(buffer[4 : 6 + length]) == 0:
                    body = bytes(buffer[6 : 5 + length])
                    del buffer[: 6 + length]
                    return body
            del buffer[:2]

    def _maybe_vendor_timeout(self) -> bool:
        seen = bytes(self._buffer[4:9])
        return len(seen) < len(VENDOR_TIMEOUT) - len(PREAMBLE) and VENDOR_TIMEOUT[5:].startswith(seen)


class ReplyParser:
    """`FrameParser` for what the module sends."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._frames = FrameParser(_SHORTEST_REPLY)

    @property
    def started(self) -> bool:
        """Whether the beginning of a frame has been seen."""
        return self._frames.started

    def feed(self, data: bytes) -> list[Reply]:
        """Take `data` and return the replies that are complete now."""
        return [_reply(body) for body in self._frames.feed(data)]

    def abandon(self) -> list[Reply]:
        """Disbelieve the frame that has begun, see `FrameParser.abandon`."""
        return [_reply(body) for body in self._frames.abandon()]


def _reply(body: bytes) -> Reply:
    return Reply(body[0], body[1], body[2], body[3:])


def command_parser() -> FrameParser:
    """`FrameParser` for what the host sends (used by the module's side)."""
    return FrameParser(_SHORTEST_COMMAND)


@dataclass(frozen=True, slots=True, repr=False)
class CardBlock:
    """What a card read brings. `finger` is empty, 512 or 1024 bytes."""

    text: bytes
    photo: bytes
    finger: bytes = b""


def card_block(block: CardBlock, *, with_finger: bool = False) -> bytes:
    """The data of a successful `READ_TEXT_PHOTO`, or of `READ_TEXT_PHOTO_FINGER`."""
    parts = (block.text, block.photo, block.finger) if with_finger else (block.text, block.photo)
    return struct.pack(f">{len(parts)}H", *map(len, parts)) + b"".join(parts)


def split_card_block(data: bytes, *, with_finger: bool = False) -> CardBlock | None:
    """The parts of what `card_block` makes; None when the lengths inside do not fit."""
    count = 3 if with_finger else 2
    if len(data) < 2 * count:
        return None
    lengths = struct.unpack(f">{count}H", data[: 2 * count])
    if len(data) != 2 * count + sum(lengths):
        return None
    text_ends, photo_ends = 2 * count + lengths[0], 2 * count + lengths[0] + lengths[1]
    return CardBlock(data[2 * count : text_ends], data[text_ends:photo_ends], data[photo_ends:])


def sam_id_text(data: bytes) -> str:
    """The 16 bytes of `READ_SAM_ID` as the makers print them, e.g. ``05.01-20180101-0000000001-1234567890``."""
    maker, kind, day, serial, check = struct.unpack("<HHIII", data)
    return f"{maker:02d}.{kind:02d}-{day}-{serial:010d}-{check:010d}"
