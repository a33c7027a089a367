"""The one clock, and the table of delays as DESIGN.md section 3 has it."""

from datetime import UTC, timedelta
from itertools import pairwise

from kiosk.clock import CHINA, Delays, SystemClock, kernel_clock_is_synchronised


def test_the_moment_is_aware_and_in_utc():
    assert SystemClock().now().tzinfo is UTC


def test_the_kernel_says_whether_its_clock_is_right():
    assert kernel_clock_is_synchronised() in (True, False)


def test_waiting_never_goes_back():
    clock = SystemClock()
    assert all(earlier <= later for earlier, later in pairwise(clock.monotonic() for _ in range(100)))


def test_the_country_has_one_time_zone():
    assert CHINA.utcoffset(None) == timedelta(hours=8)


def test_the_timers_of_the_design():
    delays = Delays()
    assert (delays.idle, delays.idle * delays.elder_factor, delays.idle_with_keyboard) == (90, 180, 180)
    assert (delays.payment, delays.idle_done, delays.warning) == (300, 60, 30)


def test_a_warning_comes_before_every_end():
    delays = Delays()
    assert delays.warning < min(delays.idle, delays.idle_with_keyboard, delays.idle_done)


def test_a_reader_is_not_asked_faster_than_it_likes():
    assert Delays().card_poll >= 0.3  # devices.md 1.7
