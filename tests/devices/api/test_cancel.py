"""Ending a command before it is done."""

import threading

import pytest

from devices.api.cancel import Cancel, CommandCancelled, Scope, current, entered
from devices.api.errors import DeviceFault


def scope(left_s: float, cancel: Cancel | None = None) -> Scope:
    return Scope("read", 100.0 + left_s, DeviceFault.READER_NO_ANSWER, cancel=cancel, monotonic=lambda: 100.0)


def test_outside_of_supervision_nothing_ends_a_command():
    current().check()
    assert not current().ended


def test_inside_it_is_this_commands_scope_and_this_threads_only():
    mine = scope(1)
    seen: list[Scope] = []
    with entered(mine):
        assert current() is mine
        other = threading.Thread(target=lambda: seen.append(current()))
        other.start()
        other.join()
    assert seen[0] is not mine
    assert current() is not mine


@pytest.mark.parametrize("left_s", [0, -1])
def test_the_deadline_ends_it(left_s):
    over = scope(left_s)
    assert (over.ended, over.left_s) == (True, 0.0)
    with pytest.raises(CommandCancelled, match="read: time is up") as ended:
        over.check()
    assert ended.value.fault is DeviceFault.READER_NO_ANSWER


def test_cancelling_ends_it_and_a_pause_with_it():
    cancel = Cancel()
    running = scope(60, cancel)
    running.check()
    threading.Timer(0.02, cancel.cancel).start()
    with pytest.raises(CommandCancelled, match="cancelled"):
        running.pause(30)
    assert cancel.asked


def test_the_end_of_supervision_ends_it_whatever_its_caller_wants():
    cancel = Cancel()
    running = scope(60, cancel)
    threading.Timer(0.02, running.end).start()
    with pytest.raises(CommandCancelled, match="cancelled"):
        running.pause(30)
    assert not cancel.asked


def test_whoever_listens_is_woken_once_now_or_later_and_not_when_gone():
    cancel, woken = Cancel(), []
    with cancel.heard_by(lambda: woken.append("gone")):
        pass
    with cancel.heard_by(lambda: woken.append("early")):
        cancel.cancel()
    with cancel.heard_by(lambda: woken.append("late")):
        assert woken == ["early", "late"]
