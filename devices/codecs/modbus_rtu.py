"""Modbus-RTU, as far as relay and input boards of a cabinet speak it: requests out, replies back. No I/O.

Modbus over Serial Line 1.02 and Application Protocol 1.1b3: ``unit | function | data | CRC``, CRC-16 with polynomial A001
(reflected), low byte first. Functions: 01 read coils, 02 read discrete inputs, 05 write one coil, 0F write several coils.
A reply is told by its length, which follows from the request; an exception has the function's top bit set and one code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

_POLYNOMIAL = 0xA001
_ON, _OFF = b"\xff\x00", b"\x00\x00"
_EXCEPTION = 0x80
_EXCEPTION_LENGTH = 5
_HEAD = 2
_CRC = 2
MAX_BITS = 2000
"""bits that one request may ask for (7D0 hex)"""


class Function(IntEnum):
    """The functions that are used."""

    READ_COILS = 0x01
    READ_DISCRETE_INPUTS = 0x02
    WRITE_COIL = 0x05
    WRITE_COILS = 0x0F


class ExceptionCode(IntEnum):
    """Why a board refuses a request."""

    ILLEGAL_FUNCTION = 1
    ILLEGAL_ADDRESS = 2
    ILLEGAL_VALUE = 3
    DEVICE_FAILURE = 4
    ACKNOWLEDGE = 5
    DEVICE_BUSY = 6


@dataclass(frozen=True, slots=True)
class Refused:
    """The board's exception reply."""

    code: int

    def __str__(self) -> str:
        known = ExceptionCode.__members__.values()
        name = next((each.name.lower().replace("_", " ") for each in known if each == self.code), "unknown")
        return f"exception {self.code:02X} ({name})"


Bits = tuple[bool, ...]


def crc16(data: bytes) -> bytes:
    """The two check bytes of `data`, low byte first."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ _POLYNOMIAL if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def framed(body: bytes) -> bytes:
    """`body` with its check bytes."""
    return body + crc16(body)


@dataclass(frozen=True, slots=True)
class Request:
    """One question to unit `unit` (1 to 247): `count` bits from `address` on are read, or `values` written there."""

    unit: int
    function: Function
    address: int
    count: int = 1
    values: Bits = ()

    def frame(self) -> bytes:
        """The bytes on the line."""
        head = bytes([self.unit, self.function]) + self.address.to_bytes(2, "big")
        if self.function is Function.WRITE_COIL:
            return framed(head + (_ON if self.values[0] else _OFF))
        head += self.count.to_bytes(2, "big")
        if self.function is Function.WRITE_COILS:
            packed = pack(self.values)
            head += bytes([len(packed)]) + packed
        return framed(head)

    @property
    def reply_length(self) -> int:
        """Bytes of the reply when the board does not refuse."""
        if self.function in (Function.WRITE_COIL, Function.WRITE_COILS):
            return _HEAD + 4 + _CRC
        return _HEAD + 1 + (self.count + 7) // 8 + _CRC


def read_coils(unit: int, address: int, count: int) -> Request:
    """Ask how `count` outputs stand."""
    return Request(unit, Function.READ_COILS, address, count)


def read_inputs(unit: int, address: int, count: int) -> Request:
    """Ask how `count` inputs stand."""
    return Request(unit, Function.READ_DISCRETE_INPUTS, address, count)


def write_coil(unit: int, address: int, *, on: bool) -> Request:
    """Switch one output."""
    return Request(unit, Function.WRITE_COIL, address, 1, (on,))


def write_coils(unit: int, address: int, values: Sequence[bool]) -> Request:
    """Switch several outputs at once."""
    return Request(unit, Function.WRITE_COILS, address, len(values), tuple(values))


class ReplyParser:
    """Finds the reply to one request in whatever the line brings: noise, echoes and late replies go by.

    A late reply to the *same* request cannot be told apart: the line is drained before each question.
    """

    def __init__(self, request: Request) -> None:
        """Wait for the reply to `request`."""
        self._request = request
        self._echo = request.frame()
        self._heard = bytearray()
        self._kept = max(len(self._echo), request.reply_length, _EXCEPTION_LENGTH) - 1

    def feed(self, data: bytes) -> Bits | Refused | None:
        """The reply once it is complete and sound, else None."""
        self._heard += data
        # Two-wire RS-485 adapters may hear themselves. The echo of a *write one coil* has the very bytes of its reply and
        # cannot be told from it; who must be sure writes with *several coils*.
        if self._request.function is not Function.WRITE_COIL and self._heard.startswith(self._echo):
            del self._heard[: len(self._echo)]
        for start in range(len(self._heard)):
            found = self._reply_at(start)
            if found is not None:
                return found
        # What begins before these is whole, and is no reply: a babbling line is not kept, nor looked through again and again.
        del self._heard[: max(0, len(self._heard) - self._kept)]
        return None

    def _reply_at(self, start: int) -> Bits | Refused | None:
        request, heard = self._request, self._heard
        if heard[start] != request.unit or start + 1 >= len(heard):
            return None
        if heard[start + 1] == request.function | _EXCEPTION:
            frame = _sound(heard, start, _EXCEPTION_LENGTH)
            return Refused(frame[2]) if frame else None
        if heard[start + 1] != request.function:
            return None
        frame = _sound(heard, start, request.reply_length)
        if not frame:
            return None
        return self._read(frame) if self._is_answer(frame) else None

    def _is_answer(self, frame: bytes) -> bool:
        """Whether a sound frame answers this request: the count of bytes asked for, or the address that was written."""
        request = self._request
        if request.function is Function.WRITE_COIL:
            return frame == request.frame()
        if request.function is Function.WRITE_COILS:
            return frame[2:6] == request.frame()[2:6]
        return frame[2] == (request.count + 7) // 8

    def _read(self, frame: bytes) -> Bits:
        if self._request.values:
            return self._request.values
        return unpack(frame[3:-_CRC], self._request.count)


class RequestParser:
    """The board's side: feed it bytes, get the requests that came, in order. Damaged ones and noise are passed over."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._heard = bytearray()

    def feed(self, data: bytes) -> list[Request]:
        """The complete and sound requests so far."""
        self._heard += data
        found: list[Request] = []
        start = 0
        while start < len(self._heard):
            request, length = _request_at(self._heard, start)
            if request is None:
                start += 1
                continue
            found.append(request)
            del self._heard[: start + length]
            start = 0
        del self._heard[: max(0, len(self._heard) - 512)]
        return found


