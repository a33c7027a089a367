"""What the platform decides by itself is of the case's own situation and sound; what people accepted is not refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside

DEEDS = "tests.central.cases.at_once_deeds"
_SAID = ["case_no", "matter", "name", "number"]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all deeds came to, in one process of a platform."""
    folder = tmp_path_factory.mktemp("central")
    fresh(folder)
    found: dict[str, Any] = inside(folder, f"{DEEDS}.everything")
    return found


def each_says_its_own(outcome: Any) -> None:
    assert outcome == {
        "insured": ["done", ["certificate", "statement"], "正常参保", _SAID],
        "unknown there": ["accepted", ["statement"], None, _SAID],
        "none applies": ["done", [], None, []],
    }


def test_the_documents_are_those_of_the_situation_and_each_says_its_own(outcomes: dict[str, Any]) -> None:
    each_says_its_own(outcomes["situation"])


@pytest.mark.parametrize(
    ("deed", "check", "planted"),
    [
        pytest.param(
            "situation",
            each_says_its_own,
            "from central.certificates import issue; issue.documents = lambda matter, _facts: matter.documents",
            id="documents-of-everybody",
        ),
        pytest.param(
            "situation",
            each_says_its_own,
            "from central.certificates import contents, issue; "
            "issue.source_of = lambda *_: contents.Source(contents.insured, contents._INSURED)",
            id="all-say-the-same",
        ),
    ],
)
def test_planted_bugs_are_caught(tmp_path: Path, deed: str, check: Callable[[Any], None], planted: str) -> None:
    fresh(tmp_path)
    with pytest.raises(AssertionError):
        check(inside(tmp_path, f"{DEEDS}.{deed}", plant=planted))


def test_a_rule_that_cannot_be_worked_out_is_for_an_officer(outcomes: dict[str, Any]) -> None:
    assert outcomes["rules_of_documents"] == ["accepted", [], None, []]


def test_what_the_check_finds_wrong_is_not_done_at_once(outcomes: dict[str, Any]) -> None:
    assert outcomes["wrong_at_once"] == ["done", "applied"]


def test_no_rule_grants_what_waits_for_another_member(outcomes: dict[str, Any]) -> None:
    assert outcomes["waits"] == [["accepted", ""], ["done", "granted"]]


def test_nobody_joins_the_bundle_of_somebody_else(outcomes: dict[str, Any]) -> None:
    assert outcomes["strangers"] == [2, 2, 0]


def test_what_was_accepted_is_not_refused_any_more(outcomes: dict[str, Any]) -> None:
    assert outcomes["accepted_before"] == ["WAS_ACCEPTED", "refused"]


def test_what_falls_to_people_has_a_day_and_a_colour(outcomes: dict[str, Any]) -> None:
    assert outcomes["late"] == {
        "done": ["done", None, True, False],
        "people": ["accepted", 1, True, True],
        "by law": ["accepted", 3, True, True],
        "promised": False,
        "red": "red",
        "later after a pause": True,
    }


def test_no_paper_is_made_while_its_fee_is_open(outcomes: dict[str, Any]) -> None:
    assert outcomes["unpaid"] == {
        "before": [["accepted", 0]] * 3,
        "granted": 0,
        "paid meanwhile": 0,
        "failed": [{"issued": 1, "not_issued": 1}, [0, 1, 0]],
        "log": [True, False],
        "too soon": 0,
        "again": [{"issued": 1, "not_issued": 0}, [1, 1, 0]],
        "later": [1, 0],
    }


def test_no_name_keeps_a_case_out(outcomes: dict[str, Any]) -> None:
    assert outcomes["long_name"] == [True, False, True]


def test_a_strip_of_a_picture_is_no_bomb(outcomes: dict[str, Any]) -> None:
    assert outcomes["strip"] == ["YJ-43"]
