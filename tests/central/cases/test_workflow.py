"""What becomes of a case: the table of steps, the clock that stands still, cards that are written once, bundles and rules."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.inside import inside

DEEDS = "tests.central.cases.deeds"

PEOPLE = {
    ("applied", "accept"): "accepted",
    ("applied", "ask-supplement"): "supplement",
    ("applied", "refuse"): "refused",
    ("applied", "withdraw"): "withdrawn",
    ("accepted", "ask-supplement"): "supplement",
    ("accepted", "examine"): "examining",
    ("accepted", "begin-special"): "special",
    ("accepted", "withdraw"): "withdrawn",
    ("supplement", "receive-supplement"): "accepted",
    ("supplement", "refuse"): "refused",
    ("supplement", "withdraw"): "withdrawn",
    ("examining", "ask-supplement"): "supplement",
    ("examining", "begin-special"): "special",
    ("examining", "grant"): "decided",
    ("examining", "deny"): "decided",
    ("examining", "withdraw"): "withdrawn",
    ("special", "end-special"): "examining",
    ("special", "withdraw"): "withdrawn",
    ("decided", "finish"): "done",
    ("done", "deliver"): "delivered",
}
"""Everything that a person with all rights may do; whatever is not here is refused (docs/adr/0035)"""
SYSTEM = {"pass-check", "deem-accepted", "decide-by-rule", "finish-at-once", "hand-in"}


def test_exactly_the_steps_of_the_table_are_possible(outcomes: dict[str, Any]) -> None:
    tried = {(source, action): outcome for source, action, outcome in outcomes["every_step"]}
    assert len(tried) == 10 * 17
    assert {key: outcome for key, outcome in tried.items() if outcome.islower()} == PEOPLE
    assert {outcome for (_, action), outcome in tried.items() if action in SYSTEM} == {"NO_RIGHT"}


def refusals_change_nothing(outcome: Any) -> None:
    assert outcome == {
        "no right": "NO_RIGHT",
        "no reason": "NO_REASON",
        "no material": "NO_MATERIAL",
        "stale": "STALE",
        "unchanged": "True",
    }


def cards_are_written_once(outcome: Any) -> None:
    # Promised for Wednesday: on Tuesday one working day is left, on Thursday it is over.
    assert outcome["days"] == [
        ["", []],
        ["yellow", ["SX-01"]],
        ["yellow", ["SX-01"]],
        ["red", ["SX-01", "SX-02"]],
        ["red", ["SX-01", "SX-02"]],
    ]
    assert outcome["at once"] == 1
    assert outcome["numbers"] == 1
    assert outcome["paused"] == ["", 0]


def test_a_step_needs_its_right_its_reason_and_the_newest_case(outcomes: dict[str, Any]) -> None:
    refusals_change_nothing(outcomes["refusals"])


def test_of_eight_officers_at_once_one_decides(outcomes: dict[str, Any]) -> None:
    assert outcomes["two_officers_at_once"]["steps"] == 1
    assert outcomes["two_officers_at_once"]["said"].count("taken") == 1


def test_cards_come_by_the_day_and_each_once(outcomes: dict[str, Any]) -> None:
    cards_are_written_once(outcomes["cards"])


@pytest.mark.parametrize(
    ("deed", "check", "planted"),
    [
        pytest.param(
            "refusals",
            refusals_change_nothing,
            "import central.cases.casework as c; refusal = c._refusal; "
            "c._refusal = lambda case, row, wish, actor, now: refusal(case, row, wish, c.Actor('', '', lambda _: True), now)",
            id="anybody-may",
        ),
        pytest.param(
            "cards",
            cards_are_written_once,
            "import central.cases.watch as w; w.last_day_with = lambda today, *_: today",
            id="yellow-too-late",
        ),
    ],
)
def test_planted_bugs_are_caught(
    outcomes: dict[str, Any], state: Path, deed: str, check: Callable[[Any], None], planted: str
) -> None:
    check(outcomes[deed])
    with pytest.raises(AssertionError):
        check(inside(state, f"{DEEDS}.{deed}", plant=planted))


def test_supplement_and_special_procedure_stop_the_clock(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["supplement"]
    assert outcome["paused"] is True
    assert outcome["first"] == outcome["promised"] == "2026-11-25"
    # Monday counts; Tuesday to Thursday do not; Friday counts, the next week to Friday does not; Monday 7 December is the third.
    assert outcome["due"] == "2026-12-07"
    actions = [step[0] for step in outcome["steps"]]
    assert actions[-5:] == ["ask-supplement", "receive-supplement", "examine", "begin-special", "end-special"]
    assert outcome["steps"][-5][1:] == ["云桥区人社局", "chen", "第二页看不清"]


def test_asking_twice_is_a_red_card_and_asking_for_what_came_a_yellow_one(outcomes: dict[str, Any]) -> None:
    assert outcomes["told_twice"] == [["CL-01", "yellow", "home_proof"], ["CL-02", "red", "2"]]


def test_silence_is_acceptance_and_a_red_card(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["silence"]
    assert outcome == {"state": "accepted", "rounds": [0, 1, 0], "cards": ["red"]}


def test_the_pre_check_names_what_is_wrong_and_accepts_what_is_not(outcomes: dict[str, Any]) -> None:
    assert outcomes["checks"] == {
        "whole": ["accepted"],
        "nothing scanned": ["applied", "YJ-11"],
        "too many": ["accepted", "YJ-13"],
        "phone": ["applied", "YJ-22"],
        "choice": ["applied", "YJ-22"],
        "half an address": ["applied", "YJ-22"],
        "no number": ["accepted", "YJ-25"],
        "too young": ["applied", "YJ-23"],
        "unknown matter": ["applied", "YJ-01"],
    }


def test_pages_that_cannot_be_read_are_hinted_at(outcomes: dict[str, Any]) -> None:
    assert outcomes["legibility"] == {
        "good": [],
        "blurred": ["YJ-41"],
        "dark": ["YJ-42"],
        "blank": ["YJ-44"],
        "small": ["YJ-43"],
        "signature": [],
        "no signature": ["YJ-44"],
        "bomb": ["YJ-45"],
        "junk": ["YJ-45"],
    }


def test_the_same_paper_of_the_same_person_is_a_case_for_the_supervisors(outcomes: dict[str, Any]) -> None:
    assert outcomes["same_paper"] == {
        "first": [[], 0],
        "second": [["YJ-31", "YJ-32"], 1],
        "somebody else": [[], 0],
    }


def test_a_bundle_has_the_day_of_its_longest_path_whatever_comes_first(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["bundle"]
    days = ["2026-11-25", "2026-11-25", "2026-11-30", "2026-11-30", 3]
    assert outcome["in order"] == outcome["backwards"] == days
    assert (outcome["early"], outcome["late"]) == ("WAITS", "taken")


def test_a_rule_grants_or_leaves_it_to_an_officer_and_says_why(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["by_rule"]
    assert outcome["holds"][:2] == ["done", "granted"]
    assert outcome["holds"][2][-2:] == ["decide-by-rule", "finish-at-once"]
    assert outcome["holds"][3] == ["符合公开的规则"]
    assert outcome["unknown"][:2] == ["accepted", ""], "nothing was fetched: empty is not insured"
    for name in ("fails", "refuses"):
        assert outcome[name] == ["accepted", "", ["arrive", "pass-check", "rule-not-met"], ["选择自取"], ["MP-01"]]
    assert outcome["broken"][0] == "accepted"
    assert outcome["broken"][4] == ["MP-01"]
