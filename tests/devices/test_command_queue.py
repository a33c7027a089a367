"""Commands in and out: in order, each outcome once, nothing for callers that have gone."""

import threading
import time

import pytest

from devices.command_queue import CommandQueue, Job


@pytest.fixture
def queue() -> CommandQueue[None]:
    return CommandQueue(time.monotonic)


def job(what: str = "ask") -> Job[None]:
    return Job(what, lambda _: None, time.monotonic() + 5)


def test_first_in_first_out_and_none_when_it_is_time_for_something_else(queue):
    first, second = job(), job()
    assert queue.put(first)
    assert queue.put(second)
    assert queue.take(float("inf")) is first
    assert queue.take(float("inf")) is second
    assert queue.take(float("-inf")) is None


def test_waking_it_is_no_command(queue):
    threading.Timer(0.02, queue.wake).start()
    assert queue.take(float("inf")) is None


def test_an_outcome_is_delivered_once(queue):
    asked = job()
    queue.put(asked)
    taken = queue.take(0)
    assert taken is asked
    assert queue.begin(asked)
    assert queue.running is asked
    queue.finish(asked, "answer")
    queue.finish(asked, error=KeyError())
    assert (asked.result, asked.error, queue.running) == ("answer", None, None)
    assert asked.woken.is_set()
    assert queue.abandon(asked) is None, "it is done: its caller has its answer"


def test_what_its_caller_left_is_not_begun(queue):
    waiting, taken = job(), job()
    queue.put(taken)
    queue.put(waiting)
    assert queue.take(0) is taken
    assert queue.abandon(taken) is False
    assert not queue.begin(taken)
    assert queue.abandon(waiting) is False
    assert queue.waiting == 0


def test_a_caller_that_leaves_while_the_driver_is_busy_with_it_is_told_so(queue):
    asked = job()
    queue.put(asked)
    queue.take(0)
    queue.begin(asked)
    assert queue.abandon(asked) is True
    queue.forget_running()
    assert queue.running is None


def test_closed_it_takes_nothing_and_gives_nothing(queue):
    left = job()
    queue.put(left)
    queue.close()
    assert not queue.put(job())
    assert queue.take(float("inf")) is None
    assert queue.drain() == [left]
