"""Supervision: one owner, deadlines, recovery, and what listeners and the log hear of it."""

import functools
import itertools
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.people import PEOPLE
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.supervisor import Supervisor
from tests.devices.fair_time import fair_time
from tests.devices.scripted import ONLINE, PAPER_OUT, QUICK, Machine, Scripted, wait_for


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def supervisor(machine: Machine) -> Iterator[Supervisor[Scripted]]:
    supervisor = supervised(machine)
    yield supervisor
    machine.release.set()
    supervisor.close()


def supervised(machine: Machine, **options: float) -> Supervisor[Scripted]:
    return Supervisor(
        "receipt_printer",
        lambda: Scripted(machine),
        no_answer=DeviceFault.RECEIPT_NO_ANSWER,
        check_every_s=options.get("check_every_s", 0.05),
        backoff_s=QUICK,
    )


def test_many_callers_one_owner(machine: Machine, supervisor: Supervisor[Scripted]) -> None:
    results: list[str] = []
    callers = [
        threading.Thread(target=lambda: results.append(supervisor.call("work", Scripted.work, deadline_s=5)))
        for _ in range(20)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert results == ["done"] * 20
    assert machine.overlaps == 0
    assert machine.threads == {"device receipt_printer"}


def test_commands_are_carried_out_in_the_order_asked(supervisor: Supervisor[Scripted]) -> None:
    order: list[int] = []
    gate = threading.Event()
    first = threading.Thread(target=supervisor.call, args=("gate", lambda _: gate.wait(5)), kwargs={"deadline_s": 5})
    first.start()
    assert wait_for(lambda: supervisor.busy != "")
    others = []
    for number in range(5):
        note = functools.partial(order.append, number)
        other = threading.Thread(target=supervisor.call, args=("n", lambda _, n=note: n()), kwargs={"deadline_s": 5})
        other.start()
        others.append(other)
        assert wait_for(functools.partial(lambda count: supervisor._queue.waiting == count, number + 1))
    gate.set()
    for each in (first, *others):
        each.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_changed_status_is_heard_in_order_and_only_when_it_changes(
    machine: Machine, supervisor: Supervisor[Scripted], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "devices.standing")
    heard: list[DeviceStatus] = []
    threads: list[str] = []
    assert wait_for(lambda: supervisor.status == ONLINE)

    def listener(status: DeviceStatus) -> None:
        heard.append(status)
        threads.append(threading.current_thread().name)

    end = supervisor.subscribe(listener)
    machine.status = PAPER_OUT
    assert wait_for(lambda: heard == [PAPER_OUT])
    assert not wait_for(lambda: len(heard) > 1, 0.2), "the same status is no news"
    machine.status = ONLINE
    assert wait_for(lambda: heard == [PAPER_OUT, ONLINE])
    assert set(threads) == {"device receipt_printer"}
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "receipt_printer: online → user_error: receipt.paper_out, action operator",
        "receipt_printer: user_error → online: well, action none",
    ]
    end()
    machine.status = PAPER_OUT
    assert wait_for(lambda: supervisor.status == PAPER_OUT)
    assert len(heard) == 2


def test_paper_running_out_in_a_command_is_seen_at_once(machine: Machine) -> None:
    supervisor = supervised(machine, check_every_s=60)
    assert wait_for(lambda: supervisor.status == ONLINE)
    machine.status = PAPER_OUT

    def runs_out(_: Scripted) -> None:
        raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT)

    with pytest.raises(DeviceError):
        supervisor.call("print", runs_out, deadline_s=5)
    assert wait_for(lambda: supervisor.status == PAPER_OUT), "a check comes once a minute only"
    assert machine.opened == 1, "paper is no reason to open anew"
    supervisor.close()


@pytest.mark.expects_log("is lost")
def test_lost_and_back_is_logged_once_each(
    machine: Machine, supervisor: Supervisor[Scripted], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "devices.standing")
    assert wait_for(lambda: supervisor.status == ONLINE)
    machine.unplugged.set()
    assert wait_for(lambda: supervisor.status.state is DeviceState.NO_DEVICE)
    opened = machine.opened
    assert wait_for(lambda: machine.opened >= opened + 3)
    machine.unplugged.clear()
    assert wait_for(lambda: supervisor.status == ONLINE)
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "receipt_printer is lost: receipt.lost (unplugged), action technician",
        "receipt_printer is back: no_device → online: well, action none",
    ]


@pytest.mark.expects_log("is lost")
def test_a_call_to_a_lost_device_fails_at_once_with_its_fault(
    machine: Machine, supervisor: Supervisor[Scripted]
) -> None:
    machine.unplugged.set()
    assert wait_for(lambda: supervisor.status.state is DeviceState.NO_DEVICE)
    started = fair_time()
    with pytest.raises(DeviceError) as lost:
        supervisor.call("work", Scripted.work, deadline_s=5)
    assert lost.value.fault is DeviceFault.RECEIPT_LOST
    assert fair_time() - started < 1.0


