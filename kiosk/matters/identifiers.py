"""Numbers with a check character that offices use: GB 11643 (people), GB 32100 (organisations), and item codes over them."""

import re
from datetime import date

_ID_NUMBER = re.compile(r"\d{17}[0-9Xx]", re.ASCII)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT_LENGTH = 18
_LONG_CODES = (31, 33)
"""实施编码, and 业务办理项编码 (two digits more): 18 credit code, 1 level, 12 basic code"""


def is_id_number(text: str) -> bool:
    """A citizen's number: check digit and a date that exists. The region is not looked at, old ones are historical."""
    if _ID_NUMBER.fullmatch(text) is None:
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == text[-1].upper()


def is_credit_code(text: str) -> bool:
    """A 统一社会信用代码."""
    code = text.upper()
    return len(code) == _CREDIT_LENGTH and set(code) <= set(_CREDIT_LETTERS) and credit_check(code[:-1]) == code[-1]


def credit_check(code: str) -> str:
    """The check character of the first 17 characters of a credit code. Raises ``ValueError`` for any other letter."""
    total = sum(_CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(code, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_LETTERS[(31 - total % 31) % 31]


def item_code_fault(code: str) -> str | None:
    """What does not fit in an item code of the newer generation, or ``None``. Other lengths are opaque."""
    if len(code) not in _LONG_CODES or "-" in code:
        return None
    if not is_credit_code(code[:_CREDIT_LENGTH]):
        return "its first 18 characters are no credit code (GB 32100)"
    if code[_CREDIT_LENGTH] not in "1234567":
        return "its 19th character is no level of exercise (1 to 7)"
    return None
