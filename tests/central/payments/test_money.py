"""Money: three states, never a guess; collected once, given back once; and two books that are compared every day."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside

DEEDS = "tests.central.payments.deeds"


def test_what_is_under_way_is_neither_paid_nor_failed(outcomes: dict[str, Any]) -> None:
    said = [["due", "due"], ["failed", "due"], ["pending", "pending"], ["pending", "pending"]]
    said += [["pending", "pending"], ["paid", "paid"], ["paid", "paid"]]
    assert outcomes["three_states"]["said"] == said
    assert outcomes["three_states"]["entries"] == [[2000, "success"]]


def test_the_counter_collects_once_and_nothing_is_handed_out_before(outcomes: dict[str, Any]) -> None:
    assert outcomes["at_the_counter"] == {
        "owing": ["OWES", "OWES"],
        "collected": [True, False],
        "after": "delivered",
        "back": "AT_COUNTER",
    }


def never_paid_both_ways(outcome: Any) -> None:
    assert outcome == {"counter": [False], "said": "paid", "way": "link"}


def test_the_counter_does_not_take_what_a_phone_is_paying(outcomes: dict[str, Any]) -> None:
    never_paid_both_ways(outcomes["both_ways"])


def test_what_the_provider_never_heard_of_is_due_again_after_a_while(outcomes: dict[str, Any]) -> None:
    assert outcomes["cut_off"] == {"said": ["pending", "due"], "fee": "due"}


def test_nobody_pays_for_what_came_to_nothing(outcomes: dict[str, Any]) -> None:
    assert outcomes["owed_no_more"] == {
        "said": ["due", False],
        "entries": 0,
        "owes": False,
        "page": [True, False],
    }


def test_a_lost_answer_is_asked_for_again_and_never_done_twice(outcomes: dict[str, Any]) -> None:
    assert outcomes["away"] == {
        "said": ["pending", "pending"],
        "fees": [["pending", "refunding"], ["paid", "refunded"]],
        "asked": True,
        "entries": 1,
    }


def test_one_order_without_an_answer_stops_no_other_and_every_day_gets_its_report(outcomes: dict[str, Any]) -> None:
    assert outcomes["by_itself"] == {"states": ["pending", "paid"], "days": [True, True]}


def test_a_number_that_is_too_long_keeps_no_case_out(outcomes: dict[str, Any]) -> None:
    assert outcomes["long_numbers"] == {"number": True, "channel": 40}


def test_a_refund_needs_a_reason_and_money_and_may_be_tried_again(outcomes: dict[str, Any]) -> None:
    assert outcomes["refunds"] == {
        "none": ["NO_REASON", "NOT_PAID", "NOT_OVER"],
        "states": ["pending", "failed", "done", "done"],
        "fees": ["refunding", "paid", "refunded"],
        "entries": 1,
    }


def never_two_refunds(outcome: Any) -> None:
    assert outcome == {"numbers": 1, "entries": [-2000], "rows": 1}


def every_difference_is_listed(outcome: Any) -> None:
    assert outcome["quiet"] == [4, 4, 8000, 8000, 0]
    assert outcome["loud"] == [
        ["amount", "order 1", 2000, 1999],
        ["only-ours", "order 0", 2000, None],
        ["only-theirs", "X-1", None, 500],
        ["only-theirs", "X-2", None, -2000],
    ]
    assert outcome["reports"] == 1


def test_eight_at_once_are_one_refund(outcomes: dict[str, Any]) -> None:
    never_two_refunds(outcomes["refunds_at_once"])


def test_the_books_agree_or_every_difference_is_listed(outcomes: dict[str, Any]) -> None:
    every_difference_is_listed(outcomes["books"])


@pytest.mark.parametrize(
    ("deed", "check", "planted"),
    [
        pytest.param(
            "refunds_at_once",
            never_two_refunds,
            "from central.payments import models, refunds; from uuid import uuid4\n"
            "def carry_on(order_no, provider, now):\n"
            "    found = models.Refund.objects.get(pk=order_no)\n"
            "    found.refund_no = uuid4().hex\n"
            "    provider.refund(order_no, found.refund_no, found.amount_fen, now)\n"
            "    return found\n"
            "refunds.carry_on = carry_on",
            id="a-number-for-each-call",
        ),
        pytest.param(
            "both_ways",
            never_paid_both_ways,
            "from central.payments import models, orders; "
            "orders._begun = lambda number, _now: models.Order.objects.get(pk=number)",
            id="asked-before-it-is-written-down",
        ),
        pytest.param(
            "books",
            every_difference_is_listed,
            "from central.payments import reconciliation as r; found = r.differences; "
            "r.differences = lambda ours, theirs: [one for one in found(ours, theirs) if one.ours_fen is not None]",
            id="only-our-own-book",
        ),
    ],
)
def test_planted_bugs_are_caught(tmp_path: Path, deed: str, check: Callable[[Any], None], planted: str) -> None:
    fresh(tmp_path)
    with pytest.raises(AssertionError):
        check(inside(tmp_path, f"{DEEDS}.{deed}", plant=planted))


def test_a_parcel_leaves_under_a_checked_number_and_delivers_its_case(outcomes: dict[str, Any]) -> None:
    tries = ["NOT_DONE", "WRONG_CHECK", "NO_NUMBER", "NO_RIGHT", "EB000717595HK", "UNDER_WAY"]
    assert outcomes["parcels"] == {
        "tries": tries,
        "walk": ["NOT_POSSIBLE", "posted", "on-the-way", "delivered"],
        "case": "delivered",
    }
