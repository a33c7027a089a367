"""The ladder, the waits and the breaker: which rung, how long, and when it is enough."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.errors import DeviceFault
from devices.recovery import Backoff, Breaker, Pace, Rung, Trouble, rungs, trouble_of

ALL = frozenset(Rung)
BARE = frozenset({Rung.REOPEN, Rung.RE_ENUMERATE})
PACE = Pace()


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (DeviceFault.READER_NO_ANSWER, Trouble.SILENT),
        (DeviceFault.READER_LOST, Trouble.LOST),
        (DeviceFault.READER_SELF_TEST_FAILED, Trouble.BROKEN),
        (DeviceFault.DEVICE_SWAPPED, Trouble.BROKEN),
        (DeviceFault.RECEIPT_PAPER_OUT, Trouble.OPERATIONAL),
        (DeviceFault.CARD_UNREADABLE, Trouble.OPERATIONAL),
        (DeviceFault.PAGE_BLURRED, Trouble.OPERATIONAL),
    ],
)
def test_every_fault_has_its_class(fault, trouble):
    assert trouble_of(fault) is trouble


def test_no_fault_is_without_a_class():
    assert {trouble_of(fault) for fault in DeviceFault} <= set(Trouble)


def test_the_gentlest_rung_comes_first():
    order = list(Rung)
    for trouble in Trouble:
        climbed = rungs(trouble, ALL, in_doubt=False)
        assert list(climbed) == sorted(climbed, key=order.index)


def test_silence_is_met_with_every_rung_that_the_driver_has():
    assert rungs(Trouble.SILENT, ALL, in_doubt=False) == (
        Rung.RESYNC,
        Rung.SOFT_RESET,
        Rung.REOPEN,
        Rung.RE_ENUMERATE,
    )
    assert rungs(Trouble.SILENT, BARE, in_doubt=False) == (Rung.REOPEN, Rung.RE_ENUMERATE)


def test_what_is_gone_is_looked_for_and_never_opened_under_its_old_name():
    assert rungs(Trouble.LOST, ALL, in_doubt=False) == (Rung.RE_ENUMERATE,)
    assert rungs(Trouble.OPERATIONAL, ALL, in_doubt=False) == ()


@given(st.sampled_from(Trouble), st.frozensets(st.sampled_from(Rung)))
def test_nothing_is_reset_while_a_print_is_in_doubt(trouble, offered):
    assert Rung.SOFT_RESET not in rungs(trouble, offered | BARE, in_doubt=True)


@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=12, max_size=12))
def test_the_waits_grow_from_half_a_second_to_thirty_and_stay_there(draws):
    chance = iter(draws)
    backoff = Backoff(PACE, lambda: next(chance))
    waits = [backoff.next_s(float(number)) for number in range(12)]
    assert all(0.5 <= wait <= 30 for wait in waits)
    assert all(earlier < later for earlier, later in itertools.pairwise(waits[:6]))
    assert all(wait >= 24 for wait in waits[5:])


def test_devices_behind_one_hub_do_not_come_back_in_step():
    early, late = Backoff(PACE, lambda: 0.0), Backoff(PACE, lambda: 0.99)
    assert all(abs(early.next_s(0) - late.next_s(0)) > 0.09 for _ in range(8))


def test_a_minute_without_trouble_makes_the_next_wait_short_again():
    backoff = Backoff(PACE, lambda: 0.0)
    assert [backoff.next_s(0), backoff.next_s(1), backoff.next_s(3)] == [0.5, 1.0, 2.0]
    backoff.opened(10)
    backoff.opened(40)
    assert backoff.next_s(69.9) == 5.0, "not yet a minute"
    backoff.opened(80)
    assert backoff.next_s(140) == 0.5


def test_the_breaker_trips_after_so_many_failures_in_a_row():
    breaker = Breaker(PACE)
    for _ in range(4):
        breaker.failed()
    breaker.passed()
    for _ in range(4):
        breaker.failed()
    assert not breaker.tripped
    breaker.failed()
    assert breaker.tripped
    breaker.passed()
    assert not breaker.tripped


def test_three_checks_of_a_silent_device_fit_in_five_seconds():
    resync = PACE.check_s
    missed = PACE.missed_checks * PACE.check_s + (PACE.missed_checks - 1) * PACE.recheck_s
    assert PACE.check_every_s + missed + resync <= 5.0
