"""What is due is done once, whoever looks at the clock; what fails stops nothing, is seen, and says nothing of anybody."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from requests import Session

from tests.central.applications import WANG
from tests.central.databases import fresh
from tests.central.inside import inside
from tests.central.running import RunningCentral

DEEDS = "tests.central.timers.deeds"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What all deeds came to, in one process of a platform."""
    folder = tmp_path_factory.mktemp("central")
    fresh(folder)
    found: dict[str, Any] = inside(folder, f"{DEEDS}.everything")
    return found


def one_of_eight(outcome: Any) -> None:
    assert outcome == {"seen": [[1, 1], [0, 1], [1, 2]], "said": "counted 1", "next": True, "held": None}


def failing_stops_nothing(outcome: Any) -> None:
    assert outcome["first"] == [["breaks", True, "RuntimeError"], ["after", False, "counted 1"]]
    assert outcome["told"] == [1, "RuntimeError", True, None]
    assert (outcome["twice"], outcome["mended"]) == (2, [0, True])


def test_of_eight_workers_one_does_it(outcomes: dict[str, Any]) -> None:
    one_of_eight(outcomes["once"])


def test_one_that_fails_stops_no_other_and_is_tried_again(outcomes: dict[str, Any]) -> None:
    failing_stops_nothing(outcomes["fails"])


@pytest.mark.parametrize(
    ("deed", "check", "planted"),
    [
        pytest.param(
            "once",
            one_of_eight,
            "from central.timers import clockwork as c; from threading import Barrier; from uuid import uuid4\n"
            "all_have_looked = Barrier(8)\n"
            "def taken(task, now, *, anyway):\n"
            "    row = c.TaskRecord.objects.filter(name=task.name, next_at__lte=now, held_until=None)\n"
            "    due = row.exists() or c._made(task, now)\n"
            "    all_have_looked.wait(20)\n"
            "    holder = uuid4().hex\n"
            "    c.TaskRecord.objects.filter(name=task.name).update(holder=holder)\n"
            "    return [holder] if due else []\n"
            "c._taken = taken",
            id="look-then-take",
        ),
        pytest.param(
            "fails",
            failing_stops_nothing,
            "from central.timers import clockwork as c; c.RETRY = c.timedelta(days=1)",
            id="failed-is-forgotten",
        ),
    ],
)
def test_planted_bugs_are_caught(tmp_path: Path, deed: str, check: Callable[[Any], None], planted: str) -> None:
    fresh(tmp_path)
    with pytest.raises(AssertionError):
        check(inside(tmp_path, f"{DEEDS}.{deed}", plant=planted))


def test_what_a_dead_process_had_in_hand_is_done_by_another(outcomes: dict[str, Any]) -> None:
    assert outcomes["dead"] == {"runs": [0, 1], "late": [False, True]}


def test_the_thread_begins_at_once_and_ends_with_its_task(outcomes: dict[str, Any]) -> None:
    assert outcomes["in_a_thread"] == {"began": True, "ended": True, "after its end": False}


def test_everything_in_the_platforms_own_table_runs(outcomes: dict[str, Any]) -> None:
    assert outcomes["own_table"] == {
        "all": True,
        "failed": [],
        "each minute": True,
        "unnamed": [],
        "said": ["黄牌 2，红牌 1", "RuntimeError"],
        "sessions": ["open"],
    }


_BREAKS = (
    "from central.timers import tasks; from datetime import timedelta; import central.timers.clockwork as c; "
    f"c.TASKS = (tasks.Task('breaks', '', timedelta(hours=1), '{DEEDS}:breaks'), *tasks.TASKS)"
)


def test_a_platform_does_it_by_itself_and_says_what_fails(tmp_path: Path) -> None:
    with RunningCentral.start(tmp_path / "central", _BREAKS, timers=True) as central:
        token = (central.state / "metrics.token").read_text()
        session = central.session()
        told = _told(session, central.url, token)
        assert told["failures"] == {"breaks": 1.0, **dict.fromkeys(told["failures"].keys() - {"breaks"}, 0.0)}
        assert told["done"]["breaks"] == 0
        assert told["done"]["people.sessions"] > 0
        assert "task breaks failed" in central.log
        assert "RuntimeError" in central.log
        for personal in (WANG.name, WANG.number):
            assert personal not in central.log
        assert central.sql("SELECT said FROM timers_taskrecord WHERE failures > 0") == [("RuntimeError",)]
        # What another process does beside it: nothing is due, and one thing is wanted all the same.
        assert central.command("tick") == ""
        (line,) = central.command("tick", "--task", "numbers.sums").splitlines()
        assert json.loads(line)["failed"] is False
    assert central.stop() == 0


def _told(session: Session, url: str, token: str) -> dict[str, dict[str, float]]:
    """The figures of the tasks, once the last of the table has run."""
    until = time.monotonic() + 60
    while True:
        text = session.get(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"}, timeout=10).text
        found = {
            name: {
                task: float(value)
                for task, value in re.findall(rf'^suishiban_task_{metric}{{task="(.+)"}} (\S+)$', text, re.MULTILINE)
            }
            for name, metric in (("done", "done_timestamp_seconds"), ("failures", "failures"))
        }
        if found["done"].get("people.sessions"):
            return found
        assert time.monotonic() < until, found
        Event().wait(0.2)
