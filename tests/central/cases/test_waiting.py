"""A bundle's member that nobody can decide yet has a clock that waits with what it waits for, and gets no card for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside

DEEDS = "tests.central.cases.waiting_deeds"
# Applied on Friday night; three, six and nine working days. Tuesday to Thursday do not count for what waits.
LATER = {"first": "2026-11-30", "second": "2026-12-03", "third": "2026-12-08"}


def it_waits_with_what_it_waits_for(outcome: Any) -> None:
    assert outcome == {
        "before": {
            "alone": [False, "2026-11-25"],
            "first": [False, "2026-11-25"],
            "second": [False, "2026-11-30"],
            "third": [False, "2026-12-03"],
        },
        "meanwhile": ["first", "second", "third"],
        "why": ["first"],
        "carded": ["alone"],
        "after": {"alone": [False, "2026-11-25"], **{code: [False, due] for code, due in LATER.items()}},
    }


def each_day_is_left_out_once(outcome: Any) -> None:
    assert outcome["own is over"] is True
    assert outcome["still"] == [True, True]
    assert outcome["after"] == {"alone": [False, "2026-11-25"], **{code: [False, due] for code, due in LATER.items()}}


def the_order_of_arrival_is_all_the_same(outcome: Any) -> None:
    assert outcome == {
        "before": False,
        "then": [True, True, True],
        "after": {code: [False, due] for code, due in LATER.items()},
    }


def what_is_over_waits_for_nothing(outcome: Any) -> None:
    assert outcome == {"over": False, "after": [False, "2026-12-03"], "open": 0}


def days_are_counted_by_the_new_calendar(outcome: Any) -> None:
    assert outcome == {
        "moved": [True, {}],
        "after": {
            "alone": [True, "2026-11-25"],
            "first": [False, "2026-11-27"],
            "second": [False, "2026-12-02"],
            "third": [False, "2026-12-07"],
        },
    }


def nobody_is_kept_from_writing(outcome: Any) -> None:
    assert outcome == {"counted": True, "SX-01": True, "SX-02": True}


CHECKS: dict[str, Callable[[Any], None]] = {
    "a_pause": it_waits_with_what_it_waits_for,
    "two_pauses": each_day_is_left_out_once,
    "late": the_order_of_arrival_is_all_the_same,
    "withdrawn": what_is_over_waits_for_nothing,
    "another_calendar": days_are_counted_by_the_new_calendar,
    "meanwhile": nobody_is_kept_from_writing,
}


@pytest.mark.parametrize("deed", CHECKS)
def test_members_wait_together(outcomes: dict[str, Any], deed: str) -> None:
    CHECKS[deed](outcomes[deed])


@pytest.mark.parametrize(
    ("deed", "planted"),
    [
        ("a_pause", "import central.cases.casework as c; c.hold_followers = lambda case: None"),
        ("late", "import central.cases.bundles as b; b.wait_together = lambda members: None"),
        ("two_pauses", "import central.cases.waiting as w; w._before = lambda code, members: members[code].after"),
        ("withdrawn", "import central.cases.casework as c; c.stop_clock = lambda case, now: None"),
    ],
    ids=["runs-on", "comes-too-late", "only-the-next-waits", "over-and-waiting"],
)
def test_planted_bugs_are_caught(tmp_path: Path, deed: str, planted: str) -> None:
    fresh(tmp_path)
    with pytest.raises(AssertionError):
        CHECKS[deed](inside(tmp_path, f"{DEEDS}.{deed}", plant=planted))
