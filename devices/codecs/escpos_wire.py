"""What is on the wire to an ESC/POS printer, as far as a recording must know: text and pictures blanked, questions found.

Lengths of commands: ``reference/devices.md`` 3.1. Unknown commands lose their parameters to the blanking, which is harmless.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from devices.api.wire import Request, WireKnowledge, unchanged

_DLE, _ESC, _FS, _GS, _LF = 0x10, 0x1B, 0x1C, 0x1D, 0x0A
_PARAMETERS = {
    (_ESC, ord("@")): 0,
    **{(_ESC, ord(letter)): 1 for letter in "aEJ3d!-MRtV{GrS"},
    (_FS, ord("&")): 0,
    (_FS, ord(".")): 0,
    **{(_FS, ord(letter)): 1 for letter in "W!-"},
    **{(_GS, ord(letter)): 1 for letter in "!arBfHhwI"},
    (_DLE, 0x04): 1,
    (_DLE, 0x05): 1,
}
"""fixed parameter bytes behind two command bytes"""
_RASTER_HEADER = 8
_PLAIN = frozenset(b" .:-/|=*#+,()")
_TWO_BYTE_LEAD = 0x81
_SOMEBODY = "某".encode("gb18030")
_QR_STORE = 0x50
_QR_STORED_AT, _QR_SETTING_ENDS = 8, 9
"""offsets in ``GS ( k``: of what is encoded, and behind the longest of its settings"""


@dataclass(frozen=True, slots=True)
class _Span:
    """One command. Its bytes from `content` on are somebody's."""

    start: int
    content: int
    end: int


def scrub(data: bytes) -> bytes:
    """The same commands with every text, picture and code replaced."""
    clean = bytearray(data)
    for span in _spans(data):
        if data[span.start] in (_ESC, _FS, _GS, _DLE):
            clean[span.content : span.end] = b"\x55" * (span.end - span.content)
        else:
            clean[span.start : span.end] = _scrubbed_text(data[span.start : span.end])
    return bytes(clean)


def questions(data: bytes) -> Iterator[Request]:
    """Every ``DLE EOT n`` and ``GS r n``."""
    for span in _spans(data):
        if data[span.start : span.start + 2] in (b"\x10\x04", b"\x1dr") and span.end - span.start > 2:  # noqa: PLR2004 - with its n
            yield Request(span.start, span.end)


def _spans(data: bytes) -> Iterator[_Span]:
    start = 0
    while start < len(data):
        span = _command(data, start) if data[start] in (_ESC, _FS, _GS, _DLE) else _text(data, start)
        yield span
        start = span.end


def _text(data: bytes, start: int) -> _Span:
    end = start
    while end < len(data) and data[end] not in (_ESC, _FS, _GS, _DLE):
        # The second byte of a Chinese character may look like anything.
        end += 2 if data[end] >= _TWO_BYTE_LEAD else 1
    return _Span(start, start, min(end, len(data)))


def _command(data: bytes, start: int) -> _Span:
    head = data[start : start + _RASTER_HEADER]
    if len(head) < 2:  # noqa: PLR2004 - a command has two bytes
        return _Span(start, len(data), len(data))
    length, content = 2 + _PARAMETERS.get((head[0], head[1]), 0), None
    if head[:2] == b"\x1dv":
        columns, rows = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        length, content = _RASTER_HEADER + columns * rows, start + _RASTER_HEADER
    elif head[:3] == b"\x1d(k":
        length = 5 + int.from_bytes(head[3:5], "little")
        # A length may be no length: where the command was broken off, the next ones' bytes stand in its place.
        content = start + (_QR_STORED_AT if head[6:7] == bytes((_QR_STORE,)) else _QR_SETTING_ENDS)
    elif head[:2] == b"\x1dV":
        length = 4 if head[2:3] in (b"A", b"B", b"a", b"b") else 3
    elif head[:2] == b"\x10\x14":
        length = 10 if head[2:3] == b"\x08" else 5
    end = min(start + length, len(data))
    return _Span(start, end if content is None else min(content, end), end)


def _scrubbed_text(text: bytes) -> bytes:
    clean = bytearray()
    while len(clean) < len(text):
        byte = text[len(clean)]
        if byte >= _TWO_BYTE_LEAD and len(clean) + 1 < len(text):
            clean += _SOMEBODY
        elif byte < ord(" ") or byte in _PLAIN:
            clean.append(byte)
        else:
            clean += b"0" if chr(byte).isdigit() else b"x"
    return bytes(clean)


KNOWLEDGE = WireKnowledge(scrub, unchanged, questions)
"""A printer's answers are status bits"""
