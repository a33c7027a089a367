"""Numbers of cases and certificates: a prefix, the civil date, a serial of that day."""

from datetime import datetime
from threading import Lock

from django.db import connection
from django.utils import timezone

from central.statements import rows_of

_AREA = "9901"
"""Area of the platform; no such administrative division exists"""


_NEXT = (
    "INSERT INTO cases_numberseries (name, last) VALUES (%s, %s)"
    " ON CONFLICT (name) DO UPDATE SET last = cases_numberseries.last + excluded.last RETURNING last"
)
"""One statement on either database: the row is locked from here to the commit, and everybody waits for it"""
_BLOCK = 32


def next_serial(series: str) -> int:
    """The next number of `series`, from 1. Call inside the transaction that uses it, so no number is lost or shared."""
    last: int = rows_of(_NEXT, (series, 1))[0][0]
    return last


class _Blocks:
    """Numbers that this process has to give out: no two intakes wait for each other's commit.

    A block is taken by a transaction of its own, so no other process ever gets a number of it. What is left of it when the
    process ends belongs to nobody: a serial may be missing, never double.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._series, self._left = "", iter(range(0))

    def next(self, series: str) -> int:
        """The next number of `series`, from 1; of a series that is over nothing is needed any more."""
        if connection.in_atomic_block:
            return next_serial(series)  # a block that is rolled back would be given out twice
        with self._lock:
            found = next(self._left, None) if series == self._series else None
            if found is None:
                last: int = rows_of(_NEXT, (series, _BLOCK))[0][0]
                self._series, self._left = series, iter(range(last - _BLOCK + 1, last + 1))
                found = next(self._left)
            return found


_blocks = _Blocks()


def next_case_no(now: datetime) -> str:
    """16 digits: area, YYMMDD in China, serial of the day. There is no national algorithm (domain.md c).

    Call before the transaction that uses it.
    """
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"{_AREA}{day}{_blocks.next('case:' + day):06d}"


def next_certificate_no(now: datetime) -> str:
    """``ZM`` (证明), YYMMDD in China, serial of the day."""
    day = f"{timezone.localtime(now):%y%m%d}"
    return f"ZM{day}{next_serial('certificate:' + day):06d}"
