"""Numbers of parcels: a wrong digit and two that are swapped are noticed wherever a check digit is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.delivery.tracking import Verdict, check_digit, read

GENUINE = ("EB000717595HK", "EB000717618HK")
"""From the documentation of another implementation (domain.md c.6)"""


@pytest.mark.parametrize("number", GENUINE)
def test_genuine_ones_are_known(number: str) -> None:
    assert read(number).verdict is Verdict.CHECKED
    assert read(f" {number[:2].lower()} {number[2:6]}-{number[6:]} ").text == number


@pytest.mark.parametrize("number", GENUINE)
def test_every_single_wrong_digit_is_noticed_but_where_two_remainders_share_a_check_digit(number: str) -> None:
    for place in range(2, 10):
        for digit in "0123456789":
            wrong = number[:place] + digit + number[place + 1 :]
            if digit != number[place] and number[10] not in "05":
                assert read(wrong).verdict is Verdict.WRONG_CHECK, wrong
    for digit in "0123456789":
        right = digit == number[10]
        assert read(number[:10] + digit + number[11:]).verdict is (Verdict.CHECKED if right else Verdict.WRONG_CHECK)


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(0, 6))
def test_neighbours_that_are_swapped_are_noticed_or_mean_the_same(serial: str, place: int) -> None:
    swapped = serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]
    if check_digit(swapped) == check_digit(serial):
        # Of eleven remainders two share a digit each: 0 with 10, and 5 with 11.
        assert swapped == serial or check_digit(serial) in (0, 5)
    else:
        assert read(f"EA{swapped}{check_digit(serial)}CN").verdict is Verdict.WRONG_CHECK


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("1234567890123", Verdict.FORM_ONLY),
        ("123456789012", Verdict.NO_NUMBER),
        ("EA00071759HK", Verdict.NO_NUMBER),
        ("", Verdict.NO_NUMBER),
        ("ＥＡ000717595HK", Verdict.NO_NUMBER),
        ("EB００0717595HK", Verdict.NO_NUMBER),
    ],
)
def test_other_things(typed: str, verdict: Verdict) -> None:
    assert read(typed).verdict is verdict
