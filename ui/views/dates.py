"""Dates and times as they are said on the screens."""

from datetime import date, datetime

from kiosk.clock import CHINA

_WEEKDAYS_ZH = "一二三四五六日"


def short_date(day: date, language: str) -> str:
    """``11月22日 周日``, ``Sun 22 Nov``."""
    if language == "en":
        return f"{day:%a} {day.day} {day:%b}"
    return f"{day.month}月{day.day}日 周{_WEEKDAYS_ZH[day.weekday()]}"


def long_date(day: date, language: str) -> str:
    """``11月22日 周日``, ``Sunday 22 November``."""
    if language == "en":
        return f"{day:%A} {day.day} {day:%B}"
    return short_date(day, language)


def clock_time(moment: datetime) -> str:
    """``09:41``, in China's civil time."""
    return f"{moment.astimezone(CHINA):%H:%M}"
