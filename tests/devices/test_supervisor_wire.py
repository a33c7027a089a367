"""Supervision over a real wire, and over a thousand reconnects."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.api.cancel import Cancel, CommandCancelled
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState
from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.recovery import Pace
from devices.supervisor import Supervisor
from tests.devices.fair_time import fair_time
from tests.devices.scripted import ONLINE, Machine, Scripted, wait_for

PROMPT_S = 0.2
PROMISED_S = 5.0


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[IdCardReaderBench]:
    bench = IdCardReaderBench(Places(tmp_path))
    yield bench
    bench.stop()


@pytest.fixture
def supervisor(bench: IdCardReaderBench) -> Iterator[Supervisor[SamVReader]]:
    port = bench.start()["port"]
    made = Supervisor("id_card_reader", lambda: SamVReader({"port": port}), no_answer=DeviceFault.READER_NO_ANSWER)
    assert wait_for(lambda: made.status == ONLINE)
    yield made
    made.close()


def test_a_reader_that_falls_silent_is_known_within_5_s(bench, supervisor):
    bench.command("trouble", {"kind": "silent", "replies": 1000})
    silent_at = fair_time()
    assert wait_for(lambda: not supervisor.status.usable, 2 * PROMISED_S)
    assert fair_time() - silent_at < PROMISED_S
    assert supervisor.status.state is DeviceState.SUSPENDED, "the ladder is being climbed"
    bench.command("calm", {})
    assert wait_for(lambda: supervisor.status == ONLINE, 20)


def test_a_read_is_cancelled_in_the_middle_and_the_next_card_is_the_next_card(bench, supervisor):
    bench.command("place", {"card": "chen"})
    assert supervisor.call("find", SamVReader.find, deadline_s=10)
    bench.command("trouble", {"kind": "silent", "replies": 1000})
    cancel, at = Cancel(), []

    def give_up() -> None:
        at.append(fair_time())
        bench.command("calm", {})
        cancel.cancel()

    threading.Timer(0.1, give_up).start()
    with pytest.raises(CommandCancelled):
        supervisor.call("read", SamVReader.read, deadline_s=10, cancel=cancel)
    assert fair_time() - at[0] < PROMPT_S
    bench.command("lift", {})
    assert supervisor.call("find", SamVReader.find, deadline_s=10) is False


class Holding(Scripted):
    """Holds a real descriptor while it is open."""

    descriptor = -1

    def open(self) -> None:
        super().open()
        self.descriptor = os.open(os.devnull, os.O_RDONLY)

    def close(self) -> None:
        super().close()
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def held() -> tuple[int, int]:
    """Threads and descriptors of this process."""
    return threading.active_count(), psutil.Process().num_fds()


def gone(_: Scripted) -> None:
    raise DeviceError(DeviceFault.RECEIPT_LOST, "pulled")


@pytest.mark.expects_log("receipt_printer is lost")
def test_a_thousand_reconnects_leave_nothing_behind():
    machine = Machine()
    pace = Pace(backoff_s=(0.0,), impatient_s=0.0)
    before = held()
    supervisor = Supervisor("receipt_printer", lambda: Holding(machine), no_answer=DeviceFault.RECEIPT_LOST, pace=pace)
    for _ in range(1000):
        supervisor.call("work", lambda _: None, deadline_s=5)
        with pytest.raises(DeviceError):
            supervisor.call("pull", gone, deadline_s=5)
    assert wait_for(lambda: supervisor.status == ONLINE)
    assert supervisor.metrics.reconnects == 1000
    threads, descriptors = held()
    assert (threads, descriptors) <= (before[0] + 2, before[1] + 1), "its two threads, and what is open now"
    supervisor.close()
    assert held() == before
    assert machine.opened == machine.closed


def test_supervisors_that_are_closed_leave_no_thread():
    machine = Machine()
    before = held()
    for _ in range(50):
        Supervisor("receipt_printer", lambda: Holding(machine), no_answer=DeviceFault.RECEIPT_LOST).close()
    assert held() == before
