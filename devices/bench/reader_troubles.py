"""What goes wrong between the simulated card reader's module and its wire: noise, halves, collisions, late replies."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from devices.bench.device import JsonObject, KnobError, number_arg, text_arg
from devices.codecs import sam_v

_NOISE = bytes.fromhex("00FFAA00AAAA96550069AA9601")


class Trouble(Enum):
    """What the line does wrong, for a number of replies or until told otherwise."""

    NOISE = "noise"
    HALF_FRAME = "half_frame"
    FLIPPED_BIT = "flipped_bit"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHECKSUM = "wrong_checksum"
    DUPLICATE = "duplicate"
    VENDOR_TIMEOUT = "vendor_timeout"
    SILENT = "silent"
    LATE = "late"
    """the reply comes together with the one to the next command"""


class ReaderTroubles:
    """Spoils replies on their way out. Its caller holds the lock."""

    def __init__(self) -> None:
        """All is well."""
        self._trouble: Trouble | None = None
        self._trouble_left = 0
        self._collision = (0, 0, 0)
        self._collisions_left = 0
        self._held_back = b""

    @property
    def name(self) -> str | None:
        """Of the trouble under way, if any."""
        return self._trouble.value if self._trouble else None

    def cause(self, args: Mapping[str, Any]) -> JsonObject:
        """Knob ``trouble kind= [replies=]``."""
        kind = text_arg(args, "kind")
        known = [each.value for each in Trouble]
        if kind not in known:
            raise KnobError(f"there is no trouble '{kind}'; there are: {', '.join(known)}")
        self._trouble = Trouble(kind)
        self._trouble_left = int(number_arg(args, "replies", 1))
        return {"kind": kind, "replies": self._trouble_left}

    def collide(self, args: Mapping[str, Any]) -> JsonObject:
        """Knob ``collide first= second= [bit=] [replies=]``: flip the same bit in two bytes of the next cards' data.

        The XOR of the frame stays right.
        """
        first, second = int(number_arg(args, "first")), int(number_arg(args, "second"))
        self._collision = (first, second, int(number_arg(args, "bit", 0)) % 8)
        self._collisions_left = int(number_arg(args, "replies", 1))
        return {"first": first, "second": second, "bit": self._collision[2]}

    def calm(self) -> None:
        """All is well again."""
        self._trouble, self._trouble_left, self._collisions_left, self._held_back = None, 0, 0, b""

    def forget_late(self) -> None:
        """The module has lost its power: what it held back will never come."""
        self._held_back = b""

    def collided(self, block: bytes) -> bytes:
        """`block`, with two flips in one bit column when that was asked for."""
        if not self._collisions_left:
            return block
        self._collisions_left -= 1
        first, second, bit = self._collision
        changed = bytearray(block)
        for place in (first, second):
            changed[place % len(changed)] ^= 1 << bit
        return bytes(changed)

    def outgoing(self, reply: bytes) -> bytes:
        """What goes on the wire now in place of `reply`."""
        late, self._held_back = self._held_back, b""
        trouble = self._trouble if self._trouble_left else None
        if trouble is not None:
            self._trouble_left -= 1
            if self._trouble_left == 0:
                self._trouble = None
        if trouble is Trouble.LATE:
            self._held_back = late + reply
            return b""
        return late + _spoiled(reply, trouble)


def _spoiled(reply: bytes, trouble: Trouble | None) -> bytes:
    if trouble is Trouble.NOISE:
        return _NOISE + reply
    if trouble is Trouble.HALF_FRAME:
        return reply[: len(reply) // 2]
    if trouble is Trouble.FLIPPED_BIT:
        middle = len(reply) // 2
        return reply[:middle] + bytes((reply[middle] ^ 0x10,)) + reply[middle + 1 :]
    if trouble is Trouble.WRONG_LENGTH:
        return reply[:6] + bytes((reply[6] ^ 0x02,)) + reply[7:]
    if trouble is Trouble.WRONG_CHECKSUM:
        return reply[:-1] + bytes((reply[-1] ^ 0xFF,))
    if trouble is Trouble.DUPLICATE:
        return reply + reply
    if trouble is Trouble.VENDOR_TIMEOUT:
        return sam_v.VENDOR_TIMEOUT
    if trouble is Trouble.SILENT:
        return b""
    return reply
