"""Receipt printers that speak ESC/POS over a serial line or raw TCP; the model is a profile, see `devices.receipt_profiles`.

A receipt is *printed* when the printer has answered a request queued behind its last byte and no error bit is set. It is
*void* when the printer was told to forget it and has answered; then it may be printed again. When neither is known (power
cut, pulled cable, silence) it is *in doubt*: nobody prints it again unasked (devices.md 3.5).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from devices import receipt_handshake
from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import DriverOptions
from devices.api.receipt_printer import Align, Pair, QrCode, Receipt, ReceiptPrinterCapabilities, Rule, TextLine
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.codecs import escpos, escpos_wire
from devices.codecs.escpos_layout import QrRow, Row, lay_out, paper_mm
from devices.codecs.escpos_profile import Cutter, FlowControl
from devices.codecs.escpos_status import PrinterCondition
from devices.receipt_profiles import profile_named
from devices.receipt_raster import draw_qr, draw_text_row
from devices.receipt_session import STALL_S, PrinterSession
from devices.transports.byte_line import line_to, tcp_address

_MARGIN_S = 8.0
"""over wire time and paper feed: cutter stroke, slow firmware"""
_TCP_BYTE_S = 1e-5
"""a generous share of a network printer's time, for deadlines"""
_SILENCES = 2
"""unanswered status rounds in a row that end a job"""


class EscPosOptions(DriverOptions):
    """What a kiosk's configuration says about its receipt printer."""

    port: str = Field(min_length=1)
    """a serial port, best a ``by-id`` link, or ``host:port`` of a network printer (usually 9100)"""
    baud: int = Field(default=115200, gt=0)
    rtscts: bool = False
    profile: str = "generic-80mm"
    """a name out of ``devices/profiles/receipt_printer``, or the path of a TOML file of that form"""
    answer_timeout_s: float = Field(default=0.5, gt=0)
    cool_down_s: float = Field(default=60.0, ge=0)
    """how long a job waits for a hot head before it gives up"""


