"""Receipt printers that speak ESC/POS over a serial line.

Flow control without hardware lines: queued status requests (``GS r 1``) are scattered through the job, each answer proves that
everything before it was carried out, and never more than the printer's receive buffer is under way (devices.md 3.4, 3.5).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import Receipt
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.codecs import escpos
from devices.codecs.escpos_layout import QrRow, Row, lay_out, paper_mm
from devices.codecs.escpos_profile import profile_named
from devices.codecs.escpos_status import AnswerDecoder, PrinterCondition, QueuedPaper, RealTime, condition_of
from devices.receipt_raster import draw_qr, draw_text_row
from devices.transports.serial_line import LineLost, LineTimeout, SerialLine

_SLICE = 256
"""bytes written at once, so that a dead line is noticed between two slices"""
_AHEAD_S = 0.1
"""how far the operating system's buffer may run ahead of the wire; a status request waits behind it"""
_MARGIN_S = 8.0
"""over wire time and paper feed: cutter stroke, slow firmware"""
_STALL_S = 0.25
"""silence after which the printer is asked what is wrong"""
_QUIET = 0x12
"""a real-time answer with no bit set; assumed for clones that answer n = 1 only"""
_USB_NAME_MAX = 64


_SILENCES = 2
"""unanswered status rounds in a row that end a job"""

Result = TypeVar("Result")


