"""How the console says things: a text in both languages at once, for answers that carry both; a moment to the second."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, override

from kiosk.protocol.progress import Said


def said(text: str | Promise) -> Said:
    """`text`, a message of the console's catalogues, in Chinese and in English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        return Said(zh=chinese, en=str(text))


def in_english() -> bool:
    """Whether the page is in English; otherwise it is in Chinese."""
    return (get_language() or "").startswith("en")


def listed(names: Iterable[str]) -> str:
    """`names` one after the other, as the page's language lists them."""
    return (", " if in_english() else "、").join(names)


def second_of(moment: datetime) -> str:
    """`moment` in China's time, as short as it can be sorted and compared."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
