"""How Chinese text reads in pinyin, character by character. Pure.

Heavy to import (half a second and 55 MB of dictionaries): the kiosk has its catalogue's readings worked out beside itself
(`kiosk.services.preparation`) and searches in the table that comes back.
"""

from collections.abc import Iterable
from typing import Any

from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin

Readings = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""For each character of a text the reading it has there, and every reading it can have"""

_EACH: Any = list
"""What pypinyin cannot read comes out character by character; its annotation does not know that a list may be returned"""

load_phrases_dict({"参保": [["cān"], ["bǎo"]], "行驶证": [["xíng"], ["shǐ"], ["zhèng"]], "落户": [["luò"], ["hù"]]})


def readings_of(text: str) -> Readings:
    """In context: 银行 hang, 行政 xing. What is not Chinese reads as itself, in lower case; ü is spelt v."""
    return _by_character(text), tuple(_every_reading(character) for character in text)


def table_of(texts: Iterable[str]) -> dict[str, Readings]:
    """The readings of each text."""
    return {text: readings_of(text) for text in texts}


def _every_reading(character: str) -> tuple[str, ...]:
    readings = pinyin(character, style=Style.NORMAL, heteronym=True, v_to_u=False)[0]
    return tuple(dict.fromkeys(reading.lower() for reading in readings))


def _by_character(text: str) -> tuple[str, ...]:
    readings = lazy_pinyin(text, style=Style.NORMAL, errors=_EACH, v_to_u=False)
    return tuple(reading.lower() for reading in readings) if len(readings) == len(text) else tuple(text.lower())