class EscPosPrinter:
    """One printer; see `devices.api.receipt_printer.ReceiptPrinter`."""

    probe: ClassVar = receipt_handshake.PROBE
    wire: ClassVar = escpos_wire.KNOWLEDGE

    def __init__(self, options: Mapping[str, object]) -> None:
        """Check the options (pydantic ``ValidationError``, unknown profile ``ValueError``); nothing is opened yet."""
        self._options = EscPosOptions.model_validate(dict(options))
        self._profile = profile_named(self._options.profile)
        rtscts = self._options.rtscts or self._profile.flow_control is FlowControl.RTSCTS
        line, self._byte_s = line_to(self._options.port, self._options.baud, rtscts=rtscts)
        self._monotonic: Callable[[], float] = time.monotonic
        self._session = PrinterSession(line, self._byte_s, self._profile, self._options.answer_timeout_s)
        self._suspect = True
        """whether an earlier job (maybe of a killed process) may still be in the printer or on its paper"""
        self._in_doubt = False

    @property
    def cool_down_s(self) -> float:
        """Seconds that a job waits for a hot head."""
        return self._options.cool_down_s

    @property
    def in_doubt(self) -> bool:
        """Whether a receipt is on its way, or nobody knows what became of the last one; then nothing is reset."""
        return self._in_doubt

    def open(self) -> None:
        """Open the line and ask for the status once; a printer that is out of paper is open all the same.

        What an earlier life left in a printer that has stopped is dropped, so that it does not come out with the next
        refill; what is just coming out of one that has not may do so.
        """
        self._session.open()
        self._suspect, self._in_doubt = True, False
        condition = None
        try:
            condition = self._session.condition()
            if condition is not None and fault_of(condition) is not None:
                self._session.put(escpos.CLEAR_BUFFERS)
                self._session.answers()
        finally:
            if condition is None:
                self._session.close()
        if condition is None:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent after opening")

    def close(self) -> None:
        """Let go of the line."""
        self._session.close()

    def identity(self) -> str:
        """Profile, and the address of one on the network. A port's number may be another's tomorrow: it is no part of it."""
        port = self._options.port
        return f"{self._profile.name} {port}" if tcp_address(port) else self._profile.name

    def capabilities(self) -> ReceiptPrinterCapabilities:
        """What this model can do, from its profile."""
        profile = self._profile
        return ReceiptPrinterCapabilities(
            model=profile.name,
            columns=profile.columns,
            cuts=profile.cutter is not Cutter.NONE,
            near_end_sensor=profile.near_end_sensor,
            tells_end=profile.queued_status,
        )

    def quiet_test(self) -> str:
        """Every sensor that the model tells of, in one sentence; `DeviceError` with the fault that one of them shows."""
        status = self.status()
        if status.fault is not None:
            raise DeviceError(status.fault, status.detail)
        return status.detail or "paper, cover, cutter and head are well"

    def operator_test(self) -> str:
        """Print a piece with the paper's full width, text of the model's own font and drawn text, for a person to look at."""
        columns = self._profile.columns
        ruler = "".join(str(number % 10) for number in range(1, columns + 1))
        self.print(
            Receipt(
                (
                    TextLine("测试 Test", Align.CENTRE, bold=True, scale=2),
                    TextLine(ruler),
                    Pair("字库", "永东国酬爱郁灵鹰袋"),
                    Pair("绘制", "㐂𬎆䶮𠮷 ÑÉ"),
                    Rule(),
                    QrCode("SUISHIBAN RECEIPT PRINTER TEST"),
                )
            )
        )
        return f"printed; look for {columns} columns, four rare characters and a code"

    def status(self) -> DeviceStatus:
        """Asked now. Silence is *offline*; a line that is gone raises `DeviceError` ``receipt.lost``."""
        condition = self._session.condition()
        if condition is None:
            return DeviceStatus(
                DeviceState.OFFLINE, RequiredAction.OPERATOR, DeviceFault.RECEIPT_NO_ANSWER, "no answer to its question"
            )
        return status_of(condition)

    def resync(self) -> None:
        """The gentle rung: forget half answers and make sure that it answers. Takes nothing from a print in doubt."""
        if self._session.condition() is None:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent after a resync")

    def soft_reset(self) -> None:
        """The firmer rung: recover from an error (``DLE ENQ 2``), empty the buffer, reset the modes.

        Nothing that was sent comes out afterwards, therefore it is refused with ``receipt.in_doubt`` while a print is.
        """
        if self._in_doubt:
            raise DeviceError(DeviceFault.RECEIPT_IN_DOUBT, "no reset while a receipt is in doubt")
        self._session.put(escpos.CLEAR_AND_RESUME + escpos.CLEAR_BUFFERS)
        # Modes are reset behind whatever was broken off: NUL fills up an unfinished command and prints nothing.
        self._session.put(b"\x00" * self._profile.longest_command + escpos.INITIALISE)
        self._suspect = True
        if not self._session.answers():
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent after a reset")

    def print(self, receipt: Receipt) -> None:
        """Print and cut; back only when the last barrier was answered and no error bit is set."""
        rows = lay_out(receipt, self._profile)
        commands = escpos.encode(
            rows, self._profile, lambda row: draw_text_row(row, self._profile.width_dots), self._drawn_qr
        )
        self._refuse_if_unready(rows)
        job = _Job(self, self._deadline(sum(map(len, commands)), paper_mm(rows, self._profile)))
        begun = False
        try:
            # Said about the paper that was in it then; it has just answered that there is some.
            self._session.paper_ended = False
            if self._suspect:
                self._clear_the_last_job(job)
            self._suspect = self._in_doubt = begun = True
            self._session.paper_ended = False
            self._session.send(commands, job)
            self._session.await_answers(0, job)
            self._session.await_paper(job)
            job.check(finished=True)
            self._suspect = self._in_doubt = False
        except DeviceError as error:
            void = self._abandon()
            if begun and not void:
                raise DeviceError(DeviceFault.RECEIPT_IN_DOUBT, str(error)) from error
            self._in_doubt = False
            raise

    def _drawn_qr(self, row: QrRow) -> escpos.Bitmap:
        return draw_qr(row, self._profile.width_dots)

    def _refuse_if_unready(self, rows: tuple[Row, ...]) -> None:
        condition = self._session.condition()
        if condition is None:
            raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent before the job")
        fault = fault_of(condition)
        if fault is not None and fault is not DeviceFault.RECEIPT_OVERHEATED:
            raise DeviceError(fault, "before the job")
        needed = paper_mm(rows, self._profile)
        if self._profile.near_end_sensor and condition.near_end and needed > self._profile.near_end_reserve_mm:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT, f"near end, and {needed} mm are needed")

    def _deadline(self, size: int, length_mm: int) -> float:
        wire_s = 1.2 * size * (self._byte_s or _TCP_BYTE_S)
        return self._monotonic() + wire_s + 2 * length_mm / self._profile.feed_mm_per_s + _MARGIN_S

    def condition_in_job(self) -> PrinterCondition | None:
        """For `_Job`: asked while data is under way."""
        return self._session.condition()

    # -- after a failure -------------------------------------------------------------------------------------------

    def _abandon(self) -> bool:
        """Empty the printer's buffer, so that a refill does not bring out the rest of this citizen's receipt.

        Whether the printer answered behind the clearing: then it has arrived, and the receipt is void.
        """
        try:
            self._session.put(escpos.CLEAR_BUFFERS + escpos.CLEAR_AND_RESUME)
            return bool(self._profile.real_time) and self._session.answers()
        except DeviceError:
            # Nothing can be cleared on a dead line; the next job starts by pushing out what is left.
            return False

    def _clear_the_last_job(self, job: "_Job") -> None:
        """Complete a command that was broken off, cut off the void piece, and let every old barrier answer pass.

        NUL fills up a broken-off command and prints nothing outside of one.
        """
        session = self._session
        session.write(b"\x00" * self._profile.longest_command, job)
        session.owed = 0
        session.write(escpos.INITIALISE + escpos.cut(self._profile), job)
        session.barrier(job)
        session.await_answers(0, job)
        while session.pump(STALL_S):
            job.expect_in_time(self._monotonic())
        session.owed = 0


