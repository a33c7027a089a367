"""The fingerprint block of an ID card: two halves of 512 bytes, of which only the head is read.

``reference/devices.md`` 1.11. The print itself is neither understood nor kept.
"""

from devices.api.id_card_reader import EnrolledFinger

HALF_BYTES = 512
_MARK, _ENROLLED = 0x43, 0x01
_FINGERS = (*range(11, 21), 97, 98, 99)
_BEST = 100


def enrolled_fingers(block: bytes) -> tuple[EnrolledFinger, ...]:
    """The fingers of a block of 0, 512 or 1024 bytes that were enrolled; halves that say otherwise are left out."""
    halves = (block[start : start + HALF_BYTES] for start in range(0, len(block), HALF_BYTES))
    return tuple(EnrolledFinger(half[5], half[6]) for half in halves if _is_enrolled(half))


def _is_enrolled(half: bytes) -> bool:
    return (
        len(half) == HALF_BYTES
        and half[0] == _MARK
        and half[4] == _ENROLLED
        and half[5] in _FINGERS
        and half[6] <= _BEST
    )


def finger_half(finger: EnrolledFinger, print_bytes: bytes) -> bytes:
    """One half as a card carries it. The last byte is a CRC-8 whose polynomial is not known: zero."""
    head = bytes((_MARK, 0, 0, 0, _ENROLLED, finger.finger, finger.quality))
    return (head + print_bytes).ljust(HALF_BYTES - 1, b"\0")[: HALF_BYTES - 1] + b"\0"
