"""How the console says things: a text in both languages at once, for answers that carry both; a moment to the second."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import override

from kiosk.protocol.progress import Said


def said(text: str | Promise) -> Said:
    """`text`, a message of the console's catalogues, in Chinese and in English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        return Said(zh=chinese, en=str(text))


def second_of(moment: datetime) -> str:
    """`moment` in China's time, as short as it can be sorted and compared."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