@dataclass(slots=True)
class _Job:
    """How long one job may take; `deadline` is monotonic seconds. See `devices.receipt_session.Patience`."""

    printer: EscPosPrinter
    deadline: float
    silent: int = 0
    cooled: bool = False
    hot: bool = False

    def stalled(self) -> None:
        """Ask the printer what is wrong."""
        self.check(finished=False)

    def check(self, *, finished: bool) -> None:
        """Raise what ends the job: an error bit, or silence where it counts."""
        condition = self.printer.condition_in_job()
        if condition is None:
            # A hot or rattled printer may miss one question; the job's deadline bounds the silence.
            self.silent += 1
            if finished or self.silent >= _SILENCES:
                raise DeviceError(DeviceFault.RECEIPT_NO_ANSWER, "silent during the job")
            return
        self.silent, self.hot = 0, False
        fault = fault_of(condition)
        if fault is DeviceFault.RECEIPT_OVERHEATED:
            self._wait_for_cooling()
        elif fault is not None:
            raise DeviceError(fault, "at the end of the job" if finished else "during the job")
        if not finished:
            self.expect_in_time(time.monotonic())

    def _wait_for_cooling(self) -> None:
        """Give a hot head its time, once."""
        if not self.cooled:
            self.deadline += self.printer.cool_down_s
        self.cooled = self.hot = True

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
