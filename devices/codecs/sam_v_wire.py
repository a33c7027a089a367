"""What is on the wire to a SAM_V module, as far as a recording must know: every card becomes a synthetic person's.

What is wrong with a frame stays wrong: a truncated one ends at the same byte, a bad checksum stays bad by the same bits, and a
text that contradicts itself contradicts itself in the same field. Bytes in which no frame can be seen may be a card's, so they
are blanked.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from devices.api.id_card_reader import CardKind, IdCard
from devices.api.wire import Request, WireKnowledge, unchanged
from devices.codecs.sam_v import PREAMBLE, VENDOR_TIMEOUT, column_parity
from devices.codecs.sam_v_text import (
    ADDED_ADDRESS_BYTES,
    TEXT_BYTES,
    GarbledText,
    check_digit,
    decode_text,
    encode_added_address,
    encode_text,
)

_SYNC = PREAMBLE[1:]
_HEAD = len(_SYNC) + 2
"""bytes before the body: what is left of the preamble, and LEN"""
_SHORTEST_COMMAND, _SHORTEST_REPLY, _LONGEST = 3, 4, 4096
_STATUS_BYTES = 3
_SAM_ID_BYTES = 16
_PHOTO_BYTES = 1024
_FRAME_BYTES = frozenset(PREAMBLE)
"""bytes that may stay outside a frame: alone they say nothing"""


def scrub_device(data: bytes) -> bytes:
    """The same frames, with the people in them replaced."""
    clean = bytearray(byte if byte in _FRAME_BYTES else 0 for byte in data)
    broken_off: list[_BrokenOff] = []
    place = 0
    while (start := data.find(_SYNC, place)) >= 0:
        if data[start + 4 : start + 9] == VENDOR_TIMEOUT[5:]:
            place = start + 9
            clean[start:place] = data[start:place]
            continue
        length = int.from_bytes(data[start + 4 : start + 6], "big")
        if not _SHORTEST_REPLY <= length <= _LONGEST or start + _HEAD > len(data):
            # Without its impossible length it would become a frame that waits for more.
            clean[start + 4 : start + _HEAD] = data[start + 4 : start + _HEAD]
            place = start + 2
            continue
        frame = _replace(data, clean, start, length)
        place = frame.cut
        if frame.cut < frame.end <= len(data):
            broken_off.append(frame)
    for frame in reversed(broken_off):
        _keep_parity(data, clean, frame)
    return bytes(clean)


def commands(data: bytes) -> Iterator[Request]:
    """Every complete command of the host."""
    place = 0
    while (start := data.find(_SYNC, place)) >= 0:
        length = int.from_bytes(data[start + 4 : start + 6], "big")
        end = start + _HEAD + length
        if not _SHORTEST_COMMAND <= length <= _LONGEST:
            place = start + 2
        elif end > len(data):
            return
        else:
            place = end
            yield Request(start, end)


@dataclass(frozen=True, slots=True)
class _BrokenOff:
    """A frame at `start` that would go to `end`, of which the bytes up to `cut` came."""

    start: int
    end: int
    cut: int


def _keep_parity(data: bytes, clean: bytearray, frame: _BrokenOff) -> None:
    """A parser reads the beginning of the next frame as the end of this one: it must not become sound by chance."""
    last = frame.cut - 1
    if last >= frame.start + _HEAD + _STATUS_BYTES:
        counted = slice(frame.start + 4, frame.end)
        clean[last] ^= column_parity(data[counted]) ^ column_parity(clean[counted])


def _replace(data: bytes, clean: bytearray, start: int, length: int) -> _BrokenOff:
    """Write the synthetic twin of the frame at `start` into `clean`; returns how far it came."""
    end = start + _HEAD + length
    sound = end <= len(data) and column_parity(data[start + 4 : end]) == 0
    following = -1 if sound else data.find(_SYNC, start + len(_SYNC), end + len(_SYNC) - 1)
    cut = len(data) if following < 0 else following - (data[following - 1] == _SYNC[0])
    content = start + _HEAD + _STATUS_BYTES
    complete = end <= cut
    size = length - _STATUS_BYTES - 1
    twin = _twin(data[content : content + size] if sound else None, size)
    head = data[start:content]
    checksum = column_parity(head[4:] + twin)
    if complete:
        checksum ^= column_parity(data[start + 4 : end])
    frame = head + twin + bytes((checksum,))
    last = min(end, cut)
    clean[start:last] = frame[: last - start]
    return _BrokenOff(start, end, last)


def _twin(content: bytes | None, size: int) -> bytes:
    """As many bytes as a reply's data, of nobody. `content` is None for a damaged frame."""
    if size == _SAM_ID_BYTES and content is not None:
        return content
    if size == ADDED_ADDRESS_BYTES:
        blank = content is not None and not content.decode("utf-16-le", errors="replace").strip(" \0")
        return encode_added_address("" if blank else _ADDED_ADDRESS)
    for head in (4, 6):
        finger = size - head - TEXT_BYTES - _PHOTO_BYTES
        if finger in ((0,) if head == 4 else (0, 512, 1024)):  # noqa: PLR2004 - two lengths, or three
            lengths = (TEXT_BYTES, _PHOTO_BYTES, finger)[: head // 2]
            usual = struct.pack(f">{len(lengths)}H", *lengths)
            text = None if content is None else content[head : head + TEXT_BYTES]
            return (content[:head] if content is not None else usual) + _text(text) + _PHOTO + bytes(finger)
    return bytes(size)


def _text(text: bytes | None) -> bytes:
    """The synthetic person's, of the same kind of card, and wrong where `text` is wrong."""
    kind, wrong = CardKind.CITIZEN, ""
    if text is not None:
        try:
            kind = decode_text(text).kind
        except GarbledText as garbled:
            wrong = garbled.field
    clean = encode_text(_person(kind))
    return _garbled(clean, wrong) if wrong else clean


def _garbled(text: bytes, field: str) -> bytes:
    """`text` with one character damaged so that `field` is found wrong; any damage when no single one does it."""
    for offset in range(0, TEXT_BYTES, 2):
        damaged = text[:offset] + b"\x00\xd8" + text[offset + 2 :]
        try:
            decode_text(damaged)
        except GarbledText as found:
            if found.field == field:
                return damaged
    return b"\x00\xd8" + text[2:]


def _person(kind: CardKind) -> IdCard:
    """Nobody: the area code 990101 does not exist."""
    birth = date(1990, 1, 1)
    foreign = kind in (CardKind.FOREIGN_PR_2017, CardKind.FOREIGN_PR_2023)
    seventeen = f"{'999826' if foreign else '990101'}{birth:%Y%m%d}001"
    person = IdCard(
        kind=kind,
        name="某人",
        sex="1",
        birth=birth,
        number=seventeen + check_digit(seventeen),
        authority="某地公安局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
        ethnicity="01",
        address="某地某路1号",
    )
    if kind is CardKind.HMT_RESIDENT:
        return replace(person, ethnicity="", permit_number="H99000001")
    if not foreign:
        return person
    number = "CAN990190010101" if kind is CardKind.FOREIGN_PR_2017 else person.number
    authority = "9901" if kind is CardKind.FOREIGN_PR_2017 else ""
    return replace(
        person,
        number=number,
        authority=authority,
        name_english="DOE, JO",
        nationality="CAN",
        ethnicity="",
        address="",
    )


_ADDED_ADDRESS = "某地某路2号"
_PHOTO = b"WLf\x00~\x00" + bytes(_PHOTO_BYTES - 6)
KNOWLEDGE = WireKnowledge(unchanged, scrub_device, commands)
"""What the host says are bare commands"""
