"""The conversation with one ESC/POS printer: what is on its way, what it has answered, and when it may be sent more.

Never more than the printer's receive buffer is under way: queued status requests (``GS r 1``) are scattered through the job
and each answer proves that everything before it was carried out; a printer without them is halted by XOFF or by the clock
(devices.md 3.4, 3.5).
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Protocol, TypeVar

from devices.api.errors import DeviceError, DeviceFault
from devices.codecs import escpos
from devices.codecs.escpos_profile import DOTS_PER_MM, EscPosProfile, FlowControl
from devices.codecs.escpos_status import (
    AnswerDecoder,
    AutoStatus,
    Flow,
    PrinterCondition,
    QueuedPaper,
    RealTime,
    condition_of,
    condition_told,
)
from devices.transports.byte_line import ByteLine
from devices.transports.serial_line import LineLost, LineTimeout

_SLICE = 256
"""bytes written at once, so that a dead line is noticed between two slices"""
_SLICE_HALTABLE = 32
"""the same where XOFF is all that keeps the buffer from overflowing"""
_AHEAD_S = 0.1
"""how far the operating system's buffer may run ahead of the wire; a status request waits behind it"""
_AHEAD_HALTABLE_S = 0.005
_HALT_S = 3.0
"""a printer that says it is well is not halted for longer: the XOFF was noise, or its XON was lost"""
STALL_S = 0.25
"""silence after which the printer is asked what is wrong"""
_QUIET = 0x12
"""a real-time answer with no bit set; assumed for clones that do not answer every n"""
_SETTLE_S = 0.3
"""over the reckoned print time, for printers whose end of job is told by the clock"""

Result = TypeVar("Result")


class Patience(Protocol):
    """How long the sender of a job waits; both raise `DeviceError` when it is over."""

    def stalled(self) -> None:
        """Nothing has come for a while: find out why."""

    def expect_in_time(self, now: float) -> None:
        """The deadline of the whole job."""


