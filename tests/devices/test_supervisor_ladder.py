"""A device in trouble: which rung mends it, what the citizen sees meanwhile, and what is never done."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from devices.api.cancel import current
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.recovery import Pace
from devices.supervisor import Repeat, Supervisor
from tests.devices.scripted import ONLINE, Climbing, Troubled, wait_for

PACE = Pace(check_every_s=60, recheck_s=0.01, backoff_s=(0.02,), impatient_s=0.0)
"""checks come only when a test wants them"""
CHECKING = Pace(check_every_s=0.02, recheck_s=0.01, backoff_s=(0.02,))

Make = Callable[..., Supervisor[Climbing]]


@pytest.fixture
def machine() -> Troubled:
    return Troubled()


@pytest.fixture
def make(machine: Troubled) -> Iterator[Make]:
    made: list[Supervisor[Climbing]] = []

    def start(pace: Pace = PACE, bound_identity: str = "") -> Supervisor[Climbing]:
        supervisor = Supervisor(
            "receipt_printer",
            lambda: Climbing(machine),
            no_answer=DeviceFault.RECEIPT_NO_ANSWER,
            pace=pace,
            bound_identity=bound_identity,
        )
        made.append(supervisor)
        return supervisor

    yield start
    machine.release.set()
    for each in made:
        each.close()


def online(supervisor: Supervisor[Climbing]) -> Supervisor[Climbing]:
    assert wait_for(lambda: supervisor.status.state is DeviceState.ONLINE)
    return supervisor


def failed(supervisor: Supervisor[Climbing], repeat: Repeat = Repeat.BY_CALLER) -> DeviceFault:
    with pytest.raises(DeviceError) as error:
        supervisor.call("ask", Climbing.ask, deadline_s=5, repeat=repeat)
    return error.value.fault


def states_of(supervisor: Supervisor[Climbing]) -> list[DeviceState]:
    heard: list[DeviceState] = []
    supervisor.subscribe(lambda status: heard.append(status.state))
    return heard


def test_resynchronising_mends_it_and_nobody_sees_a_thing(machine, make):
    supervisor = online(make())
    heard = states_of(supervisor)
    machine.fall_silent(mended_by="resync")
    assert failed(supervisor) is DeviceFault.RECEIPT_NO_ANSWER
    assert wait_for(lambda: supervisor.metrics.rungs == {"resync": 1})
    assert supervisor.call("ask", Climbing.ask, deadline_s=5) == "answer"
    assert (machine.done, heard) == (["open", "resync"], [])


@pytest.mark.parametrize(
    ("mended_by", "done"),
    [("soft_reset", ["resync", "soft_reset"]), ("open", ["resync", "soft_reset", "open"])],
)
def test_the_ladder_is_climbed_as_far_as_needed_and_told_as_suspended(machine, make, mended_by, done, caplog):
    caplog.set_level(logging.INFO, "devices.standing")
    supervisor = online(make())
    heard = states_of(supervisor)
    machine.fall_silent(mended_by=mended_by)
    failed(supervisor)
    assert wait_for(lambda: heard == [DeviceState.SUSPENDED, DeviceState.ONLINE])
    assert machine.done == ["open", *done]
    assert machine.closed == done.count("open"), "closed before it is opened again"
    assert [record.getMessage() for record in caplog.records][-2:] == [
        "receipt_printer: online → suspended: receipt.no_answer (no word), action wait",
        "receipt_printer: suspended → online: well, action none",
    ]


@pytest.mark.expects_log("receipt_printer is lost: receipt.no_answer")
def test_what_no_rung_mends_is_lost_and_comes_back_with_a_new_driver(machine, make):
    supervisor = online(make())
    machine.fall_silent()
    failed(supervisor)
    assert wait_for(lambda: supervisor.status.state is DeviceState.OFFLINE)
    machine.fails.clear()
    online(supervisor)
    assert supervisor.metrics.reconnects >= 1


def test_a_print_in_doubt_is_never_reset(machine, make):
    supervisor = online(make())
    machine.fall_silent(mended_by="open")
    failed(supervisor, Repeat.NEVER)
    assert wait_for(lambda: machine.done == ["open", "resync", "open"])
    online(supervisor)
    assert machine.asked == 1, "and never sent again"
    machine.done.clear()
    machine.fall_silent(mended_by="soft_reset")
    failed(supervisor)
    assert wait_for(lambda: machine.done == ["resync", "soft_reset"]), "once it answers, nothing is in doubt any more"


def test_a_question_is_asked_again_at_once_when_it_may_be(machine, make):
    supervisor = online(make())
    machine.for_good = False
    machine.fall_silent()
    assert supervisor.call("ask", Climbing.ask, deadline_s=5, repeat=Repeat.FREELY) == "answer"
    assert (machine.asked, machine.done) == (2, ["open"])
    assert (supervisor.metrics.retries, supervisor.metrics.rungs) == (1, {"resend": 1})
    machine.fall_silent()
    assert failed(supervisor) is DeviceFault.RECEIPT_NO_ANSWER, "unless the caller decides that"


@pytest.mark.parametrize("misses", [1, 2])
def test_a_missed_check_alone_changes_nothing_that_anybody_sees(machine, make, misses):
    supervisor = online(make(CHECKING))
    heard = states_of(supervisor)
    machine.for_good = False
    for _ in range(misses):
        machine.fall_silent()
    assert wait_for(lambda: supervisor.metrics.missed_checks == misses)
    checks = machine.checks
    assert wait_for(lambda: machine.checks > checks + 3)
    assert heard == []


@pytest.mark.expects_log("receipt_printer is lost")
def test_three_missed_checks_are_gone(machine, make):
    supervisor = online(make(CHECKING))
    heard = states_of(supervisor)
    machine.fall_silent()
    assert wait_for(lambda: DeviceState.OFFLINE in heard)
    assert heard == [DeviceState.SUSPENDED, DeviceState.OFFLINE]
    assert supervisor.metrics.missed_checks == 3


@pytest.mark.parametrize("misses", [1, 2])
def test_a_line_that_is_gone_for_a_moment_is_opened_anew_before_anybody_sees(machine, make, misses):
    supervisor = online(make(CHECKING))
    heard = states_of(supervisor)
    machine.for_good = False
    machine.fails.extend([DeviceFault.RECEIPT_LOST] * misses)
    assert wait_for(lambda: machine.opened == 1 + misses)
    assert wait_for(lambda: supervisor.metrics.reconnects == 1)
    assert (heard, machine.closed) == ([], misses)


@pytest.mark.expects_log("receipt_printer is lost", "receipt_printer: out of service after 3 .*, action technician")
def test_failed_self_tests_put_it_out_of_service_until_somebody_has_seen_to_it(machine, make):
    machine.fails.append(DeviceFault.READER_SELF_TEST_FAILED)
    supervisor = make(Pace(failed_tests=3, backoff_s=(0.01,), impatient_s=0.0))
    assert wait_for(lambda: "out of service after 3 failed self-tests" in supervisor.status.detail)
    assert (supervisor.status.state, supervisor.status.action) == (
        DeviceState.HARDWARE_ERROR,
        RequiredAction.TECHNICIAN,
    )
    opened = machine.opened
    assert failed(supervisor) is DeviceFault.READER_SELF_TEST_FAILED
    assert machine.opened == opened, "a citizen's wish is no reason to try"
    supervisor.hint()
    assert wait_for(lambda: machine.opened == opened + 1)
    machine.fails.clear()
    supervisor.try_again()
    online(supervisor)


@pytest.mark.expects_log("receipt_printer is lost", "out of service")
def test_out_of_service_it_is_tried_again_after_a_long_time(machine, make):
    machine.fails.append(DeviceFault.READER_SELF_TEST_FAILED)
    supervisor = make(Pace(failed_tests=2, backoff_s=(0.01,), out_of_service_s=0.2))
    assert wait_for(lambda: "out of service" in supervisor.status.detail)
    machine.fails.clear()
    online(supervisor)


@pytest.mark.expects_log("receipt_printer is lost: receipt.lost")
def test_what_was_pulled_out_never_goes_out_of_service(machine, make):
    supervisor = make(Pace(failed_tests=2, backoff_s=(0.01,)))
    machine.unplugged.set()
    assert wait_for(lambda: machine.opened > 6)
    assert supervisor.status.state is DeviceState.NO_DEVICE
    machine.unplugged.clear()
    online(supervisor)


@pytest.mark.expects_log("is lost: receipt.lost")
def test_another_device_than_the_bound_one_is_refused_and_the_right_one_taken_back(machine, make):
    supervisor = online(make(bound_identity="scripted"))
    machine.name = "another"
    machine.fails.append(DeviceFault.RECEIPT_LOST)
    failed(supervisor)
    machine.fails.clear()
    assert wait_for(lambda: supervisor.status.fault is DeviceFault.DEVICE_SWAPPED)
    assert (supervisor.status.action, supervisor.status.usable) == (RequiredAction.TECHNICIAN, False)
    assert supervisor.status.detail == "scripted is bound, another answers"
    machine.name = "scripted"
    online(supervisor)
    assert supervisor.identity == "scripted"


@pytest.mark.expects_log("swapped", "swapped")
def test_two_devices_that_were_swapped_are_both_refused():
    machines = {"a": Troubled(), "b": Troubled()}
    sockets = {"a": "b", "b": "a"}
    for name, machine in machines.items():
        machine.name = name
    both = [
        Supervisor(
            role,
            lambda role=role: Climbing(machines[sockets[role]]),  # type: ignore[misc]
            no_answer=DeviceFault.RECEIPT_NO_ANSWER,
            bound_identity=role,
            pace=PACE,
        )
        for role in machines
    ]
    assert wait_for(lambda: all(each.status.fault is DeviceFault.DEVICE_SWAPPED for each in both))
    sockets.update(a="a", b="b")
    assert wait_for(lambda: all(each.status == ONLINE for each in both))
    for each in both:
        each.close()


def test_switched_off_it_is_closed_and_refuses_until_it_is_switched_on(machine, make):
    supervisor = online(make())
    supervisor.disable("paper path is being cleaned")
    assert wait_for(lambda: machine.closed == 1)
    assert failed(supervisor) is DeviceFault.RECEIPT_NO_ANSWER
    assert supervisor.status == DeviceStatus(
        DeviceState.DISABLED, RequiredAction.TECHNICIAN, detail="paper path is being cleaned"
    )
    before = time.process_time()
    threading.Event().wait(0.3)
    assert time.process_time() - before < 0.1, "and waits without looking"
    supervisor.enable()
    online(supervisor)
    assert machine.opened == 2


@pytest.mark.expects_log("bug in receipt_printer, resync: ZeroDivisionError")
def test_a_bug_in_a_rung_is_logged_and_the_next_rung_tried(machine, make, monkeypatch):
    monkeypatch.setattr(Climbing, "resync", lambda _: 1 // 0)
    supervisor = online(make())
    machine.fall_silent(mended_by="soft_reset")
    failed(supervisor)
    assert wait_for(lambda: machine.done == ["open", "soft_reset"])
    online(supervisor)


def test_a_device_that_answers_slowly_from_the_beginning_is_not_missed(machine, make, monkeypatch):
    """A printer that leaves three of four questions unanswered takes three times its waiting time for each check."""

    def slow(driver: Climbing) -> DeviceStatus:
        machine.checks += 1
        current().pause(0.1)
        return driver.machine.status

    monkeypatch.setattr(Climbing, "status", slow)
    supervisor = online(make(Pace(check_every_s=0.02, recheck_s=0.01, check_s=0.05, rung_s=2.0)))
    assert wait_for(lambda: machine.checks >= 5)
    assert (supervisor.metrics.missed_checks, supervisor.status) == (0, ONLINE)
