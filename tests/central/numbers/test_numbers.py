"""The kept sums are the slow count, shares are told with their bounds, and files are known by their hash."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.inside import inside

DEEDS = "tests.central.numbers.deeds"
COUNTED = {
    "days": True,
    "rebuilt": True,
    "some": True,
    "behind": False,
    "followed": True,
    "caught up": True,
    "seen meanwhile": True,
    "months": True,
    "period": True,
    "kiosk": True,
}


_BLIND = """
from central.numbers import rollup
rollup._OVERLAP = 0
follow = rollup._follow
rollup._follow = lambda name, rows, now: set() if name == "steps" else follow(name, rows, now)
"""


def test_what_is_kept_is_what_a_slow_count_finds(outcomes: dict[str, Any]) -> None:
    assert outcomes["counted"] == COUNTED


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("from central.numbers import rollup; rollup._FINISHED = ('done',)", "rebuilt"),
        (
            _BLIND,
            "caught up",
        ),
    ],
    ids=["delivered-forgotten", "old-cases-not-followed"],
)
def test_a_wrong_count_would_be_noticed(tmp_path: Path, planted: str, noticed: str) -> None:
    databases.fresh(tmp_path)
    assert inside(tmp_path, f"{DEEDS}.counted", plant=planted)[noticed] != COUNTED[noticed]


def test_nothing_counts_twice_and_what_nobody_said_is_not_told(outcomes: dict[str, Any]) -> None:
    assert outcomes["told"] == {
        "people": [1_250_000, 1_000_000, None, 250_000],
        "per head": 3.0,
        "nobody": None,
        "few": None,
        "untold": None,
        "shares": [0.3, 0.5, 1],
        "part of a month": None,
        "by region": [["990101", 300]],
    }


def test_counts_of_visits_add_up_and_few_are_not_told(outcomes: dict[str, Any]) -> None:
    assert outcomes["visited"] == {
        "sums": {"1 began": 13, "1 filed": 11, "2 began": 3},
        "page": [True, True, True],
        "elsewhere": [False, False],
    }


def test_a_file_is_known_by_its_hash_and_not_everybody_gets_one(outcomes: dict[str, Any]) -> None:
    files = [f"{page} {kind}" for kind in ("csv", "xlsx") for page in ("casecount", "funnel")]
    assert {name: outcomes["handed_out"][name] for name in files} == {name: [200, True, True] for name in files}
    assert {outcomes["handed_out"][f"{name} refused"] for name in files} == {403}
    assert (outcomes["handed_out"]["empty"], outcomes["handed_out"]["nonsense"]) == (True, [200] * 6)
