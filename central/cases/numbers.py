"""Numbers of cases and certificates: a prefix, the civil date, a serial of that day."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

_AREA = "9901"
"""Area of the platform; no such administrative division exists"""


_NEXT = (
    "INSERT INTO cases_numberseries (name, last) VALUES (%s, 1)"
    " ON CONFLICT (name) DO UPDATE SET last = cases_numberseries.last + 1 RETURNING last"
)
"""One statement on either database: the row is locked from here to the commit, and everybody waits for it"""


def next_serial(series: str) -> int:
    """The next number of `series`, from 1. Call inside the transaction that uses it, so no number is lost or shared."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [series])
        row: tuple[int] = cursor.fetchone()
    return row[0]


def next_case_no(now: datetime) -> str:
    """16 digits: area, YYMMDD in China, serial of the day. There is no national algorithm (domain.md c)."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"{_AREA}{day}{next_serial('case:' + day):06d}"


def next_certificate_no(now: datetime) -> str:
    """``ZM`` (证明), YYMMDD in China, serial of the day."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"ZM{day}{next_serial('certificate:' + day):06d}"