def _request_at(heard: bytearray, start: int) -> tuple[Request | None, int]:
    if start + 8 > len(heard) or heard[start + 1] not in Function.__members__.values():
        return None, 0
    function = Function(heard[start + 1])
    length = 9 + heard[start + 6] if function is Function.WRITE_COILS else 8
    frame = _sound(heard, start, length)
    if not frame:
        return None, 0
    unit, address = frame[0], int.from_bytes(frame[2:4], "big")
    if function is Function.WRITE_COIL:
        return (Request(unit, function, address, 1, (frame[4:6] == _ON,)), length)
    count = int.from_bytes(frame[4:6], "big")
    values = unpack(frame[7:-_CRC], count) if function is Function.WRITE_COILS else ()
    return Request(unit, function, address, count, values), length


def reply_frame(request: Request, bits: Sequence[bool] = ()) -> bytes:
    """The board's reply: `bits` for a reading, what was written for a writing."""
    head = bytes([request.unit, request.function])
    if request.function is Function.WRITE_COIL:
        return request.frame()
    if request.function is Function.WRITE_COILS:
        return framed(head + request.address.to_bytes(2, "big") + request.count.to_bytes(2, "big"))
    packed = pack(bits)
    return framed(head + bytes([len(packed)]) + packed)


def exception_frame(request: Request, code: ExceptionCode) -> bytes:
    """The board's refusal."""
    return framed(bytes([request.unit, request.function | _EXCEPTION, code]))


def pack(bits: Sequence[bool]) -> bytes:
    """Eight bits a byte, the first one lowest."""
    return bytes(
        sum(1 << place for place, bit in enumerate(bits[start : start + 8]) if bit) for start in range(0, len(bits), 8)
    )


def unpack(data: bytes, count: int) -> Bits:
    """The first `count` bits of `data`; missing ones are off."""
    return tuple(place // 8 < len(data) and bool(data[place // 8] >> place % 8 & 1) for place in range(count))


def _sound(heard: bytearray, start: int, length: int) -> bytes:
    """The frame of `length` at `start` when it is all there and its check bytes agree; else empty."""
    frame = bytes(heard[start : start + length])
    return frame if len(frame) == length and crc16(frame[:-_CRC]) == frame[-_CRC:] else b""