class PrinterSession:
    """One line to one printer. Raises `DeviceError` ``receipt.lost`` and ``receipt.no_answer`` only."""

    def __init__(
        self,
        line: ByteLine,
        byte_s: float,
        profile: EscPosProfile,
        answer_timeout_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`byte_s` is what a byte takes on the wire; nothing is opened yet."""
        self._line = line
        self._byte_s = byte_s
        self._profile = profile
        self._answer_timeout_s = answer_timeout_s
        self._monotonic = monotonic
        self._decoder = AnswerDecoder()
        haltable = profile.flow_control is FlowControl.XONXOFF
        self._slice = _SLICE_HALTABLE if haltable else _SLICE
        self._ahead_s = _AHEAD_HALTABLE_S if haltable else _AHEAD_S
        self._real_time: list[int] = []
        self._auto: AutoStatus | None = None
        self._alarm = False
        self._queued: QueuedPaper | None = None
        self._halted = False
        self._halted_at = 0.0
        self._wire_free = 0.0
        self._paper_done = 0.0
        self._under_way: deque[tuple[float, int]] = deque()
        """when the paper of each command will have moved, and its bytes; only kept up by the clock"""
        self.owed = 0
        """barriers sent and not answered"""
        self.paper_ended = False
        """whether a barrier was answered with paper end since this was last set to ``False``"""

    def open(self) -> None:
        """Open the line; whatever was known about the printer is forgotten."""
        self._on_line(self._line.open)
        self._decoder.reset()
        self._auto, self._alarm, self._halted = None, False, False
        self._wire_free = self._paper_done = 0.0
        self._under_way.clear()
        self.owed = 0

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    # -- asking ----------------------------------------------------------------------------------------------------

    def condition(self) -> PrinterCondition | None:
        """How the printer is, in the way its profile allows; ``None`` when it does not answer at all."""
        if not self.owed:
            # Read and not thrown away: an XON may be among it.
            self._catch_up()
        if self._profile.real_time:
            return self._asked_in_real_time()
        if self._profile.automatic_status:
            return self._told()
        if self._profile.queued_status and not self.owed:
            return self._asked_in_turn()
        return PrinterCondition()

    def answers(self) -> bool:
        """Whether it answers now; true for a model that cannot."""
        if self._profile.real_time:
            return self._ask(1) is not None
        return not self._profile.automatic_status or self._told() is not None

    def _asked_in_real_time(self) -> PrinterCondition | None:
        first = (
            self._ask_together((1, 2, 3, 4)) if self._profile.real_time == (1, 2, 3, 4) else self._ask_together((1,))
        )
        if not first:
            return None
        if len(first) == 4:  # noqa: PLR2004 - one each
            self._alarm = False
            return condition_of(*first)
        # Nobody can tell which questions were answered: one by one.
        printer = self._ask(1)
        rest = [self._ask(n) if n in self._profile.real_time else None for n in (2, 3, 4)]
        self._alarm = False
        return condition_of(*(_QUIET if answer is None else answer for answer in (printer, *rest)))

    def _ask_together(self, questions: tuple[int, ...]) -> list[int]:
        """Several in one breath, a third of the time; what came of their answers, which do not say what they answer."""
        self._real_time.clear()
        self.put(b"".join(map(escpos.status_request, questions)))
        self._await(lambda: len(self._real_time) >= len(questions))
        return self._real_time[:]

    def _ask(self, n: int) -> int | None:
        return next(reversed(self._ask_together((n,))), None)

    def _told(self) -> PrinterCondition | None:
        """A stopped printer leaves the request in its buffer, but has said by itself why it stopped."""
        before, self._auto = self._auto, None
        self.put(escpos.ASB_ON)
        if not self._await(lambda: self._auto is not None) and before is not None and before.offline:
            self._auto = before
        self._alarm = False
        return condition_told(self._auto) if self._auto is not None else None

    def _asked_in_turn(self) -> PrinterCondition | None:
        self._queued = None
        self.owed += 1
        self.put(escpos.QUEUED_PAPER_STATUS)
        self._await(lambda: self._queued is not None)
        return self._said_in_turn()

    def _said_in_turn(self) -> PrinterCondition | None:
        said = self._queued
        return PrinterCondition(near_end=said.near_end, paper_end=said.end) if said is not None else None

    def _await(self, there: Callable[[], bool]) -> bool:
        until = max(self._wire_free, self._monotonic()) + self._answer_timeout_s
        while not there():
            left = until - self._monotonic()
            if left <= 0:
                return False
            self.pump(left)
        return True

    # -- sending ---------------------------------------------------------------------------------------------------

    def send(self, commands: tuple[bytes, ...], patience: Patience) -> None:
        """Send a job command by command, never more than the printer can hold."""
        half_window = self._profile.buffer_bytes // 2
        since_barrier = 0
        for command in commands:
            if since_barrier and since_barrier + len(command) > half_window and self._windowed:
                self.barrier(patience)
                since_barrier = 0
                self.await_answers(1, patience)
            self._pace(command, patience)
            self.write(command, patience)
            since_barrier += len(command)
            if command == escpos.QUEUED_PAPER_STATUS:
                self.owed += 1

    @property
    def _windowed(self) -> bool:
        return self._profile.queued_status and self._profile.flow_control is not FlowControl.PACE

    def barrier(self, patience: Patience) -> None:
        """Have the printer say when it has come this far; nothing where it cannot."""
        if self._profile.queued_status:
            self.write(escpos.QUEUED_PAPER_STATUS, patience)
            self.owed += 1

    def write(self, command: bytes, patience: Patience) -> None:
        """Send one command in slices, at the pace of the wire, halting at XOFF."""
        for start in range(0, len(command), self._slice):
            while self._halted or (self._wire_free - self._monotonic()) > self._ahead_s:
                self._wait_to_write(patience)
            self.put(command[start : start + self._slice])
            patience.expect_in_time(self._monotonic())
            if self._alarm:
                patience.stalled()

    def _wait_to_write(self, patience: Patience) -> None:
        ahead_s = self._wire_free - self._monotonic() - self._ahead_s
        if not self.pump(max(STALL_S, ahead_s) if self._halted else ahead_s) and self._halted:
            self._doubt_the_halt(patience)

    def _doubt_the_halt(self, patience: Patience) -> None:
        patience.stalled()
        if self._monotonic() - self._halted_at > _HALT_S:
            self._flow(go=True)

    def _pace(self, command: bytes, patience: Patience) -> None:
        """Reckon when the paper of `command` will have moved; by the clock, wait until its bytes surely fit."""
        if self._profile.flow_control is FlowControl.PACE:
            while self._in_printer() and self._in_printer() + len(command) > self._profile.buffer_bytes // 2:
                self.pump(max(0.0, self._under_way[0][0] - self._monotonic()))
                patience.expect_in_time(self._monotonic())
        took = escpos.dots_at_most(command) / DOTS_PER_MM / self._profile.feed_mm_per_s
        self._paper_done = max(self._paper_done, self._monotonic() + len(command) * self._byte_s) + took
        if self._profile.flow_control is FlowControl.PACE:
            self._under_way.append((self._paper_done, len(command)))

    def _in_printer(self) -> int:
        """Bytes whose paper cannot have moved yet."""
        while self._under_way and self._under_way[0][0] <= self._monotonic():
            self._under_way.popleft()
        return sum(size for _, size in self._under_way)

    def put(self, data: bytes) -> None:
        """Hand bytes over at once: for real-time requests, which pass XOFF and a full buffer."""
        self._on_line(lambda: self._line.write(data))
        self._wire_free = max(self._wire_free, self._monotonic()) + len(data) * self._byte_s

    # -- receiving -------------------------------------------------------------------------------------------------

    def pump(self, timeout_s: float) -> bool:
        """Take in what comes within `timeout_s`; whether anything came."""
        try:
            data = self._on_line(lambda: self._line.read_some(max(0.0, timeout_s)), timeout_is_fault=False)
        except LineTimeout:
            return False
        for answer in self._decoder.feed(data):
            match answer:
                case RealTime():
                    self._real_time.append(answer.value)
                case QueuedPaper():
                    self.owed = max(0, self.owed - 1)
                    self.paper_ended |= answer.end
                    self._queued = answer
                case AutoStatus():
                    self._auto = answer
                    self._alarm = condition_told(answer) != PrinterCondition(near_end=answer.near_end)
                case Flow():
                    self._flow(go=answer.go)
        return True

    def _flow(self, *, go: bool) -> None:
        now = self._monotonic()
        if self._halted and go:
            # No paper moved meanwhile.
            self._paper_done += now - self._halted_at
        elif not self._halted and not go:
            self._halted_at = now
        self._halted = not go

    def _catch_up(self) -> None:
        """Take in what has come, and forget a half answer; a flood is left to the deadline."""
        until = self._monotonic() + STALL_S
        while self.pump(0) and self._monotonic() < until:
            continue
        self._decoder.reset()

    def await_answers(self, still_owed: int, patience: Patience) -> None:
        """Wait until at most `still_owed` barriers are unanswered, asking for the reason whenever nothing comes."""
        while self.owed > still_owed:
            came = self.pump(max(STALL_S, self._wire_free - self._monotonic()))
            if not came or self._alarm:
                patience.stalled()
            patience.expect_in_time(self._monotonic())
        if self.paper_ended:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT, "barrier says paper end")

    def await_paper(self, patience: Patience) -> None:
        """Wait until everything sent must have come out, for printers that cannot say so themselves."""
        if self._profile.queued_status:
            return
        while self._halted or self._settled_at > self._monotonic():
            self.pump(STALL_S if self._halted else min(STALL_S, self._settled_at - self._monotonic()))
            if self._halted:
                self._doubt_the_halt(patience)
            elif self._alarm:
                patience.stalled()
            patience.expect_in_time(self._monotonic())

    @property
    def _settled_at(self) -> float:
        return max(self._wire_free, self._paper_done) + _SETTLE_S

    def _on_line(self, act: Callable[[], Result], *, timeout_is_fault: bool = True) -> Result:
        try:
            return act()
        except LineLost as lost:
            raise DeviceError(DeviceFault.RECEIPT_LOST, str(lost)) from lost
        except LineTimeout as stuck:
            if not timeout_is_fault:
                raise
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, str(stuck)) from stuck
