"""Smart-card reader: 社会保障卡, 市民卡 and other cards with a chip, by PC/SC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class CardState(StrEnum):
    """The five states of a slot."""

    READY = "ready"
    NO_CARD = "no_card"
    NO_READER = "no_reader"
    CARD_ERROR = "card_error"
    """a card is in and does not answer: upside down, or broken"""
    UNKNOWN_ERROR = "unknown_error"


class CardRefusal(StrEnum):
    """Why a card could not be read, none of which is the reader's fault."""

    NO_CARD = "no_card"
    MOVED = "moved"
    """pulled while it was read"""
    MUTE = "mute"
    """does not answer: upside down, or broken"""
    OTHER_KIND = "other_kind"
    """has no application of the kind asked for"""
    GARBLED = "garbled"
    """what it answered is not of the form that the profile says"""


@dataclass(frozen=True, slots=True)
class SmartCardRecord:
    """What was read. The values are personal: they stay out of every representation."""

    kind: str
    values: Mapping[str, str] = field(repr=False)


class SmartCardReader(Protocol):
    """One reader. `open`, `status`, `state` and `read` may raise `DeviceError`."""

    def open(self) -> None:
        """Reach the service and the reader."""

    def close(self) -> None:
        """Let go of both."""

    def identity(self) -> str:
        """The reader's name, as the service gives it."""

    def status(self) -> DeviceStatus:
        """Whether service and reader are there."""

    def state(self) -> CardState:
        """How the slot stands now."""

    def read(self, kind: str) -> SmartCardRecord | CardRefusal:
        """Read the card in the slot as one of `kind`, a profile's name (``social_security_card``)."""
