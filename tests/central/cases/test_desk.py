"""The officer's pages: what a step needs is asked for, who may not is told so, and another region's case is not there."""

from pathlib import Path
from typing import Any

import pytest

from tests.central.databases import fresh
from tests.central.inside import inside
from tests.central.running import ROOT


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all deeds came to, in one process of a platform of its own."""
    state: Path = tmp_path_factory.mktemp("central")
    fresh(state)
    found: dict[str, Any] = inside(state, "tests.central.cases.desk_deeds.everything")
    return found


def test_a_supplement_names_papers_and_a_reason(outcomes: dict[str, Any]) -> None:
    assert outcomes["supplement"] == {
        "states": ["accepted", "accepted", "accepted", "supplement"],
        "said": [True] * 8,
    }


def test_a_special_procedure_is_one_of_the_matter_or_another_and_only_some_stop_the_clock(
    outcomes: dict[str, Any],
) -> None:
    assert outcomes["procedures"] == {
        "none": ["accepted", False, "", False, False],
        "notice": ["special", True, "公示", True, True],
        "expert": ["special", False, "专家评审", False, False],
        "other": ["special", True, "", True, True],
        "offers": [True, True, True],
        "page": True,
    }


def test_what_is_brought_later_is_looked_at_and_sealed(outcomes: dict[str, Any]) -> None:
    assert outcomes["made_up"] == {
        "said": [409, 409, 409, 409, True],
        "states": ["supplement", "accepted"],
        "door of what is owed": [True, False],
        "types": ["image/jpeg", "application/pdf"],
        "looked": [True, False],
        "sealed": True,
    }


def test_what_the_departments_did_not_say_at_the_kiosk_is_said_to_the_officer(outcomes: dict[str, Any]) -> None:
    assert outcomes["not_fetched"] == [[True] * 6, [True] * 5 + [False], [False] * 6]


def test_from_the_examination_to_the_letter_box(outcomes: dict[str, Any]) -> None:
    assert outcomes["to_the_letter_box"] == {
        "papers": True,
        "early": [409, True],
        "wrong": [409, True],
        "right": True,
        "state": "delivered",
    }


def test_what_goes_by_post_is_delivered_with_a_parcel_or_at_the_counter_with_a_reason(outcomes: dict[str, Any]) -> None:
    assert outcomes["by_post"] == {
        "said": [409, True, True, 200, 404, 409],
        "before": ["done", "done"],
        "after": ["delivered", "delivered"],
        "page": [True, True],
    }


def test_the_promised_paper_is_made_with_the_grant_or_as_soon_as_its_data_is_known(outcomes: dict[str, Any]) -> None:
    both = ["certificate", "result"]
    assert outcomes["promised_papers"] == {
        "with the grant examine": [200, False, []],
        "with the grant grant": [200, False, both],
        "with the grant issue": [409, False, both],
        "later examine": [200, False, []],
        "later grant": [200, True, ["result"]],
        "later issue": [200, False, both],
        "says": ["正常参保", 12, True],
        "written down": ["unavailable", "unavailable", "told"],
    }


def test_who_comes_second_is_told_and_nothing_happens_twice(outcomes: dict[str, Any]) -> None:
    assert outcomes["second_comes_late"] == {"late": [409, True, "accepted"], "found": [404, 404, 404]}


def test_people_are_veiled_until_somebody_asks_and_that_is_written_down(outcomes: dict[str, Any]) -> None:
    assert outcomes["veils"] == {
        "hidden": [False, False, False],
        "by get": 403,
        "shown": [True, True],
        "looks": 1,
        "list": [False, False, True],
    }


def test_another_region_s_case_is_not_there_and_other_roles_do_not_see_cases(outcomes: dict[str, Any]) -> None:
    assert outcomes["regions"] == {
        "chen": [200, 200, 200, 1],
        "far": [404, 404, 200, 0],
        "watcher": [403, 403, 403, 0],
        "auditor": [200, 403, 200, 1],
    }


def test_a_fee_is_collected_and_one_goes_back(outcomes: dict[str, Any]) -> None:
    assert outcomes["money"] == {
        "long": [200, "due"],
        "early": [409, True],
        "qr": True,
        "collected": ["P-77", "paid"],
        "posted": [False, True, True],
        "refunded": "refunded",
    }


def test_every_list_renders_and_work_is_sorted_by_its_day(outcomes: dict[str, Any]) -> None:
    assert outcomes["lists"] == {
        "statuses": [200],
        "english": True,
        "states": [10, []],
        "parcel": [True, False],
        "sorted": True,
    }


def test_a_matter_is_named_in_the_reader_s_language(outcomes: dict[str, Any]) -> None:
    assert outcomes["titles"] == {"wrong": []}


def test_no_page_takes_the_chinese_title_past_the_catalogue() -> None:
    """`central.catalogue` is where a title in the reader's language is had; pages and templates ask nobody else."""
    folder = ROOT / "central"
    pages = (path for pattern in ("admin.py", "*_page.py", "*pages.py", "forms.py") for path in folder.rglob(pattern))
    alone = [line for page in pages for line in page.read_text("utf-8").splitlines() if "title.zh" in line]
    assert [line for line in alone if "title.en" not in line] == []
    assert [path.name for path in folder.rglob("*.html") if ".matter_title" in path.read_text("utf-8")] == []
