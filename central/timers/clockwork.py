"""Runs what is due, each task once at a time however many processes look at the clock: the database says whose it is.

A process takes a task by changing its row, which one of several can. It has it in hand for as long as the task may take; then
somebody else takes it, for a process may have died with it.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from django.db import DatabaseError, close_old_connections
from django.db.models import F, Q

from central.timers.models import TaskRecord
from central.timers.tasks import TASKS, Task

_log = logging.getLogger("central.timers")
LOOK_EVERY_S = 5.0
"""How often the clock is looked at; the shortest task is due each minute"""
RETRY = timedelta(minutes=5)
"""What failed is tried again after so long, or when it is due anyway"""


@dataclass(frozen=True, slots=True)
class Done:
    """One run. `said` are counts, or the kind of the error of one that failed."""

    name: str
    failed: bool
    took_ms: int
    said: str


def tick(now: datetime | None = None, tasks: Sequence[Task] = TASKS, *, anyway: bool = False) -> list[Done]:
    """Run everything that is due (or with `anyway` all of `tasks`) and that nobody else has in hand.

    One that fails is written down and logged, and stops no other. Raises ``DatabaseError`` when the database is away.
    """
    return [
        _run(task, holder, now or datetime.now(UTC)) for task in tasks for holder in _taken(task, now, anyway=anyway)
    ]


def _taken(task: Task, now: datetime | None, *, anyway: bool) -> list[str]:
    """The name under which this process has `task` in hand now; empty when it is not due, or somebody else has it."""
    at = now or datetime.now(UTC)
    due = Q() if anyway else Q(next_at__lte=at)
    row = TaskRecord.objects.filter(due, Q(held_until=None) | Q(held_until__lte=at), name=task.name)
    if not row.exists() and not _made(task, at):
        return []
    holder = uuid4().hex
    # One statement: of two at once the second waits for the first, and then finds that the row does not fit any more.
    return [holder] if row.update(holder=holder, held_until=at + task.longest, began_at=at) else []


def _made(task: Task, at: datetime) -> bool:
    """Whether there was no row of `task` yet; there is one now."""
    if TaskRecord.objects.filter(name=task.name).exists():
        return False
    TaskRecord.objects.bulk_create([TaskRecord(name=task.name, next_at=at)], ignore_conflicts=True)
    return True


def _run(task: Task, holder: str, now: datetime) -> Done:
    began = time.monotonic()
    failed = False
    try:
        said = _in_words(task.function()(now))
    except Exception as error:  # noqa: BLE001  whatever it is, the other tasks go on, and people see it
        _log.exception("task %s failed", task.name)
        failed, said = True, type(error).__name__
    took_ms = round((time.monotonic() - began) * 1000)
    if said and not failed:
        _log.info("task %s: %s in %d ms", task.name, said, took_ms)
    mine = TaskRecord.objects.filter(name=task.name, holder=holder)
    after = min(task.every, RETRY) if failed else task.every
    facts = {"holder": "", "held_until": None, "next_at": now + after, "took_ms": took_ms, "said": said[:300]}
    if failed:
        mine.update(**facts, failures=F("failures") + 1)
    else:
        mine.update(**facts, failures=0, done_at=now)
    return Done(task.name, failed, took_ms, said)


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items() if count)


class Clockwork:
    """Looks at the clock in a thread of its own, until it is stopped."""

    def __init__(self) -> None:
        """Nothing runs before `start`."""
        self._ended = Event()
        self._thread = Thread(target=self._go_round, name="timers", daemon=True)

    def start(self) -> None:
        """Begin at once."""
        self._thread.start()

    def stop(self, patience_s: float = 10.0) -> None:
        """End after the task that runs now; one that takes longer than that is left behind, for it may run again."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def wait(self) -> None:
        """Return once it was stopped, by a signal handler or another thread."""
        self._ended.wait()

    def _go_round(self) -> None:
        while not self._ended.is_set():
            for task in TASKS:
                if not self._ended.is_set():
                    _one(task)
            close_old_connections()
            self._ended.wait(LOOK_EVERY_S)


def _one(task: Task) -> None:
    try:
        tick(tasks=(task,))
    except DatabaseError as error:
        # It was away before as well, or is locked: the next look finds it back.
        _log.warning("task %s: the database is not there: %s", task.name, type(error).__name__)
        close_old_connections()
