"""Reads ESC/POS the way a printer does: one command off the front of its receive buffer at a time."""

from dataclasses import dataclass

_REAL_TIME_LENGTH = {0x04: 3, 0x05: 3, 0x14: 10}
_ESC_ARGUMENTS = {"@": 0, "a": 1, "E": 1, "3": 1, "2": 0, "J": 1, "d": 1, "!": 1, "t": 1, "R": 1, "-": 1, "M": 1}
_GS_ARGUMENTS = {"!": 1, "a": 1, "r": 1, "B": 1, "h": 1, "w": 1, "L": 2, "W": 2}
_FS_ARGUMENTS = {"&": 0, ".": 0, "W": 1, "!": 1, "-": 1, "S": 2}
_CUT_WITH_FEED = b"AB"


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """One command: ``name`` such as ``ESC a``, ``text`` or ``GS v 0``, its argument bytes, and its payload."""

    name: str
    arguments: bytes = b""
    payload: bytes = b""


def next_command(buffer: bytes) -> tuple[Command, int] | None:
    """The command at the front and its length in bytes, or ``None`` while it is not complete."""
    if not buffer:
        return None
    first = buffer[0]
    if first == 0x10:  # noqa: PLR2004 - DLE
        return _real_time(buffer)
    if first in (0x1B, 0x1C, 0x1D):
        return _escape(buffer)
    if first == 0x0A:  # noqa: PLR2004 - LF
        return Command("LF"), 1
    return (Command("ignored"), 1) if first < 0x20 else _text(buffer)  # noqa: PLR2004 - control characters


def _real_time(buffer: bytes) -> tuple[Command, int] | None:
    """Already obeyed when it arrived; here it is only skipped."""
    if len(buffer) < 2:  # noqa: PLR2004 - the second byte tells the length
        return None
    length = _REAL_TIME_LENGTH.get(buffer[1], 1)
    return (Command("ignored"), length) if len(buffer) >= length else None


def _text(buffer: bytes) -> tuple[Command, int] | None:
    end = 0
    while end < len(buffer) and buffer[end] >= 0x20:  # noqa: PLR2004 - control characters end a text
        step = 2 if buffer[end] >= 0x81 else 1  # noqa: PLR2004 - GBK lead bytes
        if end + step > len(buffer):
            break
        end += step
    return (Command("text", payload=bytes(buffer[:end])), end) if end else None


def _escape(buffer: bytes) -> tuple[Command, int] | None:
    if len(buffer) < 2:  # noqa: PLR2004 - the second byte names the command
        return None
    letter = chr(buffer[1])
    if buffer[0] == 0x1B:  # noqa: PLR2004 - ESC
        return _fixed("ESC", letter, buffer, _ESC_ARGUMENTS.get(letter, 0))
    if buffer[0] == 0x1C:  # noqa: PLR2004 - FS
        return _fixed("FS", letter, buffer, _FS_ARGUMENTS.get(letter, 0))
    if letter == "v":
        return _raster(buffer)
    if letter == "(":
        return _extended(buffer)
    if letter == "V":
        if len(buffer) < 3:  # noqa: PLR2004 - GS V m
            return None
        return _fixed("GS", letter, buffer, 2 if buffer[2] in _CUT_WITH_FEED else 1)
    return _fixed("GS", letter, buffer, _GS_ARGUMENTS.get(letter, 0))


def _fixed(prefix: str, letter: str, buffer: bytes, count: int) -> tuple[Command, int] | None:
    length = 2 + count
    return (Command(f"{prefix} {letter}", bytes(buffer[2:length])), length) if len(buffer) >= length else None


def _raster(buffer: bytes) -> tuple[Command, int] | None:
    """``GS v 0 m xL xH yL yH``: width in bytes, height in rows."""
    if len(buffer) < 8:  # noqa: PLR2004 - header of GS v 0
        return None
    size = int.from_bytes(buffer[4:6], "little") * int.from_bytes(buffer[6:8], "little")
    if len(buffer) < 8 + size:
        return None
    return Command("GS v 0", bytes(buffer[3:8]), bytes(buffer[8 : 8 + size])), 8 + size


def _extended(buffer: bytes) -> tuple[Command, int] | None:
    """``GS ( k pL pH cn fn …``."""
    if len(buffer) < 5:  # noqa: PLR2004 - header of GS ( k
        return None
    size = int.from_bytes(buffer[3:5], "little")
    if len(buffer) < 5 + size:
        return None
    return Command(f"GS ( {chr(buffer[2])}", bytes(buffer[5:7]), bytes(buffer[7 : 5 + size])), 5 + size
