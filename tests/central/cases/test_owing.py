"""容缺 and 告知承诺 at the platform: the day of a paper that was put off, its card, how it comes; what a promise stands for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.inside import inside

DEEDS = "tests.central.cases.owing_deeds"


def test_a_paper_that_was_put_off_has_its_day_and_a_card_once_when_that_has_passed(outcomes: dict[str, Any]) -> None:
    owed = outcomes["owed"]
    assert (owed["by"], owed["wanted"]) == ("2026-11-25", [["home_proof", "2026-11-25"]])
    assert (owed["told"], owed["rules"].count("RQ-01")) == ([0, 1, 0], 1)


def test_nobody_is_late_for_want_of_a_paper_that_has_its_day_yet(outcomes: dict[str, Any]) -> None:
    nobody_is_late_before_the_paper(outcomes["owed"])


def nobody_is_late_before_the_paper(owed: Any) -> None:
    # Promised for Wednesday: three working days, which count from the Tuesday on which the paper is there.
    assert (owed["late"], owed["due"]) == ([0, 0, 0], ["2026-11-25", "2026-12-04"])
    assert owed["said"] == "等补材料"


def test_it_is_received_once_by_whom_may_and_the_case_stays_where_it_is(outcomes: dict[str, Any]) -> None:
    owed = outcomes["owed"]
    assert owed["refused"] == ["NO_RIGHT", "NOT_POSSIBLE", "NOT_POSSIBLE", "STALE"]
    assert (owed["brought"], owed["again"]) == (True, "NOT_POSSIBLE")
    assert (owed["after"], owed["last step"]) == ([None, "examining", 0, 1], "receive-owed")


def test_what_is_asked_for_as_well_comes_by_the_door_of_the_request(outcomes: dict[str, Any]) -> None:
    answered = ["accepted", False, None, "2026-11-27"]
    assert outcomes["asked_for_too"] == {"aside": "NOT_POSSIBLE", "answered": answered}


def test_a_promise_excuses_from_the_paper_only_where_the_matter_lets_it(outcomes: dict[str, Any]) -> None:
    promised = outcomes["promised"]
    assert promised["accepted"] == ["accepted", [], None]
    assert promised["not offered"] == [["YJ-11", "home_proof"]]
    assert "我承诺住在填写的地址" in promised["shown"]


def no_result_before_the_paper(outcome: Any) -> None:
    shown = outcome.pop("shown")
    assert "2026-11-25 前交" in shown
    assert "补齐以后才能准予和给结果" in shown
    assert outcome == {
        "grant": "PAPER_OWED",
        "deny": "decided",
        "finish denied": "done",
        "blocked": [True, False],
        "decided on": "PAPER_OWED",
        "done on": "PAPER_OWED",
        "posted": "PAPER_OWED",
        "then": "delivered",
        "after": "",
    }


def the_matter_may_let_it_go_first(outcome: Any) -> None:
    assert outcome == {"steps": ["decided", "done", "delivered"], "still": [1, 1, True, 1], "after": 0}


def no_rule_decides_without_the_paper(outcome: Any) -> None:
    assert outcome == ["done", "accepted", "as long as the paper"]


@pytest.mark.parametrize(
    ("deed", "check"),
    [
        ("withheld", no_result_before_the_paper),
        ("result_first", the_matter_may_let_it_go_first),
        ("at_once", no_rule_decides_without_the_paper),
    ],
)
def test_what_is_owed_holds_the_result_back(outcomes: dict[str, Any], deed: str, check: Callable[[Any], None]) -> None:
    check(outcomes[deed])


@pytest.mark.parametrize(
    ("deed", "check", "planted"),
    [
        (
            "withheld",
            no_result_before_the_paper,
            "import central.cases.casework as work; work.WAITS_FOR_PAPERS = ()",
        ),
        (
            "withheld",
            no_result_before_the_paper,
            "import central.delivery.parcels as post; post.withholding = lambda case: ()",
        ),
        (
            "result_first",
            the_matter_may_let_it_go_first,
            "import central.cases.casework as c; import central.cases.owing as o; c.withholding = o.still_owed",
        ),
        (
            "owed",
            nobody_is_late_before_the_paper,
            "import central.cases.watch as w; w.withholding = lambda case: ()",
        ),
        (
            "at_once",
            no_rule_decides_without_the_paper,
            "import central.cases.intake as intake; intake._waits_for_a_paper = lambda *_: False",
        ),
    ],
    ids=["granted-before", "posted-before", "all-held-back", "late-before", "rule-before"],
)
def test_planted_bugs_are_caught(state: Path, deed: str, check: Callable[[Any], None], planted: str) -> None:
    with pytest.raises(AssertionError):
        check(inside(state, f"{DEEDS}.{deed}", plant=planted))


def test_the_bytes_of_an_added_page_its_name_and_its_folder_survive_a_power_cut(outcomes: dict[str, Any]) -> None:
    page, *names = outcomes["synced_for_a_page"]
    assert page.startswith("ab/.abab")
    assert names == ["ab", "."]
