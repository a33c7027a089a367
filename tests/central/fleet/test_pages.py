"""The pages of the fleet: nobody sees beyond their region, and an illness leads to a command that two people stand behind."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.fleet.test_over_time import done

OWN, OTHER = ["K-2001"], ["K-2002"]
SCOPED = {
    **{f"op {page}": OWN for page in ("map", "list", "alarms", "convergence", "kiosks")},
    **{f"eye {page}": OTHER for page in ("map", "list", "alarms", "convergence", "kiosks")},
    **{f"nowhere {page}": [] for page in ("map", "list", "alarms", "convergence", "kiosks")},
    "op own": 200,
    "op other": 404,
    "op shows": 404,
    "eye own": 404,
    "eye other": 200,
    "eye shows": 200,
    "nowhere own": 404,
    "nowhere other": 404,
    "nowhere shows": 404,
    "op uptime elsewhere": False,
    "eye uptime elsewhere": True,
    "nowhere uptime elsewhere": False,
    "op acknowledges": 302,
    "eye acknowledges": 404,
    "nowhere acknowledges": 404,
    "op enrols": 403,
    "eye enrols": 403,
    "nowhere enrols": 403,
}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("fleet-pages")
    databases.fresh(made)
    return made


@pytest.fixture(scope="module")
def found(state: Path) -> dict[str, Any]:
    return done(state, "on_pages")


def test_everybody_sees_their_region_and_nothing_else(found: dict[str, Any]) -> None:
    scoped = found["scoped"]
    # A convergence without stragglers names no kiosk.
    assert {key: value for key, value in scoped.items() if "convergence" not in key} == {
        key: value for key, value in SCOPED.items() if "convergence" not in key
    }
    assert all(value == [] for key, value in scoped.items() if "convergence" in key)


def test_pages_without_bounds_would_be_noticed(state: Path, found: dict[str, Any]) -> None:
    planted = "from central.fleet import console; console.within = lambda rows, *_: rows"
    assert found["scoped"]["op map"] == OWN
    assert done(state, "looks", planted)["op map"] == ["K-2001", "K-2002"]


def test_an_illness_leads_to_a_command_that_two_people_stand_behind(found: dict[str, Any]) -> None:
    assert found["story"] == {
        "link": True,
        "asked": 302,
        "by the same": "requested",
        "waiting before": 0,
        "by another": "approved",
        "waiting": 1,
        "alarm": ["asks", True],
        "elsewhere": 0,
        "get decides nothing": 405,
    }


def test_what_came_of_a_look_for_releases_is_said_in_the_language_of_the_page(found: dict[str, Any]) -> None:
    assert found["looked"] == {
        "release 7 is in use": "发布版 7 在用",
        "release 7 cannot be used: no search": "发布版 7 不能用：no search",
        "not reached: no route": "取不到发布内容：no route",
        "looking": "looking",
    }


def test_entries_of_an_audit_log_are_read_in_words_and_local_time(found: dict[str, Any]) -> None:
    said, strange = found["audited"]
    assert said == ["2026-11-23 00:05:09", "开始执行指令", [["编号", "c1"], ["指令", "空闲时重启"], ["new", "✓"]]]
    assert set(strange) == {True}


def test_a_code_is_shown_once_and_within_the_region_only(found: dict[str, Any]) -> None:
    assert found["enrolling"] == {
        "kept": ["云河市民中心", "990101", ""],
        "code": 1,
        "picture": True,
        "cache": True,
        "again": False,
        "bad": True,
        "rule": True,
        "elsewhere": 0,
        "taken over": "990101",
    }
