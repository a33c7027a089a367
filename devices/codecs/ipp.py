"""IPP/2.0 messages: requests and responses to bytes and back (pure).

Encoding: RFC 8010 section 3; tags and numbers: RFC 8011 and devices.md 4.1. Text is UTF-8; a printer that sends something
else is read with replacement characters rather than refused.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

_DEPTH_LIMIT = 8
_OUT_OF_BAND = range(0x10, 0x20)


class IppError(Exception):
    """The bytes are no IPP message; the text says where and why, never what the message held."""


class Tag(IntEnum):
    """Delimiter and value tags."""

    OPERATION = 0x01
    JOB = 0x02
    END = 0x03
    PRINTER = 0x04
    UNSUPPORTED_GROUP = 0x05

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTET_STRING = 0x30
    DATE_TIME = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    BEGIN_COLLECTION = 0x34
    TEXT_WITH_LANGUAGE = 0x35
    NAME_WITH_LANGUAGE = 0x36
    END_COLLECTION = 0x37
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    URI_SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49
    MEMBER_NAME = 0x4A


class Operation(IntEnum):
    """Operation codes in use here."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    PURGE_JOBS = 0x0012
    CUPS_GET_PRINTERS = 0x4002


class Status(IntEnum):
    """Status codes in use here; below 0x0100 all is well."""

    OK = 0x0000
    BAD_REQUEST = 0x0400
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    FORMAT_NOT_SUPPORTED = 0x040A
    ATTRIBUTES_NOT_SUPPORTED = 0x040B
    OPERATION_NOT_SUPPORTED = 0x0501
    NOT_ACCEPTING_JOBS = 0x0506
    BUSY = 0x0507


class JobState(IntEnum):
    """``job-state``."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self >= JobState.CANCELED


class PrinterState(IntEnum):
    """``printer-state``."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


