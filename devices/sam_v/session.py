"""Commands and replies over any line to a SAM_V module, in step and within deadlines.

Facts: ``reference/devices.md`` 1.6 and 1.7. The protocol numbers nothing, so a late answer could be taken for the answer
to the next command. Therefore: whole-transaction deadlines, the line is drained before every command, only a reply of the
right shape counts, and after any silence the module's id is asked for. It answers in order, so when the 16 bytes of the id
have come, nothing older is under way.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from devices.api.errors import DeviceError, DeviceFault
from devices.codecs import sam_v
from devices.codecs.sam_v import Command, Reply, ReplyParser, Sw3
from devices.transports.serial_line import LineLost, LineTimeout

_ANSWER_S = 1.0
"""a module answers status, find and select within 0.3 s (makers wait 0.3 to 1 s)"""
_READ_S = 3.5
"""mutual authentication and reading over the air; makers wait 3 to 3.5 s"""
_GAP_S = 0.3
"""silence inside a frame after which the rest is not believed in any more"""
_WIRE_MARGIN = 1.5

_SENT_AGAIN = (Sw3.BAD_CHECKSUM, Sw3.BAD_LENGTH, Sw3.UNRECOGNISED_ERROR, Sw3.VENDOR_TIMEOUT)
_FAULTS: Mapping[int, DeviceFault] = {
    Sw3.BAD_CHECKSUM: DeviceFault.READER_NO_ANSWER,
    Sw3.BAD_LENGTH: DeviceFault.READER_NO_ANSWER,
    Sw3.VENDOR_TIMEOUT: DeviceFault.READER_NO_ANSWER,
    Sw3.BAD_COMMAND: DeviceFault.READER_REFUSED,
    Sw3.NOT_PERMITTED: DeviceFault.READER_REFUSED,
    Sw3.CARD_REFUSED_MODULE: DeviceFault.CARD_FORGED,
    Sw3.MODULE_REFUSED_CARD: DeviceFault.CARD_FORGED,
    Sw3.INFORMATION_UNVERIFIED: DeviceFault.CARD_FORGED,
    Sw3.WRONG_CARD_TYPE: DeviceFault.CARD_NOT_AN_ID,
    Sw3.SELF_TEST_FAILED: DeviceFault.READER_SELF_TEST_FAILED,
    Sw3.UNAUTHORISED: DeviceFault.READER_UNAUTHORISED,
}
"""everything else is ``card.unreadable``: lay the card down again"""


class Line(Protocol):
    """What a session needs of a wire. Raises `LineLost` and `LineTimeout` only; used by one thread at a time."""

    def open(self) -> None:
        """Open it, exclusively; an open line is closed first."""

    def close(self) -> None:
        """Let go of it; safe to call twice and on a dead line."""

    def drain(self) -> None:
        """Throw away everything received so far."""

    def write(self, data: bytes) -> None:
        """Send one frame."""

    def read_some(self, timeout_s: float) -> bytes:
        """Whatever has arrived, at least one byte; `LineTimeout` when nothing comes within `timeout_s` seconds."""


@dataclass(frozen=True, slots=True)
class _Silence:
    """No reply that fits came in time."""

    detail: str


def expect(reply: Reply, success: Sw3 = Sw3.OK, *, otherwise: DeviceFault = DeviceFault.CARD_UNREADABLE) -> None:
    """`DeviceError` unless `reply` is `success`; `otherwise` is the fault of a status that names none."""
    if reply.sw3 != success:
        raise DeviceError(_FAULTS.get(reply.sw3, otherwise), reply.meaning())


class Session:
    """One module at the end of `line`. Raises `DeviceError` only."""

    def __init__(self, line: Line, *, bytes_per_s: float, monotonic: Callable[[], float]) -> None:
        """`bytes_per_s` is the line's pace, for deadlines. Nothing is opened yet."""
        self.counts: Counter[str] = Counter()
        """What the line did wrong since this object was made: ``resent``, ``silences``, ``rescued``, ``resets``"""
        self.identity = ""
        """The SAM id as text; empty before the module has first told it"""
        self._line = line
        self._bytes_per_s = bytes_per_s
        self._monotonic = monotonic
        self._out_of_step = True
        """whether an answer to an earlier command may still be under way"""

    def open(self) -> None:
        """Open the line and make sure that a module answers."""
        try:
            self._line.open()
        except LineLost as lost:
            raise DeviceError(DeviceFault.READER_LOST, str(lost)) from lost
        self._out_of_step = True

    def close(self) -> None:
        """Let go of the line; safe to call twice."""
        self._line.close()

    def move_to(self, line: Line, *, bytes_per_s: float) -> None:
        """Go on over another line to the same module (its rate has changed)."""
        self.close()
        self._line, self._bytes_per_s = line, bytes_per_s
        self.open()

    def resync(self) -> None:
        """Throw away whatever is under way and hear the module's id: after that, every answer is to its own question."""
        self._out_of_step = True
        self._get_in_step()

    def reset(self) -> None:
        """Reset the module. A card that lies there has to be found and selected anew."""
        self.counts["resets"] += 1
        answer = self._exchange(sam_v.RESET)
        if isinstance(answer, Reply):
            expect(answer, otherwise=DeviceFault.READER_NO_ANSWER)
        self.resync()

    def ask(self, command: Command) -> Reply:
        """The module's reply to `command`, which is sent a second time when the line spoiled the first."""
        self._get_in_step()
        answer = self._exchange(command)
        if isinstance(answer, _Silence) or answer.sw3 in _SENT_AGAIN:
            self.counts["resent"] += 1
            self._get_in_step()
            answer = self._exchange(command)
        if isinstance(answer, _Silence):
            raise DeviceError(DeviceFault.READER_NO_ANSWER, answer.detail)
        if answer.sw3 == Sw3.UNRECOGNISED_ERROR:
            self.reset()
        return answer

    def tell(self, command: Command) -> bool:
        """Send `command` once, whatever becomes of it: whether the module said yes. It is out of step afterwards."""
        self._get_in_step()
        answer = self._exchange(command)
        self._out_of_step = True
        return isinstance(answer, Reply) and answer.sw3 == command.success

    def _get_in_step(self) -> None:
        if not self._out_of_step:
            return
        answer = self._exchange(sam_v.READ_SAM_ID)
        if isinstance(answer, _Silence):
            answer = self._exchange(sam_v.READ_SAM_ID)
        if isinstance(answer, _Silence):
            raise DeviceError(DeviceFault.READER_NO_ANSWER, answer.detail)
        expect(answer, otherwise=DeviceFault.READER_NO_ANSWER)
        self.identity = sam_v.sam_id_text(answer.data)
        self._out_of_step = False

    def _exchange(self, command: Command) -> Reply | _Silence:
        was_out_of_step, self._out_of_step = self._out_of_step, True
        try:
            self._line.drain()
            self._line.write(command.frame())
            reply = self._reply_to(command, out_of_step=was_out_of_step)
        except LineTimeout as silence:
            self.counts["silences"] += 1
            return _Silence(f"command {command.code:02X} {command.para:02X}: {silence}")
        except LineLost as lost:
            raise DeviceError(DeviceFault.READER_LOST, str(lost)) from lost
        # Not reached when the command was cancelled: its answer may still be under way.
        self._out_of_step = was_out_of_step
        return reply

    def _reply_to(self, command: Command, *, out_of_step: bool) -> Reply:
        def fits(reply: Reply) -> bool:
            return self._fits(reply, command, out_of_step=out_of_step)

        parser = ReplyParser()
        deadline = self._monotonic() + self._limit_s(command)
        while True:
            left = deadline - self._monotonic()
            if left <= 0:
                raise LineTimeout("no complete answer before the deadline")
            try:
                piece = self._line.read_some(min(left, _GAP_S) if parser.started else left)
            except LineTimeout:
                # Noise may have looked like the beginning of a long frame, with the reply inside it.
                reply = next(filter(fits, parser.abandon()), None)
                if reply is None:
                    raise
                self.counts["rescued"] += 1
                return reply
            reply = next(filter(fits, parser.feed(piece)), None)
            if reply is not None:
                return reply

    def _fits(self, reply: Reply, command: Command, *, out_of_step: bool) -> bool:
        # While answers to earlier commands may still come, only the id itself, or a module that refuses all, counts.
        if out_of_step and reply.sw3 not in (Sw3.OK, Sw3.SELF_TEST_FAILED, Sw3.UNAUTHORISED):
            return False
        return reply.answers(command)

    def _limit_s(self, command: Command) -> float:
        wire_s = command.longest_reply() / self._bytes_per_s
        over_the_air_s = _READ_S if command in (sam_v.READ_TEXT_PHOTO, sam_v.READ_TEXT_PHOTO_FINGER) else _ANSWER_S
        return over_the_air_s + _WIRE_MARGIN * wire_s