class EscPosOptions(BaseModel):
    """What a kiosk's configuration says about its receipt printer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    port: str = Field(min_length=1)
    baud: int = Field(default=115200, gt=0)
    rtscts: bool = False
    profile: str = "generic-80mm"
    answer_timeout_s: float = Field(default=0.5, gt=0)
    cool_down_s: float = Field(default=60.0, ge=0)
    """how long a job waits for a hot head before it gives up"""


class EscPosPrinter:
    """One printer; see `devices.api.receipt_printer.ReceiptPrinter`."""

    def __init__(self, options: Mapping[str, object]) -> None:
        """Check the options (pydantic ``ValidationError``, unknown profile ``ValueError``); nothing is opened yet."""
        self._options = EscPosOptions.model_validate(dict(options))
        self._profile = profile_named(self._options.profile)
        self._line = SerialLine(self._options.port, self._options.baud, rtscts=self._options.rtscts)
        self._decoder = AnswerDecoder()
        self._monotonic: Callable[[], float] = time.monotonic
        self._real_time: list[int] = []
        self._wire_free = 0.0
        self._owed_answers = 0
        """barriers sent and not answered; outlives a failed job"""
        self._suspect = True
        """whether an earlier job (maybe of a killed process) may still be in the printer or on its paper"""
        self._paper_ended = False

    def open(self) -> None:
        """Open the line and ask for the status once; a printer that is out of paper is open all the same."""
        self._on_line(self._line.open)
        self._decoder.reset()
        self._wire_free = 0.0
        self._owed_answers = 0
        self._suspect = True
        answers = False
        try:
            answers = self._condition() is not None
        finally:
            if not answers:
                self._line.close()
        if not answers:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent after opening")

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def identity(self) -> str:
        """Profile and port name."""
        return f"{self._profile.name} {Path(self._options.port).name[:_USB_NAME_MAX]}"

    def status(self) -> DeviceStatus:
        """Asked now. Silence is *offline*; a line that is gone raises `DeviceError` ``receipt.lost``."""
        condition = self._condition()
        if condition is None:
            return DeviceStatus(
                DeviceState.OFFLINE, RequiredAction.OPERATOR, DeviceFault.RECEIPT_NO_ANSWER, "no answer to DLE EOT 1"
            )
        return status_of(condition)

    def print(self, receipt: Receipt) -> None:
        """Print and cut; back only when the last barrier was answered and no error bit is set."""
        rows = lay_out(receipt, self._profile)
        commands = escpos.encode(
            rows, self._profile, lambda row: draw_text_row(row, self._profile.width_dots), self._drawn_qr
        )
        self._refuse_if_unready(rows)
        deadline = self._deadline(sum(map(len, commands)), paper_mm(rows, self._profile))
        job = _Job(deadline, self._options.cool_down_s)
        try:
            if self._suspect:
                self._clear_the_last_job(job)
            self._suspect = True
            self._paper_ended = False
            self._send(commands, job)
            self._await_answers(0, job)
            self._check(job, finished=True)
            self._suspect = False
        except DeviceError:
            self._abandon()
            raise

    def _drawn_qr(self, row: QrRow) -> escpos.Bitmap:
        return draw_qr(row, self._profile.width_dots)

    def _refuse_if_unready(self, rows: tuple[Row, ...]) -> None:
        condition = self._condition()
        if condition is None:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent before the job")
        fault = fault_of(condition)
        if fault is not None and fault is not DeviceFault.RECEIPT_OVERHEATED:
            raise DeviceError(fault, "before the job")
        needed = paper_mm(rows, self._profile)
        if self._profile.near_end_sensor and condition.near_end and needed > self._profile.near_end_reserve_mm:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT, f"near end, and {needed} mm are needed")

    def _deadline(self, size: int, length_mm: int) -> float:
        wire_s = 1.2 * size * 10 / self._options.baud
        return self._monotonic() + wire_s + length_mm / self._profile.feed_mm_per_s + _MARGIN_S

    # -- sending ---------------------------------------------------------------------------------------------------

    def _send(self, commands: tuple[bytes, ...], job: "_Job") -> None:
        half_window = self._profile.buffer_bytes // 2
        since_barrier = 0
        for command in commands:
            if since_barrier and since_barrier + len(command) > half_window:
                self._barrier(job)
                since_barrier = 0
                self._await_answers(1, job)
            self._write(command, job)
            since_barrier += len(command)
            if command == escpos.QUEUED_PAPER_STATUS:
                self._owed_answers += 1

    def _barrier(self, job: "_Job") -> None:
        self._write(escpos.QUEUED_PAPER_STATUS, job)
        self._owed_answers += 1

    def _write(self, command: bytes, job: "_Job") -> None:
        for start in range(0, len(command), _SLICE):
            piece = command[start : start + _SLICE]
            while (ahead_s := self._wire_free - self._monotonic()) > _AHEAD_S:
                self._pump(ahead_s - _AHEAD_S)
            self._put(piece)
            job.expect_in_time(self._monotonic())

    def _put(self, data: bytes) -> None:
        self._on_line(lambda: self._line.write(data))
        self._wire_free = max(self._wire_free, self._monotonic()) + len(data) * 10 / self._options.baud

    # -- receiving -------------------------------------------------------------------------------------------------

    def _pump(self, timeout_s: float) -> bool:
        """Take in what comes within `timeout_s`; whether anything came."""
        try:
            data = self._on_line(lambda: self._line.read_some(max(0.0, timeout_s)), timeout_is_fault=False)
        except LineTimeout:
            return False
        for answer in self._decoder.feed(data):
            if isinstance(answer, RealTime):
                self._real_time.append(answer.value)
            elif isinstance(answer, QueuedPaper):
                self._owed_answers = max(0, self._owed_answers - 1)
                self._paper_ended |= answer.end
        return True

    def _await_answers(self, still_owed: int, job: "_Job") -> None:
        """Wait until at most `still_owed` barriers are unanswered, asking for the reason whenever nothing comes."""
        while self._owed_answers > still_owed:
            if not self._pump(max(_STALL_S, self._wire_free - self._monotonic())):
                self._check(job, finished=False)
        if self._paper_ended:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT, "barrier says paper end")

    def _check(self, job: "_Job", *, finished: bool) -> None:
        condition = self._condition()
        if condition is None:
            # A hot or rattled printer may miss one question; the job's deadline bounds the silence.
            job.silent += 1
            if finished or job.silent >= _SILENCES:
                raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent during the job")
            return
        job.silent, job.hot = 0, False
        fault = fault_of(condition)
        if fault is DeviceFault.RECEIPT_OVERHEATED:
            job.wait_for_cooling()
        elif fault is not None:
            raise DeviceError(fault, "at the end of the job" if finished else "during the job")
        if not finished:
            job.expect_in_time(self._monotonic())

    def _condition(self) -> PrinterCondition | None:
        """The four real-time answers; ``None`` when the printer does not answer at all."""
        if not self._owed_answers:
            self._on_line(self._line.drain)
        printer = self._ask(1)
        if printer is None:
            return None
        rest = [self._ask(n) for n in (2, 3, 4)]
        return condition_of(printer, *(_QUIET if answer is None else answer for answer in rest))

    def _ask(self, n: int) -> int | None:
        self._real_time.clear()
        self._put(escpos.status_request(n))
        until = max(self._wire_free, self._monotonic()) + self._options.answer_timeout_s
        while not self._real_time:
            left = until - self._monotonic()
            if left <= 0:
                return None
            self._pump(left)
        return self._real_time[-1]

    # -- after a failure -------------------------------------------------------------------------------------------

    def _abandon(self) -> None:
        """Empty the printer's buffer, so that a refill does not bring out the rest of this citizen's receipt."""
        try:
            self._put(escpos.CLEAR_BUFFERS + escpos.CLEAR_AND_RESUME)
            # Its answer proves that the clearing has arrived: a refill an instant later must find an empty buffer.
            self._ask(1)
        except DeviceError:
            # Nothing can be cleared on a dead line; the next job starts by pushing out what is left.
            return

    def _clear_the_last_job(self, job: "_Job") -> None:
        """Complete a command that was broken off, cut off the void piece, and let every old barrier answer pass.

        NUL fills up a broken-off command and prints nothing outside of one.
        """
        self._write(b"\x00" * self._profile.longest_command, job)
        self._owed_answers = 0
        self._write(escpos.INITIALISE + escpos.cut(self._profile), job)
        self._barrier(job)
        self._await_answers(0, job)
        while self._pump(_STALL_S):
            job.expect_in_time(self._monotonic())
        self._owed_answers = 0

    def _on_line(self, act: Callable[[], Result], *, timeout_is_fault: bool = True) -> Result:
        try:
            return act()
        except LineLost as lost:
            raise DeviceError(DeviceFault.RECEIPT_LOST, str(lost)) from lost
        except LineTimeout as stuck:
            if not timeout_is_fault:
                raise
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, str(stuck)) from stuck


@dataclass(slots=True)
class _Job:
    """How long one job may take; `deadline` is monotonic seconds."""

    deadline: float
    cool_down_s: float
    silent: int = 0
    hot: bool = False

    def wait_for_cooling(self) -> None:
        """Give a hot head its time, once."""
        self.deadline += self.cool_down_s
        self.cool_down_s = 0.0
        self.hot = True

    def expect_in_time(self, now: float) -> None:
        """Raise when the time is up."""
        if now > self.deadline:
            fault = DeviceFault.RECEIPT_OVERHEATED if self.hot else DeviceFault.RECEIPT_NO_ANSWER
            raise DeviceError(fault, "the job's time is up")


def fault_of(condition: PrinterCondition) -> DeviceFault | None:
    """The one fault to tell. An open cover comes first: it makes most printers report paper end and an error as well."""
    ranked = (
        (condition.cover_open, DeviceFault.RECEIPT_COVER_OPEN),
        (condition.cutter, DeviceFault.RECEIPT_CUTTER),
        (condition.paper_end or condition.stopped_for_paper, DeviceFault.RECEIPT_PAPER_OUT),
        (condition.unrecoverable, DeviceFault.RECEIPT_HARDWARE),
        (condition.overheated, DeviceFault.RECEIPT_OVERHEATED),
        (condition.error, DeviceFault.RECEIPT_HARDWARE),
    )
    return next((fault for present, fault in ranked if present), None)


_STATES = {
    DeviceFault.RECEIPT_COVER_OPEN: (DeviceState.USER_ERROR, RequiredAction.OPERATOR),
    DeviceFault.RECEIPT_PAPER_OUT: (DeviceState.USER_ERROR, RequiredAction.OPERATOR),
    DeviceFault.RECEIPT_CUTTER: (DeviceState.HARDWARE_ERROR, RequiredAction.OPERATOR),
    DeviceFault.RECEIPT_HARDWARE: (DeviceState.HARDWARE_ERROR, RequiredAction.TECHNICIAN),
    DeviceFault.RECEIPT_OVERHEATED: (DeviceState.BUSY, RequiredAction.WAIT),
}


def status_of(condition: PrinterCondition) -> DeviceStatus:
    """XFS4IoT's words for it. Paper near end is *online* with the operator asked to come (`detail` ``paper near end``)."""
    fault = fault_of(condition)
    if fault is not None:
        state, action = _STATES[fault]
        return DeviceStatus(state, action, fault)
    if condition.offline:
        return DeviceStatus(
            DeviceState.OFFLINE, RequiredAction.OPERATOR, DeviceFault.RECEIPT_NO_ANSWER, "offline without a cause"
        )
    if condition.near_end:
        return DeviceStatus(DeviceState.ONLINE, RequiredAction.OPERATOR, detail="paper near end")
    return DeviceStatus(DeviceState.ONLINE)
