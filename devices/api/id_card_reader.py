"""ID-card reader: what is read off a card, and what a reader can do.

Field layouts and the four card kinds: SAM_V text block, see ``devices/codecs/sam_v_text.py``.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from devices.api.status import DeviceStatus


class CardKind(StrEnum):
    """The four ID documents that answer a SAM_V reader (character at byte offset 248 of the text block)."""

    CITIZEN = "citizen"
    """居民身份证"""
    HMT_RESIDENT = "hmt_resident"
    """港澳台居民居住证, letter J"""
    FOREIGN_PR_2017 = "foreign_pr_2017"
    """外国人永久居留身份证 2017, letter I"""
    FOREIGN_PR_2023 = "foreign_pr_2023"
    """外国人永久居留身份证 2023, letter Y"""


@dataclass(frozen=True, slots=True)
class EnrolledFinger:
    """One fingerprint on the card. The print itself is not kept: matching needs a certified algorithm (GA/T 1012)."""

    finger: int
    """11 to 15 right thumb to little finger, 16 to 20 left; 97 some right, 98 some left, 99 other"""
    quality: int
    """1 to 100; 0 unknown"""


@dataclass(frozen=True, slots=True, repr=False)
class IdCard:
    """The text of one card. Never logged: `repr` shows the kind only.

    `name` is what the citizen is called on the card's first line (the Chinese name; for a foreign resident without one,
    the English name). `valid_to` is ``None`` for 长期. `ethnicity` is the GB/T 3304 code, empty where the card has none.
    """

    kind: CardKind
    name: str
    sex: str
    """GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated"""
    birth: date
    number: str
    authority: str
    valid_from: date
    valid_to: date | None
    name_english: str = ""
    ethnicity: str = ""
    nationality: str = ""
    """ISO 3166-1 alpha-3, foreign residents only"""
    address: str = ""
    added_address: str = ""
    """the newest address written to the card after it was issued; it replaces `address` when not empty"""
    permit_number: str = ""
    """通行证号码, Hong Kong, Macao and Taiwan residents only"""
    issue_count: str = ""
    """how often the card was issued or renewed, two digits: J and Y cards only"""
    card_version: str = ""
    """I cards only"""
    earlier_number_link: str = ""
    """what ties a Y card's number to the earlier one; not for showing"""
    fingers: tuple[EnrolledFinger, ...] = ()
    """only when the reader was asked for fingerprints"""
    photo_wlt: bytes = field(default=b"")
    """the photo as it is on the card, 1024 bytes"""
    photo: bytes = b""
    """the photo as PNG, JPEG or BMP (102 × 126); empty without a decoder, see docs/operations.md"""

    def __repr__(self) -> str:
        return f"IdCard(kind={self.kind.value})"


@dataclass(frozen=True, slots=True)
class ReaderCapabilities:
    """What a reader can tell of a card beside its text."""

    kinds: frozenset[CardKind]
    photo: bool
    """decoded: a picture, not only the card's own bytes"""
    fingers: bool
    """which fingers are enrolled"""


class IdCardReader(Protocol):
    """One reader. All calls block, belong to the device's owner thread and raise `DeviceError` only."""

    def open(self) -> None:
        """Open the line and make sure that the module answers and passed its self-test."""

    def close(self) -> None:
        """Let go of the line; safe to call twice."""

    def identity(self) -> str:
        """The SAM id as text, e.g. ``05.01-20180101-0000000001-1234567890``: the device's stable identity."""

    def status(self) -> DeviceStatus:
        """Whether the module answers and is sound, asked now."""

    def find(self) -> bool:
        """Whether a card that has not been selected yet lies in the field (a selected card answers *no* until lifted)."""

    def read(self) -> IdCard:
        """Select the found card and read it. `DeviceError` with a ``card.*`` fault if that fails.

        A card that was read before and still lies there (`present`) can be read again without a new `find`.
        """

    def present(self) -> bool:
        """Whether the card that was read still lies there."""
