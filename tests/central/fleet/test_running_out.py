"""The list of kiosks says what runs out first, and about when, with no query for each of them."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.inside import inside

TONER, PAPER = "document_printer.black", "receipt_printer.paper"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("supplies")
    databases.fresh(made)
    return made


def done(state: Path, plant: str = "") -> dict[str, Any]:
    found: dict[str, Any] = inside(state, "tests.central.fleet.supply_deeds.first_empty", plant=plant)
    return found


def test_what_runs_out_first_is_in_the_list_and_what_is_not_used_any_more_moves_away(state: Path) -> None:
    assert done(state) == {
        "told": {
            "K-6101": [PAPER, 2],
            "K-6102": [TONER, 22],
            "K-6103": [TONER, 0],
            "K-6104": [PAPER, -18],
            "K-6105": ["", None],
        },
        "in use": 2,
        "moved": True,
        "still": [PAPER, 24],
        "soon": ["K-6101", "K-6103"],
        "words": [True, True],
        "queries": 0,
    }


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("from central.fleet import running_out; running_out.min = max", "told"),
        ("from central.fleet import fleet_api, running_out as r; fleet_api.first_empty_of = lambda *_: r.FirstEmpty()",
         "soon"),
    ],
    ids=["the-last-for-the-first", "never-reckoned"],
)  # fmt: skip
def test_a_wrong_forecast_would_be_noticed(state: Path, planted: str, noticed: str) -> None:
    wanted = {"told": [PAPER, 2], "soon": ["K-6101", "K-6103"]}[noticed]
    found = done(state, planted)[noticed]
    assert (found["K-6101"] if noticed == "told" else found) != wanted
