"""A text of the console, said in both languages at once: for answers that carry both."""

from django.utils.functional import Promise
from django.utils.translation import override

from kiosk.protocol.progress import Said


def said(text: str | Promise) -> Said:
    """`text`, a message of the console's catalogues, in Chinese and in English."""
    with override("zh-hans"):
        chinese = str(text)
    with override("en"):
        return Said(zh=chinese, en=str(text))
