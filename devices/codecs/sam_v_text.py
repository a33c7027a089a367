"""The 256-byte text block of the four ID documents that answer a SAM_V reader, both ways.

UTF-16LE, fields of fixed width padded with U+0020; the character at byte 248 tells the kind. Layouts and rules:
``reference/devices.md`` 1.9. The added address is a block of its own, 70 bytes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from unicodedata import category

from devices.api.id_card_reader import CardKind, IdCard

TEXT_BYTES = 256
ADDED_ADDRESS_BYTES = 70
_FOREVER = "长期"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


class GarbledText(Exception):  # noqa: N818 - what was found, not a mistake of the caller
    """The text contradicts itself or its layout, as damaged bytes do. Names the field, never its content."""

    def __init__(self, field: str) -> None:
        """Name the field."""
        super().__init__(f"implausible {field}")
        self.field = field


@dataclass(frozen=True, slots=True)
class _Slot:
    offset: int
    width: int


_Layout = Mapping[str, _Slot]


def _layout(**slots: tuple[int, int]) -> _Layout:
    return MappingProxyType({name: _Slot(*place) for name, place in slots.items()})


_KIND = _Slot(248, 2)
_KINDS_OWN = ("permit_number", "issue_count", "card_version", "earlier_number_link")
"""fields that one or two kinds have, of the same name in `IdCard`"""
_VALIDITY = {"valid_from": (188, 16), "valid_to": (204, 16)}
_CITIZEN = {
    "name": (0, 30),
    "sex": (30, 2),
    "birth": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    **_VALIDITY,
}
_LAYOUTS: Mapping[CardKind, _Layout] = MappingProxyType(
    {
        CardKind.CITIZEN: _layout(**_CITIZEN, ethnicity=(32, 4)),
        CardKind.HMT_RESIDENT: _layout(**_CITIZEN, permit_number=(220, 18), issue_count=(238, 4)),
        CardKind.FOREIGN_PR_2017: _layout(
            name_english=(0, 120),
            sex=(120, 2),
            number=(122, 30),
            nationality=(152, 6),
            name=(158, 30),
            birth=(220, 16),
            card_version=(236, 4),
            authority=(240, 8),
            **_VALIDITY,
        ),
        CardKind.FOREIGN_PR_2023: _layout(
            name=(0, 30),
            sex=(30, 2),
            issue_count=(32, 4),
            birth=(36, 16),
            name_english=(52, 70),
            number=(122, 36),
            name_english_more=(220, 22),
            nationality=(242, 6),
            earlier_number_link=(250, 6),
            **_VALIDITY,
        ),
    }
)
_LETTERS: Mapping[CardKind, str] = MappingProxyType(
    {
        CardKind.CITIZEN: " ",
        CardKind.HMT_RESIDENT: "J",
        CardKind.FOREIGN_PR_2017: "I",
        CardKind.FOREIGN_PR_2023: "Y",
    }
)
_NUMBER_PATTERNS: Mapping[CardKind, re.Pattern[str]] = MappingProxyType(
    {
        CardKind.CITIZEN: re.compile(r"[1-9]\d{16}[\dX]", re.ASCII),
        CardKind.HMT_RESIDENT: re.compile(r"[1-9]\d{16}[\dX]", re.ASCII),
        CardKind.FOREIGN_PR_2017: re.compile(r"[A-Z]{3}\d{12}", re.ASCII),
        CardKind.FOREIGN_PR_2023: re.compile(r"9\d{16}[\dX]", re.ASCII),
    }
)


def check_digit(first_seventeen: str) -> str:
    """The 18th character of a citizen number (MOD 11-2, GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECK_DIGITS[total % 11]


def decode_text(text: bytes, *, added_address: bytes = b"", photo: bytes = b"") -> IdCard:
    """The card in a text block of 256 bytes; `GarbledText` when a field cannot be what it claims to be.

    Private-use characters and characters beyond U+FFFF stay as they are: they are parts of people's names.
    """
    if len(text) != TEXT_BYTES:
        raise GarbledText("length")
    kind = _kind_of(text)
    fields = {name: _decoded(text, slot, name) for name, slot in _LAYOUTS[kind].items()}
    fields["name_english"] = (fields.get("name_english", "") + fields.pop("name_english_more", "")).rstrip()
    card = IdCard(
        kind=kind,
        name=fields["name"] or fields["name_english"],
        sex=fields["sex"],
        birth=_day(fields["birth"], "birth"),
        number=fields["number"],
        authority=fields.get("authority", ""),
        valid_from=_day(fields["valid_from"], "valid_from"),
        valid_to=None if fields["valid_to"] == _FOREVER else _day(fields["valid_to"], "valid_to"),
        name_english=fields["name_english"],
        ethnicity=fields.get("ethnicity", ""),
        nationality=fields.get("nationality", ""),
        address=fields.get("address", ""),
        added_address=decode_added_address(added_address),
        permit_number=fields.get("permit_number", ""),
        issue_count=fields.get("issue_count", ""),
        card_version=fields.get("card_version", ""),
        earlier_number_link=fields.get("earlier_number_link", ""),
        photo_wlt=photo,
    )
    _must_be_plausible(card)
    return card


def decode_added_address(data: bytes) -> str:
    """The added address of 70 bytes; empty for no bytes."""
    return _decoded(data, _Slot(0, len(data)), "added_address")


def encode_text(card: IdCard) -> bytes:
    """The text block of `card` as a module sends it; ValueError when something does not fit its field."""
    block = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    values = {
        "name": "" if card.name == card.name_english else card.name,
        "sex": card.sex,
        "birth": f"{card.birth:%Y%m%d}",
        "address": card.address,
        "number": card.number,
        "authority": card.authority,
        "valid_from": f"{card.valid_from:%Y%m%d}",
        "valid_to": f"{card.valid_to:%Y%m%d}" if card.valid_to else _FOREVER,
        "ethnicity": card.ethnicity,
        "nationality": card.nationality,
        "name_english": card.name_english,
        **{name: getattr(card, name) for name in _KINDS_OWN},
    }
    layout = _LAYOUTS[card.kind]
    if "name_english_more" in layout:
        held = layout["name_english"].width // 2
        values |= {"name_english": card.name_english[:held], "name_english_more": card.name_english[held:]}
    for name, slot in layout.items():
        _put(block, slot, values[name], name)
    _put(block, _KIND, _LETTERS[card.kind], "kind")
    return bytes(block)


def encode_added_address(address: str) -> bytes:
    """The 70 bytes of an added address."""
    block = bytearray(" ".encode("utf-16-le") * (ADDED_ADDRESS_BYTES // 2))
    _put(block, _Slot(0, ADDED_ADDRESS_BYTES), address, "added_address")
    return bytes(block)


def _put(block: bytearray, slot: _Slot, value: str, name: str) -> None:
    data = value.encode("utf-16-le")
    if len(data) > slot.width:
        raise ValueError(f"{name} takes {slot.width} bytes at most, {len(data)} given")
    block[slot.offset : slot.offset + len(data)] = data


def _kind_of(text: bytes) -> CardKind:
    letter = text[_KIND.offset : _KIND.offset + 2].decode("utf-16-le", errors="replace")
    if letter in ("\0", "0"):
        return CardKind.CITIZEN
    for kind, known in _LETTERS.items():
        if letter == known:
            return kind
    raise GarbledText("kind")


def _decoded(text: bytes, slot: _Slot, name: str) -> str:
    try:
        return text[slot.offset : slot.offset + slot.width].decode("utf-16-le").rstrip(" \0")
    except UnicodeDecodeError:
        # Raised without its cause: the decoder's error carries the bytes, which are somebody's data.
        pass
    raise GarbledText(name)


def _day(text: str, name: str) -> date:
    if re.fullmatch(r"[0-9]{8}", text):
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            # As above: the error would carry what stood on the card.
            pass
    raise GarbledText(name)


def _must_be_plausible(card: IdCard) -> None:
    """Refuse what two bit errors in one column can make of a card: XOR does not see them."""
    by_mod_11_2 = card.kind is not CardKind.FOREIGN_PR_2017
    carries_birth = card.kind in (CardKind.CITIZEN, CardKind.HMT_RESIDENT)
    is_foreign = card.kind in (CardKind.FOREIGN_PR_2017, CardKind.FOREIGN_PR_2023)
    checks = {
        "name": bool(card.name),
        "sex": card.sex in ("0", "1", "2", "9"),
        "number": bool(_NUMBER_PATTERNS[card.kind].fullmatch(card.number))
        and (not by_mod_11_2 or check_digit(card.number[:17]) == card.number[17]),
        "birth": not carries_birth or card.number[6:14] == f"{card.birth:%Y%m%d}",
        "valid_to": card.valid_to is None or card.valid_from <= card.valid_to,
        "valid_from": card.birth <= card.valid_from,
        "ethnicity": card.kind is not CardKind.CITIZEN or bool(re.fullmatch(r"[0-9]{2}", card.ethnicity)),
        "nationality": not is_foreign or bool(re.fullmatch(r"[A-Z]{3}", card.nationality)),
    }
    for name, plausible in checks.items():
        if not plausible:
            raise GarbledText(name)
    for name in ("name", "name_english", "address", "added_address", "authority", *_KINDS_OWN):
        if any(_is_no_letter(letter) for letter in getattr(card, name)):
            raise GarbledText(name)


def _is_no_letter(letter: str) -> bool:
    """Control characters and what Unicode will never assign; private-use characters are parts of names."""
    return category(letter) == "Cc" or 0xFDD0 <= ord(letter) <= 0xFDEF or ord(letter) & 0xFFFE == 0xFFFE  # noqa: PLR2004
