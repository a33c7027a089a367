"""Where a scanned code ends, and what it says. No I/O; times are given. Facts: ``reference/devices.md`` section 6.

Scanners send the code's bytes, then CR, CRLF, LF or nothing at all: then a gap of 60 ms ends it (within a code characters follow
within 50 ms).
"""

from devices.api.code_scanner import Scan, ScannedCode, ScanProblem, ScanRefused

GAP_S = 0.06
LIMIT = 8192
"""bytes; a QR code holds 2,953, scanners in the field were seen to send 7 kB"""

_ENDS = b"\r\n"
_SPACE = 0x20
_DELETE = 0x7F
_C1_LAST = 0x9F


class CodeFramer:
    """Bytes in, codes out. `quiet` must be called when nothing came for `GAP_S`."""

    def __init__(self) -> None:
        """Nothing was heard yet."""
        self._heard = bytearray()
        self._overflowed = False

    @property
    def waiting(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._heard) or self._overflowed

    def feed(self, data: bytes) -> list[Scan]:
        """The codes that `data` ends."""
        found: list[Scan] = []
        for byte in data:
            if byte in _ENDS:
                found += self._end()
            elif self._overflowed or len(self._heard) >= LIMIT:
                # What went over is thrown away until its end, or the tail would pass for a code of its own.
                self._heard.clear()
                self._overflowed = True
            else:
                self._heard.append(byte)
        return found

    def quiet(self) -> list[Scan]:
        """A gap has ended what was begun."""
        return self._end()

    def _end(self) -> list[Scan]:
        heard, self._heard = bytes(self._heard), bytearray()
        overflowed, self._overflowed = self._overflowed, False
        if overflowed:
            return [ScanRefused(ScanProblem.TOO_LONG)]
        return [read_code(heard)] if heard else []


def read_code(data: bytes) -> Scan:
    """What the bytes of one code say: UTF-8 when they are that, else GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return ScanRefused(ScanProblem.CONTROL_CHARACTERS) if _has_controls(text) else ScannedCode(text)
    return ScanRefused(ScanProblem.NOT_TEXT)


def _has_controls(text: str) -> bool:
    return any(ord(each) < _SPACE or _DELETE <= ord(each) <= _C1_LAST for each in text)
