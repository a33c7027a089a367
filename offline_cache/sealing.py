"""Sealing: what is accepted is turned into bytes that only the platform can read, before it is stored.

The store does not know how; it is given a `Seal`. `kiosk.protocol.sealed.Sealer` makes one from the platform's intake key.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from offline_cache.message import Outgoing


class Sealed(Protocol):
    """A sealed message."""

    @property
    def body(self) -> bytes:
        """What will be posted, to the byte."""

    @property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        """The sealed files, each under the SHA-256 of its sealed bytes, in the order of the message's."""


Seal = Callable[[Outgoing], Sealed]
"""Safe to call from several threads. The same message sealed twice gives different bytes"""


@dataclass(frozen=True, slots=True, repr=False)
class SealedFile:
    """A sealed file of a message that is due; `sha256` and `size` (bytes) are those of its sealed bytes."""

    sha256: str
    size: int
    read: Callable[[], bytes]
    """Its bytes, from the disk at each call. Raises `EnclosureLost`, or `StoreFailed` for what may pass"""
