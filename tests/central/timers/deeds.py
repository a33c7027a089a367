"""What tests of the clock do inside of the platform: tasks of their own, run by several at once, failing, and taken over."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event
from typing import Any
from unittest.mock import patch

from django.contrib.sessions.models import Session
from django.db import connection

from central.timers import clockwork
from central.timers.clockwork import RETRY, Clockwork, tick
from central.timers.figures import FIGURES, said_of
from central.timers.models import TaskRecord
from central.timers.standing import is_late
from central.timers.tasks import TASKS, Task
from tests.central.applications import WANG

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_ran: list[str] = []
_broken = {"now": True}
_slow, _go_on = Event(), Event()


def everything() -> dict[str, Any]:
    """All deeds below; the platform's own table last."""
    deeds = (once, fails, dead, in_a_thread, own_table)
    return {deed.__name__: deed() for deed in deeds}


def _mine(name: str, function: str, every: timedelta = MINUTE) -> Task:
    return Task(name, name, every, f"{__name__}:{function}")


def count(_now: datetime) -> Mapping[str, int]:
    """A task that is glad to run."""
    _ran.append("count")
    return {"counted": 1, "nothing": 0}


def breaks(_now: datetime) -> Mapping[str, int]:
    """A task that fails until it is mended, with words that must be in no log."""
    if _broken["now"]:
        raise RuntimeError(f"{WANG.name} {WANG.number}")
    return {}


def slow(_now: datetime) -> Mapping[str, int]:
    """A task that lasts until somebody lets it end."""
    _slow.set()
    _go_on.wait(20)
    return {}


def once() -> dict[str, Any]:
    """Eight workers look at the clock at the same moment, twice in a minute, and once the minute after."""
    _ran.clear()
    task, together = _mine("once", "count"), Barrier(8)

    def look(moment: datetime) -> int:
        together.wait(20)
        try:
            return len(tick(moment, (task,)))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        moments = (NOON, NOON + MINUTE / 2, NOON + MINUTE)
        seen = [[sum(pool.map(look, [moment] * 8)), len(_ran)] for moment in moments]
    row = TaskRecord.objects.get(name="once")
    return {"seen": seen, "said": row.said, "next": row.next_at == NOON + 2 * MINUTE, "held": row.held_until}


def fails() -> dict[str, Any]:
    """One that fails stands before one that does not; it is tried again, and mended."""
    _broken["now"] = True
    tasks = (_mine("breaks", "breaks", 60 * MINUTE), _mine("after", "count"))
    first = [[one.name, one.failed, one.said] for one in tick(NOON, tasks)]
    row = TaskRecord.objects.get(name="breaks")
    told = [row.failures, row.said, row.next_at == NOON + RETRY, row.done_at]
    tick(NOON + RETRY, tasks)
    row.refresh_from_db()
    twice = row.failures
    _broken["now"] = False
    tick(NOON + 2 * RETRY, tasks)
    row.refresh_from_db()
    return {"first": first, "told": told, "twice": twice, "mended": [row.failures, row.done_at == NOON + 2 * RETRY]}


def dead() -> dict[str, Any]:
    """Somebody took a task and never came back: it is theirs for as long as it may take, and then somebody else's."""
    task = _mine("dead", "count")
    TaskRecord.objects.create(name="dead", next_at=NOON, holder="gone", held_until=NOON + task.longest)
    row = TaskRecord.objects.get(name="dead")
    late = [is_late(row, NOON + 9 * MINUTE), is_late(row, NOON + 11 * MINUTE)]
    return {"runs": [len(tick(NOON + wait, (task,))) for wait in (9 * MINUTE, 10 * MINUTE)], "late": late}


def in_a_thread() -> dict[str, Any]:
    """The platform's own thread: begins at once, and ends with the task that it is at."""
    _slow.clear()
    with patch.object(clockwork, "TASKS", (_mine("slow", "slow"), _mine("never", "count"))):
        thread = Clockwork()
        thread.start()
        began = _slow.wait(20)
        thread.stop(0)
        _go_on.set()
        thread.stop(20)
    never = TaskRecord.objects.filter(name="never").exists()
    return {"began": began, "ended": not thread._thread.is_alive(), "after its end": never}


def own_table() -> dict[str, Any]:
    """Everything that the platform does by itself, on a platform where there is nothing to do, and again a minute later."""
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOON + timedelta(hours=hours))
    first, second = tick(NOON), tick(NOON + MINUTE)
    return {
        "all": [one.name for one in first] == [task.name for task in TASKS],
        "failed": [[one.name, one.said] for one in (*first, *second) if one.failed],
        "each minute": [one.name for one in second] == [task.name for task in TASKS if task.every == MINUTE],
        "unnamed": sorted({name for task in TASKS for name in task.function()(NOON)} - FIGURES.keys()),
        "said": [said_of("yellow 2, red 1"), said_of("RuntimeError")],
        "sessions": list(Session.objects.values_list("session_key", flat=True)),
    }
