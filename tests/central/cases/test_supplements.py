"""补交 at the platform: what a kiosk was handed goes into its case once, and the moment of handing in counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.central.inside import inside

DEEDS = "tests.central.cases.supplement_deeds"


def it_answers_the_request(outcome: Any) -> None:
    step = outcome.pop("step")
    assert "B-0412-0001" in step
    assert outcome == {
        "state": ["accepted", False, "2026-11-30"],
        "course": ["ask-supplement", "hand-in"],
        "wanted": [],
        "told": "材料已补交，继续办理",
        "by": ["平台", "", "B-0412-0001"],
        "pages": ["第 1 页", "第 2 页（补交）"],
        "opened with": True,
        "to be looked at": True,
        "then": ["examining", "decided"],
    }


def all_that_was_asked_for_is_waited_for(outcome: Any) -> None:
    assert outcome == {
        "first": ["supplement", True, ["home_proof"]],
        "then": ["accepted", False],
        "course": ["hand-in-part", "hand-in"],
    }


def an_owed_paper_is_there(outcome: Any) -> None:
    assert outcome == {
        "before": ["2026-11-25", "2026-11-25"],
        "after": ["examining", None, "2026-11-27"],
        "course": "receive-owed",
        "then": "decided",
    }


def the_day_of_handing_in_counts(outcome: Any) -> None:
    assert outcome == {
        "tuesday": ["accepted", "2026-11-24", "2026-11-26"],
        "long before": ["accepted", "2026-11-23", "2026-11-25"],
        "next year": ["accepted", "2026-11-27", "2026-12-01"],
    }


def what_comes_after_the_end_is_shown(outcome: Any) -> None:
    assert outcome == {
        "state": "refused",
        "pages": 2,
        "standing": ["late", "late"],
        "course": ["hand-in-more", "hand-in-more"],
        "said": [True, True],
        "denied": [["late", "late"], [False, True]],
    }


def a_strangers_is_set_aside(outcome: Any) -> None:
    assert outcome == {
        "state": ["supplement", 0, 3],
        "kept": [["no-case", None, 1], ["stranger", None, 1]],
        "wanted": ["home_proof"],
    }


def it_is_there_once(outcome: Any) -> None:
    assert outcome == {
        "fresh": [True, False, True],
        "other": "OtherBytes",
        "in the case": [1, 1],
        "applied": "2026-11-20",
    }


def it_lies_where_its_case_lies(outcome: Any) -> None:
    there, elsewhere = [True, 200, 302], [False, 404, 404]
    assert outcome == {"of the kiosk": [elsewhere, there], "of the case": [there, elsewhere]}


def what_never_comes_has_a_day_and_an_end(outcome: Any) -> None:
    assert outcome == {
        "told": ["2026-11-27", True, True, True],
        "early": ["STILL_TIME", 0, ""],
        "words": ["暂停计时，补正到 2026-11-27", "补正逾期未交，到 2026-11-27"],
        "cards": [["BZ-01", "yellow", "2026-11-27"]],
        "reason": "补正期限（2026年11月27日）已过，没有收到要补正的材料：租房合同或房产证。",
        "end": ["decided denied", None, False],
        "usual": "2026-12-14",
        "not accepted": ["NOT_ACCEPTED", "refused"],
    }


CHECKS: dict[str, Callable[[Any], None]] = {
    "answered": it_answers_the_request,
    "in_parts": all_that_was_asked_for_is_waited_for,
    "owed_paper": an_owed_paper_is_there,
    "later": the_day_of_handing_in_counts,
    "over": what_comes_after_the_end_is_shown,
    "aside": a_strangers_is_set_aside,
    "exactly_once": it_is_there_once,
    "next_door": it_lies_where_its_case_lies,
    "never_answered": what_never_comes_has_a_day_and_an_end,
}


@pytest.mark.parametrize("deed", list(CHECKS))
def test_what_was_handed_in_at_a_kiosk(outcomes: dict[str, Any], deed: str) -> None:
    CHECKS[deed](outcomes[deed])


@pytest.mark.parametrize(
    ("deed", "planted"),
    [
        pytest.param(
            "aside",
            "import central.cases.supplement_intake as s; from central.cases.models import Case; "
            "s._case_of = lambda m: next(((one, '') for one in Case.objects.filter(case_no=m.case_no)), (None, 'no-case'))",
            id="anybody-hands-in",
        ),
        pytest.param(
            "later",
            "import central.cases.supplement_intake as s; s._counted = lambda case, handed_at, now: now",
            id="the-arrival-counts",
        ),
        pytest.param(
            "in_parts",
            "import central.cases.supplement_intake as s; asked = s.still_asked; s.still_asked = lambda case: asked(case)[:0] "
            "or ('photo',)",
            id="one-paper-is-enough",
        ),
        pytest.param(
            "exactly_once",
            "import central.cases.supplement_intake as s; import uuid; s.repeated = lambda *_: None; make = s._new; "
            "s._new = lambda kiosk, m, o, now: make(kiosk, m.model_copy(update={'id': uuid.uuid4().hex}), o, now)",
            id="the-key-is-not-kept",
        ),
    ],
)
def test_planted_bugs_are_caught(outcomes: dict[str, Any], state: Path, deed: str, planted: str) -> None:
    CHECKS[deed](outcomes[deed])
    with pytest.raises(AssertionError):
        CHECKS[deed](inside(state, f"{DEEDS}.{deed}", plant=planted))
