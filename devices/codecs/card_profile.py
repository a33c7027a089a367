"""What a kind of chip card is asked, and what its answers mean. Pure.

A profile is a TOML file: ``title``, ``select`` (the APDU that opens the application) and ``[[fields]]`` with ``id``, ``apdu``,
``format`` (``text`` in GB18030, ``hex``, ``date`` as four BCD bytes), ``tlv`` (the value stands behind the number of its record
and its length) and ``optional``.
Status words: ISO 7816-4.
"""

import tomllib
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

OK = 0x9000
_MORE, _WRONG_LE = 0x61, 0x6C
_STATUS = 2
_DATE_BYTES = 4
_TLV_HEAD = 2


class ProfileError(Exception):
    """A profile that cannot be used; the text names field and what was expected."""


class Format(StrEnum):
    """How a value is written on the card."""

    TEXT = "text"
    HEX = "hex"
    DATE = "date"


def _bytes_of(digits: object) -> bytes:
    if isinstance(digits, bytes):
        return digits
    if not isinstance(digits, str):
        raise ValueError("expected an APDU as hexadecimal digits in quotes")  # noqa: TRY004 - pydantic hears ValueError
    try:
        return bytes.fromhex(digits)
    except ValueError:
        raise ValueError("expected an APDU as pairs of hexadecimal digits") from None


Apdu = Annotated[bytes, BeforeValidator(_bytes_of), Field(min_length=4, max_length=261)]


class CardField(BaseModel):
    """One value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    apdu: Apdu
    format: Format
    tlv: bool = False
    optional: bool = False


class CardProfile(BaseModel):
    """One kind of card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[str, Field(min_length=1)]
    select: Apdu
    fields: Annotated[tuple[CardField, ...], Field(min_length=1)]


def parse_profile(text: str) -> CardProfile:
    """The profile in a TOML text; `ProfileError` with a sentence."""
    try:
        return CardProfile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as broken:
        raise ProfileError(f"not valid TOML: {broken}") from None
    except ValidationError as wrong:
        found = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors())
        raise ProfileError(found) from None


class ApduAnswer:
    """The two status bytes and what stands before them."""

    def __init__(self, raw: bytes) -> None:
        """`raw` as the card gave it; fewer than two bytes are no answer: `ValueError`."""
        if len(raw) < _STATUS:
            raise ValueError(f"an answer of {len(raw)} bytes")
        self.data = raw[:-_STATUS]
        self.status = int.from_bytes(raw[-_STATUS:], "big")

    @property
    def rest(self) -> int | None:
        """How many bytes more there are to fetch with GET RESPONSE (61xx)."""
        return self.status & 0xFF if self.status >> 8 == _MORE else None

    @property
    def right_le(self) -> int | None:
        """The length that the card would have liked to be asked for (6Cxx)."""
        return self.status & 0xFF if self.status >> 8 == _WRONG_LE else None


def get_response(apdu: bytes, size: int) -> bytes:
    """GET RESPONSE in the class of `apdu`."""
    return bytes([apdu[0] & 0x03, 0xC0, 0, 0, size])


def value_of(field: CardField, data: bytes) -> str | None:
    """What the bytes say; None when they are not of the field's format."""
    body = data[_TLV_HEAD:] if field.tlv else data
    if field.tlv and data[:_TLV_HEAD] != bytes([field.apdu[2], len(body)]):
        return None
    if field.format is Format.HEX:
        return body.hex().upper()
    if field.format is Format.DATE:
        digits = body[:_DATE_BYTES].hex()
        return digits if len(digits) == 2 * _DATE_BYTES and digits.isdigit() else None
    try:
        return body.rstrip(b"\x00\xff").decode("gb18030").strip()
    except UnicodeDecodeError:
        return None
