"""容缺 and 告知承诺 at the platform: the day of a paper that was put off, its card, how it comes; what a promise stands for."""

from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all deeds came to, in one process of a platform."""
    folder: Path = tmp_path_factory.mktemp("central")
    fresh(folder)
    found: dict[str, Any] = inside(folder, "tests.central.cases.owing_deeds.everything")
    return found


def test_a_paper_that_was_put_off_has_its_day_and_a_card_once_when_that_has_passed(outcomes: dict[str, Any]) -> None:
    owed = outcomes["owed"]
    assert (owed["by"], owed["wanted"]) == ("2026-11-27", [["home_proof", "2026-11-27"]])
    assert (owed["told"], owed["rules"].count("RQ-01")) == ([0, 1, 0], 1)


def test_it_is_received_once_by_whom_may_and_the_case_stays_where_it_is(outcomes: dict[str, Any]) -> None:
    owed = outcomes["owed"]
    assert owed["refused"] == ["NO_RIGHT", "NOT_POSSIBLE", "NOT_POSSIBLE", "STALE"]
    assert (owed["brought"], owed["again"]) == (True, "NOT_POSSIBLE")
    assert (owed["after"], owed["last step"]) == ([None, "examining", 0, 1], "receive-owed")


def test_a_promise_excuses_from_the_paper_only_where_the_matter_lets_it(outcomes: dict[str, Any]) -> None:
    promised = outcomes["promised"]
    assert promised["accepted"] == ["accepted", [], None]
    assert promised["not offered"] == [["YJ-11", "home_proof"]]
    assert "我承诺住在填写的地址" in promised["shown"]
