"""A driver whose hardware is played by the test: what happens to the machine is set, what was done to it is seen."""

import threading
import time
from collections import deque
from collections.abc import Callable

from devices.api.cancel import current
from devices.api.errors import DeviceError, DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from tests.devices.conftest import PATIENCE_S

ONLINE = DeviceStatus(DeviceState.ONLINE)
PAPER_OUT = DeviceStatus(DeviceState.USER_ERROR, RequiredAction.OPERATOR, DeviceFault.RECEIPT_PAPER_OUT)
QUICK = (0.05, 0.1, 0.2)


class Machine:
    """The hardware behind `Scripted`: what happens to it is set by the test."""

    def __init__(self) -> None:
        self.status = ONLINE
        self.unplugged = threading.Event()
        self.opened = 0
        self.closed = 0
        self.threads: set[str] = set()
        self.inside = 0
        self.overlaps = 0
        self.release = threading.Event()


class Scripted:
    """A driver that does what its machine says."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def _enter(self) -> None:
        self.machine.threads.add(threading.current_thread().name)
        if self.machine.unplugged.is_set():
            raise DeviceError(DeviceFault.RECEIPT_LOST, "unplugged")

    def open(self) -> None:
        self.machine.opened += 1
        self._enter()

    def close(self) -> None:
        self.machine.closed += 1

    def identity(self) -> str:
        return "scripted"

    def status(self) -> DeviceStatus:
        self._enter()
        return self.machine.status

    def work(self) -> str:
        self._enter()
        self.machine.inside += 1
        self.machine.overlaps += self.machine.inside > 1
        threading.Event().wait(0.005)
        self.machine.inside -= 1
        return "done"

    def hang(self) -> str:
        self.machine.release.wait(10)
        return "late"


class Climbing(Scripted):
    """A driver that offers every rung. The machine's `silent` is mended by the rung named in `mended_by`."""

    def __init__(self, machine: "Troubled") -> None:
        super().__init__(machine)
        self.machine: Troubled = machine

    def open(self) -> None:
        super().open()
        self._note("open")
        self._answer()

    def identity(self) -> str:
        return self.machine.name

    def status(self) -> DeviceStatus:
        self.machine.checks += 1
        self._answer()
        return super().status()

    def resync(self) -> None:
        self._note("resync")

    def soft_reset(self) -> None:
        self._note("soft_reset")

    def ask(self) -> str:
        self.machine.asked += 1
        self._answer()
        return "answer"

    def wait(self) -> str:
        """Waits as a transport does: until it is cancelled."""
        self.machine.asked += 1
        while not self.machine.release.is_set():
            current().pause(0.02)
        return "late"

    def _note(self, what: str) -> None:
        self.machine.done.append(what)
        if what == self.machine.mended_by:
            self.machine.fails.clear()

    def _answer(self) -> None:
        if self.machine.fails:
            fault = self.machine.fails[0]
            if not self.machine.for_good:
                self.machine.fails.popleft()
            raise DeviceError(fault, "no word")


class Troubled(Machine):
    """The hardware behind `Climbing`: fails with the faults in `fails`, one an answer, or with the first one for good."""

    def __init__(self) -> None:
        super().__init__()
        self.fails: deque[DeviceFault] = deque()
        self.for_good = True
        self.mended_by = ""
        self.done: list[str] = []
        self.asked = 0
        self.checks = 0
        self.name = "scripted"

    def fall_silent(self, *, mended_by: str = "") -> None:
        """Answer nothing until `mended_by` is done."""
        self.mended_by = mended_by
        self.fails.append(DeviceFault.RECEIPT_NO_ANSWER)


def wait_for(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    pause, deadline = threading.Event(), time.monotonic() + within_s
    while not condition() and time.monotonic() < deadline:
        pause.wait(0.002)
    return condition()
