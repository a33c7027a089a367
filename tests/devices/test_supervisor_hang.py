"""Drivers that do not come back: callers are let go within 200 ms, and somebody else takes the device over."""

import threading
from collections.abc import Iterator

import pytest

from devices.api.cancel import Cancel, CommandCancelled
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState
from devices.recovery import Pace
from devices.supervisor import Supervisor
from tests.devices.fair_time import fair_time
from tests.devices.scripted import Climbing, Scripted, Troubled, wait_for

PROMPT_S = 0.2
PACE = Pace(check_every_s=60, backoff_s=(0.02,), late_s=0.1, hung_s=0.3)


@pytest.fixture
def machine() -> Troubled:
    return Troubled()


@pytest.fixture
def supervisor(machine: Troubled) -> Iterator[Supervisor[Climbing]]:
    supervisor = Supervisor(
        "receipt_printer", lambda: Climbing(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, pace=PACE
    )
    assert wait_for(lambda: supervisor.status.usable)
    yield supervisor
    machine.release.set()
    supervisor.close()


def cancelled_after(cancel: Cancel, wait_s: float) -> list[float]:
    """When it was cancelled, in seconds of `fair_time`."""
    at: list[float] = []

    def act() -> None:
        at.append(fair_time())
        cancel.cancel()

    threading.Timer(wait_s, act).start()
    return at


@pytest.mark.parametrize("command", [Climbing.wait, Scripted.hang], ids=["a transport that listens", "a hang"])
def test_a_cancelled_command_lets_its_caller_go_within_200_ms(supervisor, machine, command, log_watch):
    if command is Scripted.hang:
        log_watch.expect("is lost: receipt.no_answer .*came back after its deadline")
    cancel = Cancel()
    at = cancelled_after(cancel, 0.05)
    with pytest.raises(CommandCancelled):
        supervisor.call("wait", command, deadline_s=30, cancel=cancel)
    assert fair_time() - at[0] < PROMPT_S
    machine.release.set()
    assert wait_for(lambda: supervisor.metrics.rungs == {"resync": 1} or machine.opened == 2)


@pytest.mark.parametrize("command", [Climbing.wait, Scripted.hang], ids=["a transport that listens", "a hang"])
def test_a_deadline_is_kept_within_200_ms(supervisor, command, log_watch):
    if command is Scripted.hang:
        log_watch.expect("is lost: receipt.no_answer")
    began = fair_time()
    with pytest.raises(DeviceError) as late:
        supervisor.call("wait", command, deadline_s=0.1)
    assert fair_time() - began < 0.1 + PROMPT_S
    assert late.value.fault is DeviceFault.RECEIPT_NO_ANSWER
    if command is Scripted.hang:
        assert wait_for(lambda: supervisor.status.state is DeviceState.ONLINE), "with a new owner"


def test_a_driver_that_listens_stays_in_service_after_a_cancel(supervisor, machine):
    heard: list[DeviceState] = []
    supervisor.subscribe(lambda status: heard.append(status.state))
    cancel = Cancel()
    cancelled_after(cancel, 0.02)
    with pytest.raises(CommandCancelled):
        supervisor.call("wait", Climbing.wait, deadline_s=30, cancel=cancel)
    assert supervisor.call("ask", Climbing.ask, deadline_s=5) == "answer"
    assert (machine.done, heard) == (["open", "resync"], []), "only what may still be under way is thrown away"


def test_cancelled_before_it_began_it_is_never_carried_out(supervisor, machine):
    cancel = Cancel()
    cancel.cancel()
    blocker = threading.Thread(
        target=supervisor.call, args=("block", lambda _: machine.release.wait(5)), kwargs={"deadline_s": 9}
    )
    blocker.start()
    assert wait_for(lambda: supervisor.busy == "block")
    with pytest.raises(CommandCancelled):
        supervisor.call("ask", Climbing.ask, deadline_s=5, cancel=cancel)
    machine.release.set()
    blocker.join()
    assert supervisor.call("work", Scripted.work, deadline_s=5) == "done"
    assert machine.asked == 0


@pytest.mark.expects_log("is lost: receipt.no_answer")
def test_a_driver_that_hangs_for_good_is_given_up_and_the_device_opened_by_another(supervisor, machine):
    first = supervisor._owner.thread
    with pytest.raises(DeviceError):
        supervisor.call("hang", Scripted.hang, deadline_s=0.05)
    assert wait_for(lambda: supervisor.status.state is DeviceState.ONLINE)
    assert supervisor.call("ask", Climbing.ask, deadline_s=5) == "answer"
    assert supervisor._owner.thread is not first
    closed = machine.closed
    machine.release.set()
    first.join(5)
    assert not first.is_alive(), "the old thread ends when its driver comes back"
    assert machine.closed == closed + 1, "and closes it"
    assert supervisor.status.state is DeviceState.ONLINE


@pytest.mark.expects_log("is lost: receipt.no_answer")
def test_a_check_that_hangs_is_noticed_without_anybody_asking(machine):
    hung = threading.Event()

    class Hanging(Climbing):
        def status(self):
            if hung.is_set() and not machine.release.is_set():
                machine.release.wait(20)
            return super().status()

    pace = Pace(check_every_s=0.05, check_s=0.05, late_s=0.1, hung_s=0.3, backoff_s=(0.02,), open_s=0.1)
    supervisor = Supervisor("x", lambda: Hanging(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, pace=pace)
    assert wait_for(lambda: supervisor.status.usable)
    hung.set()
    assert wait_for(lambda: supervisor.status.state is DeviceState.OFFLINE)
    hung.clear()
    assert wait_for(lambda: supervisor.status.usable)
    machine.release.set()
    supervisor.close()


@pytest.mark.expects_log("is lost: receipt.no_answer", "out of service")
def test_a_driver_that_hangs_again_and_again_goes_out_of_service(machine):
    class Stuck(Climbing):
        def open(self) -> None:
            self.machine.opened += 1
            machine.release.wait(20)

    pace = Pace(late_s=0.0, hung_s=0.0, open_s=0.01, backoff_s=(0.01,), failed_tests=2)
    supervisor = Supervisor("x", lambda: Stuck(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, pace=pace)
    assert wait_for(lambda: "out of service" in supervisor.status.detail)
    assert machine.opened == 2, "a hung thread costs something: there are no more of them than that"
    machine.release.set()
    supervisor.close()


@pytest.mark.expects_log("is lost")
def test_a_driver_that_can_be_woken_is_woken(machine):
    class Wakeable(Climbing):
        def abort(self) -> None:
            machine.release.set()

    supervisor = Supervisor("x", lambda: Wakeable(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, pace=PACE)
    assert wait_for(lambda: supervisor.status.usable)
    first = supervisor._owner.thread
    with pytest.raises(DeviceError):
        supervisor.call("hang", Scripted.hang, deadline_s=0.05)
    first.join(5)
    assert not first.is_alive()
    assert wait_for(lambda: supervisor.status.usable)
    supervisor.close()
