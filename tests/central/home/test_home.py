"""The first page tells what waits, as many as the list behind the number shows; the sidebar has every page once."""

from typing import Any

import pytest

from tests.central.inside import inside


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of every deed; one process for all."""
    outcome: dict[str, Any] = inside(tmp_path_factory.mktemp("home") / "state", "tests.central.home.deeds.run")
    return outcome


def test_every_page_of_the_console_is_in_one_section(found: dict[str, Any]) -> None:
    assert found["no section"] == []


def test_one_is_not_called_as_many_are(found: dict[str, Any]) -> None:
    assert found["one and many"] == {
        "en": ["Case Cases", "Kiosk Kiosks", "Refund Refunds", "Kiosk", "Case"],
        "zh-hans": ["办件", "自助终端", "退款", "终端", "办件"],
    }


def test_an_officer_sees_the_pages_of_an_officer(found: dict[str, Any]) -> None:
    sections = {section: pages for section, *pages in found["officer's sections"]}
    assert sections["办件"][0] == "办件"
    assert "事项与发布" not in sections


def test_each_number_is_that_of_the_list_behind_it(found: dict[str, Any]) -> None:
    assert {label: numbers for label, numbers in found["numbers and lists"].items() if numbers != [1, 1]} == {}


def test_a_number_with_another_list_behind_it_is_found_out(found: dict[str, Any]) -> None:
    assert [label for label, numbers in found["with another list"].items() if numbers != [1, 1]] == ["待受理的办件"]


@pytest.mark.parametrize(
    ("role", "first"), [("officer", "待受理的办件"), ("approver", "待审核的事项"), ("operator", "待审批的终端指令")]
)
def test_only_work_that_one_may_do_is_counted(found: dict[str, Any], role: str, first: str) -> None:
    assert first in found["piles"][role]
    assert ("待受理的办件" in found["piles"][role]) is (role == "officer")


def test_cases_that_were_accepted_wait_for_an_officer(found: dict[str, Any]) -> None:
    assert {"待审查的办件", "待决定的办件"} <= set(found["piles"]["officer"])


def test_who_may_only_look_has_nothing_waiting(found: dict[str, Any]) -> None:
    assert found["piles"]["viewer"] == []


def test_what_lies_in_another_region_does_not_wait_for_me(found: dict[str, Any]) -> None:
    assert found["elsewhere"] == [1, 0]


def test_more_than_are_counted_are_not_pretended(found: dict[str, Any]) -> None:
    assert found["many"] == "1+"
