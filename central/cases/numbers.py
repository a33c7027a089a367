"""Numbers of cases and certificates: a prefix, the civil date, a serial of that day."""

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from central.cases.models import NumberSeries

_AREA = "9901"
"""Area of the platform; no such administrative division exists"""


def next_serial(series: str) -> int:
    """The next number of `series`, from 1. Call inside the transaction that uses it, so no number is lost or shared."""
    NumberSeries.objects.get_or_create(name=series)
    NumberSeries.objects.filter(name=series).update(last=F("last") + 1)
    return NumberSeries.objects.get(name=series).last


def next_case_no(now: datetime) -> str:
    """16 digits: area, YYMMDD in China, serial of the day. There is no national algorithm (domain.md c)."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"{_AREA}{day}{next_serial('case:' + day):06d}"


def next_certificate_no(now: datetime) -> str:
    """``ZM`` (证明), YYMMDD in China, serial of the day."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"ZM{day}{next_serial('certificate:' + day):06d}"
