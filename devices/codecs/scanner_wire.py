"""What a code scanner says, as far as a recording must know: every letter and digit becomes another one, all else stays.

Stays: how long a code is, of which scripts and in which encoding, what ends it, and bytes that are no text at all. A code may be
anybody's: a receipt number, a health code, an ID number. Codes that only a pause ends are taken as one.
"""

from collections.abc import Mapping

from devices.api.wire import WireKnowledge, unchanged

_UTF_8 = {len(each.encode()): each.encode() for each in "é某𬎆"}
"""bytes that a character takes → one of the same length that says nothing"""
_GB18030 = {len(each.encode("gb18030")): each.encode("gb18030") for each in "人㐂"}
"""likewise, and no UTF-8"""
_NO_TEXT = 0xFF
_C1 = range(0x80, 0xA0)


def scrub(data: bytes) -> bytes:
    """As many bytes, read by `devices.codecs.scanner_frames` in the same way."""
    clean = bytearray()
    start = 0
    for place in range(len(data) + 1):
        if place == len(data) or data[place] in b"\r\n":
            clean += _scrubbed(data[start:place]) + data[place : place + 1]
            start = place + 1
    return bytes(clean)


def _scrubbed(code: bytes) -> bytes:
    """One code, encoded as it was."""
    for encoding, somebody in (("utf-8", _UTF_8), ("gb18030", _GB18030)):
        try:
            text = code.decode(encoding)
        except UnicodeDecodeError:
            continue
        return b"".join(_another(each.encode(encoding), each, somebody) for each in text)
    return bytes((_NO_TEXT,)) * len(code)


def _another(encoded: bytes, character: str, somebody: Mapping[int, bytes]) -> bytes:
    if not character.isascii():
        return encoded if ord(character) in _C1 else somebody[len(encoded)]
    if character.isdigit():
        return b"0"
    if character.isalpha():
        return b"A" if character.isupper() else b"a"
    return encoded


KNOWLEDGE = WireKnowledge(unchanged, scrub)
"""A scanner is only listened to; what a host says to it are settings"""
