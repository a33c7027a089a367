"""What goes wrong between the simulated card reader's module and its wire, under the names its knobs have."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from devices.bench.device import JsonObject, KnobError, number_arg, text_arg
from devices.bench.wire_faults import Operator, Scenario, WireFault
from devices.codecs import sam_v

TROUBLES: Mapping[str, WireFault] = {
    "noise": WireFault(Operator.NOISE, data=bytes.fromhex("00FFAA00AAAA96550069AA9601")),
    "half_frame": WireFault(Operator.TRUNCATE),
    "flipped_bit": WireFault(Operator.FLIP, bit=4),
    "wrong_length": WireFault(Operator.WRONG_LENGTH),
    "wrong_checksum": WireFault(Operator.WRONG_CHECKSUM),
    "duplicate": WireFault(Operator.DUPLICATE),
    "vendor_timeout": WireFault(Operator.STALE, data=sam_v.VENDOR_TIMEOUT),
    "silent": WireFault(Operator.SILENCE),
    "late": WireFault(Operator.MERGE),
}


def trouble_named(args: Mapping[str, Any]) -> Scenario:
    """Knob ``trouble kind= [replies=]``."""
    kind = text_arg(args, "kind")
    if kind not in TROUBLES:
        raise KnobError(f"there is no trouble '{kind}'; there are: {', '.join(TROUBLES)}")
    return Scenario((replace(TROUBLES[kind], times=int(number_arg(args, "replies", 1))),))


class Collisions:
    """Flips the same bit in two bytes of a card's data: the XOR of the frame stays right."""

    def __init__(self) -> None:
        """All is well."""
        self._places = (0, 0)
        self._bit = 0
        self._left = 0

    def cause(self, args: Mapping[str, Any]) -> JsonObject:
        """Knob ``collide first= second= [bit=] [replies=]``."""
        self._places = int(number_arg(args, "first")), int(number_arg(args, "second"))
        self._bit = int(number_arg(args, "bit", 0)) % 8
        self._left = int(number_arg(args, "replies", 1))
        return {"first": self._places[0], "second": self._places[1], "bit": self._bit}

    def calm(self) -> None:
        """All is well again."""
        self._left = 0

    def collided(self, block: bytes) -> bytes:
        """`block`, with two flips in one bit column when that was asked for."""
        if not self._left:
            return block
        self._left -= 1
        changed = bytearray(block)
        for place in self._places:
            changed[place % len(changed)] ^= 1 << self._bit
        return bytes(changed)