@pytest.mark.expects_log("is lost")
def test_waits_between_attempts_grow(machine: Machine) -> None:
    machine.unplugged.set()
    attempts: list[float] = []

    class Noting(Scripted):
        def open(self) -> None:
            attempts.append(time.monotonic())
            super().open()

    supervisor = Supervisor(
        "x", lambda: Noting(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, backoff_s=(0.02, 0.1, 0.3)
    )
    assert wait_for(lambda: len(attempts) >= 5)
    supervisor.close()
    gaps = [later - earlier for earlier, later in itertools.pairwise(attempts)]
    assert 0.02 <= gaps[0] < 0.1 <= gaps[1] < 0.24 <= gaps[2]
    assert gaps[3] >= 0.24


@pytest.mark.expects_log("is lost")
def test_a_hanging_driver_costs_the_caller_its_deadline_only(
    machine: Machine, supervisor: Supervisor[Scripted]
) -> None:
    assert wait_for(lambda: supervisor.status == ONLINE)
    started = fair_time()
    with pytest.raises(DeviceError) as silent:
        supervisor.call("hang", Scripted.hang, deadline_s=0.1)
    assert silent.value.fault is DeviceFault.RECEIPT_NO_ANSWER
    assert fair_time() - started < 1.0
    assert supervisor.status.fault is DeviceFault.RECEIPT_NO_ANSWER
    ran: list[int] = []
    with pytest.raises(DeviceError):
        supervisor.call("behind it", lambda _: ran.append(1), deadline_s=0.1)
    machine.release.set()
    assert wait_for(lambda: supervisor.status == ONLINE)
    assert machine.opened == 2, "the driver that hung is not trusted any more"
    assert ran == [], "a command whose caller has gone is not carried out"


@pytest.mark.expects_log("is lost", "bug in receipt_printer, read: KeyError")
def test_a_bug_reaches_its_caller_and_the_log_without_what_it_was_about(
    machine: Machine, supervisor: Supervisor[Scripted], caplog: pytest.LogCaptureFixture
) -> None:
    def buggy(_: Scripted) -> None:
        raise KeyError("王建国")

    with pytest.raises(KeyError):
        supervisor.call("read", buggy, deadline_s=5)
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "bug in receipt_printer, read: KeyError" in errors[0].getMessage()
    assert "王建国" not in caplog.text
    assert wait_for(lambda: supervisor.status == ONLINE)
    assert machine.opened == 2
    assert supervisor.call("work", Scripted.work, deadline_s=5) == "done"


@pytest.mark.expects_log("bug in receipt_printer, listener: IndexError")
def test_a_buggy_listener_does_not_stop_the_owner(machine: Machine, supervisor: Supervisor[Scripted]) -> None:
    assert wait_for(lambda: supervisor.status == ONLINE)
    heard: list[DeviceStatus] = []

    def buggy(_: DeviceStatus) -> None:
        raise IndexError

    supervisor.subscribe(buggy)
    supervisor.subscribe(heard.append)
    machine.status = PAPER_OUT
    assert wait_for(lambda: heard == [PAPER_OUT])
    assert supervisor.call("work", Scripted.work, deadline_s=5) == "done"


def test_closing_releases_everybody(machine: Machine) -> None:
    supervisor = supervised(machine)
    assert wait_for(lambda: supervisor.status == ONLINE)
    errors: list[DeviceFault] = []

    def caller() -> None:
        try:
            supervisor.call("work", lambda _: machine.release.wait(5), deadline_s=10)
            supervisor.call("after", Scripted.work, deadline_s=10)
        except DeviceError as error:
            errors.append(error.fault)

    thread = threading.Thread(target=caller)
    thread.start()
    assert wait_for(lambda: supervisor.busy != "")
    threading.Timer(0.05, machine.release.set).start()
    supervisor.close()
    thread.join()
    assert errors == [DeviceFault.RECEIPT_NO_ANSWER]
    assert machine.closed == machine.opened
    supervisor.close()


def test_idle_supervision_hardly_costs_anything(machine: Machine) -> None:
    supervisor = supervised(machine, check_every_s=2.0)
    assert wait_for(lambda: supervisor.status == ONLINE)
    before = time.process_time()
    assert not wait_for(lambda: supervisor.status != ONLINE, 0.0)
    threading.Event().wait(0.5)
    assert time.process_time() - before < 0.1
    supervisor.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[IdCardReaderBench]:
    bench = IdCardReaderBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


@pytest.mark.expects_log("is lost")
def test_a_reader_is_unplugged_and_back_without_anybody_touching_the_kiosk(bench: IdCardReaderBench) -> None:
    port = bench.start()["port"]
    supervisor = Supervisor(
        "id_card_reader",
        lambda: SamVReader({"port": port}),
        no_answer=DeviceFault.READER_NO_ANSWER,
        check_every_s=0.1,
        backoff_s=QUICK,
    )
    assert wait_for(lambda: supervisor.status == ONLINE)
    for _ in range(3):
        bench.command("unplug", {})
        assert wait_for(lambda: supervisor.status.fault is DeviceFault.READER_LOST)
        bench.command("replug", {})
        assert wait_for(lambda: supervisor.status == ONLINE)
    bench.command("place", {"card": "chen"})
    assert supervisor.call("find", SamVReader.find, deadline_s=10)
    assert supervisor.call("read", SamVReader.read, deadline_s=20) == PEOPLE["chen"].card
    bench.command("self_test_failed", {})
    assert wait_for(lambda: supervisor.status.action is RequiredAction.TECHNICIAN)
    assert supervisor.status.fault is DeviceFault.READER_SELF_TEST_FAILED
    bench.command("healthy", {})
    assert wait_for(lambda: supervisor.status == ONLINE)
    supervisor.close()
