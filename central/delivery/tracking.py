"""Tracking numbers, checked before an envelope leaves: UPU S10 has a check digit, domestic EMS waybills have none.

UPU S10: two letters, eight digits, a check digit, two letters of the country: weights 8 6 4 2 3 5 9 7, check = 11 − sum mod
11, where 10 becomes 0 and 11 becomes 5. Domestic EMS waybills are 13 digits without a check that is published (domain.md
c.6): of those only the form is checked, and said to be.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

_S10 = re.compile(r"([A-Z]{2})(\d{8})(\d)([A-Z]{2})", re.ASCII)
_DOMESTIC = re.compile(r"\d{13}", re.ASCII)
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_MODULUS = 11
_SPECIAL = {10: 0, 11: 5}


class Verdict(Enum):
    """What a number is worth."""

    CHECKED = auto()
    """The check digit fits"""
    FORM_ONLY = auto()
    """A domestic waybill: nothing in it can be checked"""
    WRONG_CHECK = auto()
    """A digit is wrong or two are swapped"""
    NO_NUMBER = auto()
    """Neither of the two forms"""


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """`text` in capitals and without spaces, with its verdict."""

    text: str
    verdict: Verdict

    @property
    def usable(self) -> bool:
        """Whether a parcel may leave under it."""
        return self.verdict in (Verdict.CHECKED, Verdict.FORM_ONLY)


def read(typed: str) -> TrackingNumber:
    """What somebody typed or scanned."""
    text = "".join(typed.split()).replace("-", "").upper()
    found = _S10.fullmatch(text)
    if found is not None:
        fits = check_digit(found[2]) == int(found[3])
        return TrackingNumber(text, Verdict.CHECKED if fits else Verdict.WRONG_CHECK)
    return TrackingNumber(text, Verdict.FORM_ONLY if _DOMESTIC.fullmatch(text) else Verdict.NO_NUMBER)


def check_digit(serial: str) -> int:
    """The S10 check digit of eight digits."""
    value = _MODULUS - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True)) % _MODULUS
    return _SPECIAL.get(value, value)
