"""What a protocol must tell about its bytes, so that a recording of them holds nothing personal and can be played back.

A driver on a line (serial, TCP, HID reports) names it as the class attribute ``wire``. Without it every byte of a recording is
blanked: only lengths and times remain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

BLANK = 0x5A


@dataclass(frozen=True, slots=True)
class Request:
    """A span of the host's bytes that a device answers, as offsets of its first byte and behind its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WireKnowledge:
    """One protocol's. The scrubbing functions take everything that went one way and return as many bytes."""

    scrub_host: Callable[[bytes], bytes]
    scrub_device: Callable[[bytes], bytes]
    requests: Callable[[bytes], Iterator[Request]] | None = None
    """complete requests in the host's bytes, in order; None when each write of the host is one"""
    report_bytes: int = 0
    """what one write of the host takes where the wire carries reports, its number included; 0 for a line of bytes"""


def blanked(data: bytes) -> bytes:
    """As many bytes that say nothing."""
    return bytes((BLANK,)) * len(data)


def unchanged(data: bytes) -> bytes:
    """For a direction that never carries anything about a person."""
    return data


UNKNOWN = WireKnowledge(blanked, blanked)
"""of a protocol about which nothing is said"""
IMPERSONAL = WireKnowledge(unchanged, unchanged)
"""of a protocol that knows no persons: lamps, doors, batteries"""
