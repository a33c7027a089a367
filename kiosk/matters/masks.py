"""How personal values are veiled on a screen that others can see, and on paper (DESIGN.md section 9).

Pure; works on code points, so a rare character outside the basic plane is one character and is never cut in half.
"""

import re

from kiosk.matters.model import Mask

STAR = "＊"
"""The full-width star of the design, as wide as the character it hides"""

_ID_HEAD, _ID_TAIL = 6, 4
_PHONE_HEAD, _PHONE_TAIL = 3, 4
_COMPOUND = 2
_COMPOUND_LENGTH = 4
_NUMBER = re.compile(r"[0-9０-９A-Za-z]+|[零〇一二三四五六七八九十百千]+(?=[弄号室栋幢座楼层单元组巷])")
_LETTER = re.compile(r"[A-Za-z]")


def masked(value: str, mask: Mask) -> str:
    """`value` as `mask` lets it be seen."""
    match mask:
        case Mask.NAME:
            return masked_name(value)
        case Mask.ID_NUMBER:
            return masked_id_number(value)
        case Mask.PHONE:
            return masked_phone(value)
        case Mask.ADDRESS:
            return masked_address(value)
        case Mask.NONE:
            return value


def masked_name(name: str) -> str:
    """王建国 → 王＊国, 王芳 → 王＊, 欧阳娜娜 → 欧阳＊娜, ``SMITH JOHN ALEXANDER`` → ``SMITH J＊＊＊ A＊＊＊``."""
    text = name.strip()
    if _LETTER.search(text):
        first, *rest = text.split()
        hidden = [f"{word[0]}{STAR * 3}" for word in rest]
        return " ".join([first, *hidden]) if hidden else f"{first[0]}{STAR * 3}"
    if len(text) <= _COMPOUND:
        return text[:1] + STAR * (len(text) - 1)
    dotted = text.split("·")
    if len(dotted) > 1 and all(dotted):
        return "·".join([dotted[0], *(STAR * len(part) for part in dotted[1:])])
    head = _COMPOUND if len(text) >= _COMPOUND_LENGTH else 1
    return text[:head] + STAR * (len(text) - head - 1) + text[-1]


def masked_id_number(number: str) -> str:
    """``990101199001011216`` → ``990101＊＊＊＊＊＊＊＊1216``; a shorter one keeps less, two thirds at most."""
    return _keep(number.strip(), _ID_HEAD, _ID_TAIL)


def masked_phone(number: str) -> str:
    """``13800136621`` → ``138＊＊＊＊6621``."""
    return _keep(number.strip(), _PHONE_HEAD, _PHONE_TAIL)


def masked_address(address: str) -> str:
    """An address without its numbers: 云桥区北桥路＊弄＊号＊室."""
    return _NUMBER.sub(STAR, address.strip())


def _keep(text: str, head: int, tail: int) -> str:
    while head + tail > len(text) * 2 // 3:
        head, tail = max(head - 1, 0), max(tail - 1, 0)
    hidden = len(text) - head - tail
    return text[:head] + STAR * hidden + (text[-tail:] if tail else "")
