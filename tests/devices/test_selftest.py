"""Self-tests: what each level looks at, when it is due, and what becomes of a device that fails."""

import json
import socket
from collections.abc import Iterator

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.recovery import Pace
from devices.selftest import Level, SelfTests, reachable
from devices.supervisor import Supervisor
from tests.devices.scripted import PAPER_OUT, Climbing, Troubled, wait_for


class WithTests(Climbing):
    """Has a test for every level."""

    quiet = "4 sensors well"

    def quiet_test(self) -> str:
        self._note("quiet_test")
        self._answer()
        return self.quiet

    def operator_test(self) -> str:
        self._note("operator_test")
        return "a test receipt came out"


class Hands:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def machine() -> Troubled:
    return Troubled()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def tests(clock: Hands) -> SelfTests:
    return SelfTests("receipt_printer", handshake_every_s=60, quiet_test_every_s=3600, monotonic=clock)


def nothing_there() -> None:
    raise DeviceError(DeviceFault.RECEIPT_LOST, "nothing at /dev/x")


def something_there() -> None:
    pass


@pytest.mark.parametrize(
    ("level", "seen"),
    [
        (Level.PATH, ("path is there",)),
        (Level.HANDSHAKE, ("path is there", "is scripted", "online")),
        (Level.QUIET, ("path is there", "is scripted", "online", "4 sensors well")),
        (Level.OPERATOR, ("path is there", "is scripted", "online", "4 sensors well", "a test receipt came out")),
    ],
)
def test_each_level_includes_those_below(tests, machine, level, seen):
    result = tests.run(level, WithTests(machine), something_there)
    assert (result.passed, result.seen) == (True, seen)
    assert tests.results == {level: result}


def test_a_driver_without_tests_of_its_own_passes_by_its_handshake_and_says_so(tests, machine):
    assert tests.run(Level.QUIET, Climbing(machine)).seen == ("is scripted", "online")
    told = tests.run(Level.OPERATOR, Climbing(machine)).seen
    assert told == ("is scripted", "online", "there is nothing to try with an operator")


def test_what_failed_is_a_value_with_what_was_seen_before(tests, machine):
    machine.fall_silent()
    result = tests.run(Level.QUIET, WithTests(machine), something_there)
    assert (result.passed, result.fault, result.detail) == (False, DeviceFault.RECEIPT_NO_ANSWER, "no word")
    assert result.seen == ("path is there", "is scripted")
    told = json.loads(json.dumps(result.as_json()))
    assert (told["passed"], told["fault"], told["level"]) == (False, "receipt.no_answer", 2)


def test_nothing_is_asked_of_a_device_whose_path_is_not_there(tests, machine):
    result = tests.run(Level.QUIET, WithTests(machine), nothing_there)
    assert (result.fault, machine.checks) == (DeviceFault.RECEIPT_LOST, 0)


def test_another_device_than_the_bound_one_fails(tests, machine):
    machine.name = "another"
    assert tests.run(Level.HANDSHAKE, WithTests(machine), None, "scripted").fault is DeviceFault.DEVICE_SWAPPED


def test_paper_that_is_out_fails_the_test_and_not_the_device(tests, machine):
    machine.status = PAPER_OUT
    assert tests.run(Level.QUIET, WithTests(machine)).fault is DeviceFault.RECEIPT_PAPER_OUT
    assert not tests.failing


def test_a_bug_in_a_test_is_a_bug(tests, machine, monkeypatch):
    monkeypatch.setattr(WithTests, "quiet_test", lambda _: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        tests.run(Level.QUIET, WithTests(machine))


def test_quietly_at_the_start_and_hourly_the_handshake_each_minute(tests, machine, clock):
    assert tests.due(clock.now) is None, "not before it was opened"
    tests.opened(clock.now)
    run: list[tuple[float, Level]] = []
    for _ in range(2 * 60 + 1):
        level = tests.due(clock.now)
        if level is not None:
            tests.run(level, WithTests(machine))
            run.append((clock.now - 1000, level))
        clock.now += 60
    assert [at for at, level in run if level is Level.QUIET] == [0, 3600, 7200]
    assert [at for at, _ in run] == [60 * number for number in range(121)]


@pytest.fixture
def supervisor(machine: Troubled) -> Iterator[Supervisor[WithTests]]:
    pace = Pace(check_every_s=0.02, backoff_s=(0.01,), failed_tests=2, handshake_every_s=0.1, quiet_test_every_s=0.1)
    made = Supervisor("receipt_printer", lambda: WithTests(machine), no_answer=DeviceFault.RECEIPT_NO_ANSWER, pace=pace)
    assert wait_for(lambda: made.status.usable)
    yield made
    made.close()


def test_an_idle_device_is_tested_by_itself(supervisor, machine):
    assert wait_for(lambda: machine.done.count("quiet_test") >= 2)
    assert supervisor.self_tests[Level.QUIET].passed
    assert "operator_test" not in machine.done, "that one needs somebody"


def test_a_test_that_is_asked_for(supervisor):
    result = supervisor.self_test(Level.OPERATOR)
    assert (result.passed, result.level, result.role) == (True, Level.OPERATOR, "receipt_printer")


@pytest.mark.expects_log("is lost: reader.self_test_failed", "out of service after 2 failed self-tests")
def test_a_device_that_answers_and_is_not_well_goes_out_of_service(supervisor, monkeypatch):
    def unwell(_: WithTests) -> str:
        raise DeviceError(DeviceFault.READER_SELF_TEST_FAILED, "SW3 60")

    well = WithTests.quiet_test
    monkeypatch.setattr(WithTests, "quiet_test", unwell)
    assert wait_for(lambda: "out of service" in supervisor.status.detail)
    assert supervisor.status.action is RequiredAction.TECHNICIAN
    assert supervisor.self_test(Level.HANDSHAKE).fault is DeviceFault.READER_SELF_TEST_FAILED
    monkeypatch.setattr(WithTests, "quiet_test", well)
    supervisor.try_again()
    assert wait_for(lambda: supervisor.status == DeviceStatus(DeviceState.ONLINE))


def test_an_address_takes_a_connection_or_is_not_there(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert reachable(f"http://127.0.0.1:{port}/stream")
        assert reachable(f"127.0.0.1:{port}")
    assert not reachable(f"http://127.0.0.1:{port}/stream")
    assert not reachable(f"tcp://127.0.0.1:{port}")
    assert reachable(str(tmp_path))
    assert not reachable(str(tmp_path / "ttyUSB0"))