@dataclass(frozen=True, slots=True)
class Range:
    """``rangeOfInteger``."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """``resolution``; unit 3 is dots per inch, 4 per centimetre."""

    across: int
    feed: int
    unit: int = 3


@dataclass(frozen=True, slots=True)
class Localised:
    """Text or name with its language."""

    language: str
    text: str


Data: TypeAlias = "int | bool | str | bytes | Range | Resolution | Localised | tuple[Attribute, ...] | None"


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its tag. `data` is ``None`` for out-of-band tags and raw bytes for tags unknown here."""

    tag: int
    data: Data


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named 1setOf values."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One attribute group: operation, job or printer."""

    tag: int
    attributes: tuple[Attribute, ...]

    def all(self, name: str) -> tuple[Data, ...]:
        """All values of that attribute; empty when it is missing or out of band."""
        return tuple(
            value.data
            for attribute in self.attributes
            if attribute.name == name
            for value in attribute.values
            if value.tag not in _OUT_OF_BAND
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """The text values of that attribute."""
        plain = (data.text if isinstance(data, Localised) else data for data in self.all(name))
        return tuple(data for data in plain if isinstance(data, str))

    def text(self, name: str, default: str = "") -> str:
        """The first text value."""
        return next(iter(self.texts(name)), default)

    def number(self, name: str) -> int | None:
        """The first number; ``None`` when there is none."""
        return next((data for data in self.all(name) if isinstance(data, int) and not isinstance(data, bool)), None)


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A request (`code` is the operation) or a response (`code` is the status), and the document behind it."""

    code: int
    request_id: int
    groups: tuple[Group, ...] = ()
    document: bytes = b""
    version: tuple[int, int] = (2, 0)

    def groups_of(self, tag: int) -> tuple[Group, ...]:
        """All groups of that kind, e.g. one per job."""
        return tuple(group for group in self.groups if group.tag == tag)

    def group(self, tag: int) -> Group:
        """The first group of that kind, else an empty one."""
        return next(iter(self.groups_of(tag)), Group(tag, ()))


def attribute(name: str, tag: int, *data: Data) -> Attribute:
    """An attribute whose values all carry the same tag."""
    return Attribute(name, tuple(Value(tag, each) for each in data))


def encode(message: Message) -> bytes:
    """The message as bytes. ``ValueError`` for a value that does not fit its tag."""
    parts = [bytes(message.version), message.code.to_bytes(2, "big"), message.request_id.to_bytes(4, "big")]
    for group in message.groups:
        parts.append(bytes((group.tag,)))
        parts += (_encoded_attribute(each) for each in group.attributes)
    return b"".join((*parts, bytes((Tag.END,)), message.document))


def decode(data: bytes) -> Message:
    """Bytes to message; `IppError` when they are cut off or make no sense."""
    reader = _Reader(data)
    version = (reader.number(1, "version"), reader.number(1, "version"))
    code, request_id = reader.number(2, "code"), reader.number(4, "request id")
    groups: list[Group] = []
    tag = reader.number(1, "first tag")
    while tag != Tag.END:
        if tag >= 0x10 or tag == 0:  # noqa: PLR2004 - delimiter tags end at 0x0F
            raise IppError(f"byte {reader.at - 1}: value tag 0x{tag:02x} outside of a group")
        attributes, following = _decoded_attributes(reader)
        groups.append(Group(tag, attributes))
        tag = following
    return Message(code, request_id, tuple(groups), reader.rest(), version)


class _Reader:
    """A position in the bytes; every step is checked against the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def take(self, count: int, what: str) -> bytes:
        if len(self._data) - self.at < count:
            raise IppError(f"byte {self.at}: {what} needs {count} bytes, {len(self._data) - self.at} are left")
        self.at += count
        return self._data[self.at - count : self.at]

    def number(self, count: int, what: str) -> int:
        return int.from_bytes(self.take(count, what), "big")

    def counted(self, what: str) -> bytes:
        return self.take(self.number(2, f"length of {what}"), what)

    def rest(self) -> bytes:
        return self.take(len(self._data) - self.at, "document")


def _decoded_attributes(reader: _Reader) -> tuple[tuple[Attribute, ...], int]:
    """The attributes up to the next delimiter, and that delimiter."""
    found: list[tuple[str, list[Value]]] = []
    while (tag := reader.number(1, "tag")) >= 0x10:  # noqa: PLR2004 - delimiter tags end at 0x0F
        name = _text(reader.counted("attribute name"))
        value = _decoded_value(reader, tag, 0)
        if name:
            found.append((name, [value]))
        elif found:
            found[-1][1].append(value)
        else:
            raise IppError(f"byte {reader.at}: a further value without an attribute before it")
    return tuple(Attribute(name, tuple(values)) for name, values in found), tag


def _decoded_value(reader: _Reader, tag: int, depth: int) -> Value:
    raw = reader.counted("value")
    if tag == Tag.BEGIN_COLLECTION:
        return Value(tag, _decoded_members(reader, depth + 1))
    if tag in (Tag.END_COLLECTION, Tag.MEMBER_NAME):
        raise IppError(f"byte {reader.at}: tag 0x{tag:02x} outside of a collection")
    try:
        return Value(tag, _data_of(tag, raw))
    except ValueError as wrong:
        raise IppError(f"byte {reader.at}: tag 0x{tag:02x}: {wrong}") from wrong


def _decoded_members(reader: _Reader, depth: int) -> tuple[Attribute, ...]:
    if depth > _DEPTH_LIMIT:
        raise IppError(f"byte {reader.at}: collections nested deeper than {_DEPTH_LIMIT}")
    members: list[tuple[str, list[Value]]] = []
    while True:
        tag = reader.number(1, "member tag")
        reader.counted("member's attribute name")
        if tag == Tag.END_COLLECTION:
            reader.counted("end of collection")
            return tuple(Attribute(name, tuple(values)) for name, values in members)
        if tag == Tag.MEMBER_NAME:
            members.append((_text(reader.counted("member name")), []))
        elif tag < 0x10 or not members:  # noqa: PLR2004 - delimiter tags end at 0x0F
            raise IppError(f"byte {reader.at}: tag 0x{tag:02x} where a collection member was expected")
        else:
            members[-1][1].append(_decoded_value(reader, tag, depth))


def _data_of(tag: int, raw: bytes) -> Data:
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            return int.from_bytes(_exactly(raw, 4), "big", signed=True)
        case Tag.BOOLEAN:
            return _exactly(raw, 1) != b"\x00"
        case Tag.RANGE:
            return Range(*(int.from_bytes(_exactly(raw, 8)[i : i + 4], "big", signed=True) for i in (0, 4)))
        case Tag.RESOLUTION:
            across, feed = (int.from_bytes(_exactly(raw, 9)[i : i + 4], "big", signed=True) for i in (0, 4))
            return Resolution(across, feed, raw[8])
        case Tag.TEXT_WITH_LANGUAGE | Tag.NAME_WITH_LANGUAGE:
            return _localised(raw)
        case _ if tag in _OUT_OF_BAND:
            return None
        case _ if 0x41 <= tag <= 0x49:  # noqa: PLR2004 - the character-string tags
            return _text(raw)
        case _:
            return raw


def _localised(raw: bytes) -> Localised:
    inner = _Reader(raw)
    language, text = _text(inner.counted("language")), _text(inner.counted("text"))
    return Localised(language, text)


def _exactly(raw: bytes, length: int) -> bytes:
    if len(raw) != length:
        raise ValueError(f"value of {len(raw)} bytes instead of {length}")
    return raw


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


def _encoded_attribute(each: Attribute) -> bytes:
    if not each.values or not each.name:
        raise ValueError("an attribute needs a name and at least one value")
    names = (each.name.encode(), *(b"" for _ in each.values[1:]))
    return b"".join(
        bytes((value.tag,)) + _counted(name) + _encoded_value(value)
        for name, value in zip(names, each.values, strict=True)
    )


def _encoded_value(value: Value) -> bytes:
    if value.tag == Tag.BEGIN_COLLECTION and isinstance(value.data, tuple):
        members = b"".join(_encoded_member(member) for member in value.data)
        return b"\x00\x00" + members + bytes((Tag.END_COLLECTION,)) + b"\x00\x00\x00\x00"
    return _counted(_raw_of(value))


def _encoded_member(member: Attribute) -> bytes:
    head = bytes((Tag.MEMBER_NAME,)) + b"\x00\x00" + _counted(member.name.encode())
    return head + b"".join(bytes((value.tag,)) + b"\x00\x00" + _encoded_value(value) for value in member.values)


def _raw_of(value: Value) -> bytes:
    match value.data:
        case None:
            return b""
        case bool():
            return b"\x01" if value.data else b"\x00"
        case int():
            return value.data.to_bytes(4, "big", signed=True)
        case str():
            return value.data.encode()
        case bytes():
            return value.data
        case Range():
            return b"".join(each.to_bytes(4, "big", signed=True) for each in (value.data.lower, value.data.upper))
        case Resolution():
            sides = (value.data.across, value.data.feed)
            return b"".join(each.to_bytes(4, "big", signed=True) for each in sides) + bytes((value.data.unit,))
        case Localised():
            return _counted(value.data.language.encode()) + _counted(value.data.text.encode())
        case _:
            raise ValueError(f"tag 0x{value.tag:02x} cannot carry a collection")


def _counted(raw: bytes) -> bytes:
    if len(raw) > 0x7FFF:  # noqa: PLR2004 - SIGNED-SHORT length fields of RFC 8010
        raise ValueError(f"{len(raw)} bytes do not fit into one value")
    return len(raw).to_bytes(2, "big") + raw
