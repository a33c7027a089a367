"""``struct input_event`` of Linux, as a keyboard-type scanner sends it: 24 bytes a record on 64-bit machines. No I/O.

Facts: ``linux/input.h``, ``linux/input-event-codes.h``. Such a scanner plays a US keyboard: letters, digits and signs, shift held
for capitals, Enter at the end. Anything else that it can be set to (other layouts, Alt codes) comes out as garbage and must be
switched off in the scanner.
"""

import struct
from collections.abc import Iterable

RECORD = struct.Struct("qqHHi")
KEY_EVENT = 1
PRESSED, RELEASED = 1, 0

_ENTER, _KEYPAD_ENTER = 28, 96
_SHIFTS = (42, 54)
_CAPS_LOCK = 58
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN = {first + place: sign for first, plain, _ in _ROWS for place, sign in enumerate(plain)}
_SHIFTED = {first + place: sign for first, _, shifted in _ROWS for place, sign in enumerate(shifted)}


class KeyReader:
    """Records in, the characters of the keys out; Enter comes out as CR. Half records wait for their rest."""

    def __init__(self) -> None:
        """No key is held."""
        self._rest = b""
        self._shifts: set[int] = set()
        self._caps = False

    def feed(self, data: bytes) -> bytes:
        """What was typed, as ASCII."""
        self._rest += data
        whole = len(self._rest) - len(self._rest) % RECORD.size
        records, self._rest = self._rest[:whole], self._rest[whole:]
        return b"".join(
            self._typed(code, value) for _, _, kind, code, value in RECORD.iter_unpack(records) if kind == KEY_EVENT
        )

    def _typed(self, code: int, value: int) -> bytes:
        if code in _SHIFTS:
            (self._shifts.discard if value == RELEASED else self._shifts.add)(code)
            return b""
        if value != PRESSED:
            return b""
        if code == _CAPS_LOCK:
            self._caps = not self._caps
            return b""
        if code in (_ENTER, _KEYPAD_ENTER):
            return b"\r"
        sign = (_SHIFTED if self._shifts else _PLAIN).get(code, "")
        return (sign.swapcase() if self._caps and sign.isalpha() else sign).encode("ascii")


def typed(text: str) -> Iterable[bytes]:
    """The records that a scanner sends for `text` and Enter, for who plays one. `KeyError` for what it cannot type."""
    plain = {sign: code for code, sign in _PLAIN.items()}
    shifted = {sign: code for code, sign in _SHIFTED.items() if sign not in plain}
    for sign in text:
        held = sign in shifted
        if held:
            yield _key(_SHIFTS[0], PRESSED)
        code = shifted[sign] if held else plain[sign]
        yield _key(code, PRESSED) + _key(code, RELEASED)
        if held:
            yield _key(_SHIFTS[0], RELEASED)
    yield _key(_ENTER, PRESSED) + _key(_ENTER, RELEASED)


def _key(code: int, value: int) -> bytes:
    return RECORD.pack(0, 0, KEY_EVENT, code, value) + RECORD.pack(0, 0, 0, 0, 0)
