"""Time: one injected clock, and one table of every delay the kiosk knows.

`now` is for facts that people read (always aware UTC); `monotonic` is for waiting. A wall clock may jump when NTP
arrives, so nothing ever waits on it.
"""

import ctypes
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "CST")
"""The one civil time zone of the country (GB/T 7408); it has had no summer time since 1991."""


class Clock(Protocol):
    """What the kiosk asks for the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back."""


_TIMEX_BYTES = 512  # more than any kernel's struct timex
_TIME_ERROR = 5


def kernel_clock_is_synchronised() -> bool:
    """Whether a time service disciplines this machine's clock: adjtimex(2) with nothing to set; False if it cannot tell."""
    state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return 0 <= state < _TIME_ERROR


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since boot."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class Delays:
    """Every delay of a visit, in seconds (DESIGN.md section 3, timers)."""

    idle: float = 90.0
    """A screen without a touch; then the visit ends"""
    idle_with_keyboard: float = 180.0
    """Typing is slow; the form with the keyboard open gets longer"""
    idle_done: float = 60.0
    """The result screen: the citizen has what they came for"""
    elder_factor: float = 2.0
    """大字版 doubles every waiting time"""
    warning: float = 30.0
    """How long before the end the warning sheet opens"""
    payment: float = 300.0
    """How long a payment QR is good for; the screen waits as long"""
    payment_grace: float = 30.0
    """How much longer than its code an order may keep a screen that nobody touches"""
    paid_pause: float = 5.0
    """How long 付好了 stays before the application is sent by itself"""
    attract: float = 60.0
    """Home without a touch; then the attract screen"""
    acknowledgement: float = 8.0
    """How long the citizen waits for the platform before the application counts as accepted offline"""
    card_poll: float = 0.3
    """Between two looks for a card; readers must not be asked faster (devices.md 1.7)"""
    card_away: float = 25.0
    """How long a card that was lifted in mid-visit is waited for; then the visit ends"""
    card_gone_checks: int = 3
    """So many looks in a row must miss the card before it counts as taken away"""
