"""ID-card readers with a SAM_V module on a serial line (or USB that looks like one).

Facts: ``reference/devices.md`` 1.6 and 1.7. The protocol numbers nothing, so a late answer could be taken for the answer
to the next command. Therefore: whole-transaction deadlines, the line is drained before every command, only a reply of the
right shape counts, and after any silence the module's id is asked for. It answers in order, so when the 16 bytes of the id
have come, nothing older is under way.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from devices.api.errors import DeviceError, DeviceFault
from devices.api.id_card_reader import IdCard
from devices.api.options import SerialOptions
from devices.api.status import DeviceState, DeviceStatus
from devices.codecs import sam_v
from devices.codecs.sam_v import Command, Reply, ReplyParser, Sw3
from devices.codecs.sam_v_text import GarbledText, decode_text
from devices.transports.serial_line import LineLost, LineTimeout, SerialLine

_ANSWER_S = 1.0
"""a module answers status, find and select within 0.3 s (makers wait 0.3 to 1 s)"""
_READ_S = 3.5
"""mutual authentication and reading over the air; makers wait 3 to 3.5 s"""
_GAP_S = 0.3
"""silence inside a frame after which the rest is not believed in any more"""
_WIRE_MARGIN = 1.5

_LINK_ERRORS = (Sw3.BAD_CHECKSUM, Sw3.BAD_LENGTH, Sw3.UNRECOGNISED_ERROR, Sw3.VENDOR_TIMEOUT)
_NO_ADDED_ADDRESS = (Sw3.NOT_ON_CARD, Sw3.BAD_COMMAND, Sw3.NOT_PERMITTED)
"""older modules do not know the command"""

_FAULTS: Mapping[int, DeviceFault] = {
    Sw3.CARD_REFUSED_MODULE: DeviceFault.CARD_FORGED,
    Sw3.MODULE_REFUSED_CARD: DeviceFault.CARD_FORGED,
    Sw3.INFORMATION_UNVERIFIED: DeviceFault.CARD_FORGED,
    Sw3.WRONG_CARD_TYPE: DeviceFault.CARD_NOT_AN_ID,
    Sw3.SELF_TEST_FAILED: DeviceFault.READER_SELF_TEST_FAILED,
    Sw3.UNAUTHORISED: DeviceFault.READER_UNAUTHORISED,
    Sw3.VENDOR_TIMEOUT: DeviceFault.READER_NO_ANSWER,
    Sw3.BAD_CHECKSUM: DeviceFault.READER_NO_ANSWER,
    Sw3.BAD_LENGTH: DeviceFault.READER_NO_ANSWER,
}
"""everything else is ``card.unreadable``: lay the card down again"""


@dataclass(frozen=True, slots=True)
class _Silence:
    """No reply that fits came in time."""

    detail: str


class SamVReader:
    """One reader; see `devices.api.id_card_reader.IdCardReader`. Options: `devices.api.options.SerialOptions`."""

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = SerialOptions.model_validate(dict(options))
        self._monotonic = monotonic
        self._line = SerialLine(self._options.port, self._options.baud, monotonic=monotonic)
        self._identity = ""
        self._out_of_step = True
        """whether an answer to an earlier command may still be under way"""

    def open(self) -> None:
        """Open the line and make sure that the module answers and passed its self-test."""
        try:
            self._line.open()
        except LineLost as lost:
            raise DeviceError(DeviceFault.READER_LOST, str(lost)) from lost
        self._out_of_step = True
        try:
            self._get_in_step()
            self._expect(self._ask(sam_v.STATUS))
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the line; safe to call twice."""
        self._line.close()

    def identity(self) -> str:
        """The SAM id as text; empty before the first `open`."""
        return self._identity

    def status(self) -> DeviceStatus:
        """Online when the module answers and passed its self-test; else `DeviceError`."""
        self._expect(self._ask(sam_v.STATUS))
        return DeviceStatus(DeviceState.ONLINE)

    def find(self) -> bool:
        """Whether a card that has not been selected yet lies in the field (a selected card answers *no* until lifted)."""
        reply = self._ask(sam_v.FIND_CARD)
        if reply.sw3 in (Sw3.NO_CARD, Sw3.SELECT_FAILED):
            return False
        self._expect(reply, Sw3.CARD_FOUND)
        return True

    def read(self) -> IdCard:
        """Select the found card and read it; data that contradict themselves are read once more."""
        selected = self._ask(sam_v.SELECT_CARD)
        # A card that is selected already (read before, or the line ate the first answer) refuses to be selected again, and
        # can be read all the same.
        refused = selected.sw3 in (Sw3.SELECT_FAILED, Sw3.NO_CARD)
        if not refused:
            self._expect(selected)
        try:
            return self._read_consistent()
        except DeviceError as error:
            if refused and error.fault is DeviceFault.CARD_MOVED:
                raise DeviceError(DeviceFault.CARD_UNREADABLE, selected.meaning()) from error
            raise

    def _read_consistent(self) -> IdCard:
        try:
            return self._read_once()
        except GarbledText:
            try:
                return self._read_once()
            except GarbledText as garbled:
                raise DeviceError(DeviceFault.CARD_GARBLED, garbled.field) from None

    def present(self) -> bool:
        """Whether the card that was read still lies there, asked by its added address (devices.md 1.7)."""
        reply = self._ask(sam_v.READ_ADDED_ADDRESS)
        if reply.sw3 in (Sw3.SELF_TEST_FAILED, Sw3.UNAUTHORISED, Sw3.VENDOR_TIMEOUT):
            self._expect(reply)
        return reply.sw3 in (Sw3.OK, *_NO_ADDED_ADDRESS)

    def _read_once(self) -> IdCard:
        reply = self._ask(sam_v.READ_TEXT_PHOTO)
        if reply.sw3 == Sw3.READ_FAILED and not self.present():
            raise DeviceError(DeviceFault.CARD_MOVED, reply.meaning())
        self._expect(reply)
        block = sam_v.split_card_block(reply.data)
        if block is None:
            raise GarbledText("lengths")
        added = self._ask(sam_v.READ_ADDED_ADDRESS)
        if added.sw3 in (Sw3.READ_FAILED, Sw3.NO_CARD, Sw3.SELECT_FAILED):
            # The printed address may be an old one; half a card is not read.
            raise DeviceError(DeviceFault.CARD_MOVED, f"at the added address: {added.meaning()}")
        if added.sw3 not in _NO_ADDED_ADDRESS:
            self._expect(added)
        return decode_text(block[0], added_address=added.data, photo=block[1])

    def _expect(self, reply: Reply, success: Sw3 = Sw3.OK) -> None:
        if reply.sw3 != success:
            raise DeviceError(_FAULTS.get(reply.sw3, DeviceFault.CARD_UNREADABLE), reply.meaning())

    def _ask(self, command: Command) -> Reply:
        """The module's reply to `command`, which is sent a second time when the line spoiled the first."""
        self._get_in_step()
        answer = self._exchange(command)
        if isinstance(answer, Reply) and answer.sw3 not in _LINK_ERRORS:
            return answer
        self._get_in_step()
        answer = self._exchange(command)
        if isinstance(answer, Reply):
            return answer
        raise DeviceError(DeviceFault.READER_NO_ANSWER, answer.detail)

    def _get_in_step(self) -> None:
        if not self._out_of_step:
            return
        answer = self._exchange(sam_v.READ_SAM_ID)
        if isinstance(answer, _Silence):
            answer = self._exchange(sam_v.READ_SAM_ID)
        if isinstance(answer, _Silence):
            raise DeviceError(DeviceFault.READER_NO_ANSWER, answer.detail)
        self._expect(answer)
        identity = sam_v.sam_id_text(answer.data)
        self._identity = identity
        self._out_of_step = False

    def _exchange(self, command: Command) -> Reply | _Silence:
        try:
            self._line.drain()
            self._line.write(command.frame())
            return self._reply_to(command)
        except LineTimeout as silence:
            self._out_of_step = True
            return _Silence(f"command {command.code:02X} {command.para:02X}: {silence}")
        except LineLost as lost:
            self._out_of_step = True
            raise DeviceError(DeviceFault.READER_LOST, str(lost)) from lost

    def _reply_to(self, command: Command) -> Reply:
        parser = ReplyParser()
        deadline = self._monotonic() + self._limit_s(command)
        while True:
            left = deadline - self._monotonic()
            if left <= 0:
                raise LineTimeout("no complete answer before the deadline")
            piece = self._line.read_some(min(left, _GAP_S) if parser.started else left)
            for reply in parser.feed(piece):
                if self._fits(reply, command):
                    return reply

    def _fits(self, reply: Reply, command: Command) -> bool:
        # While answers to earlier commands may still come, only the id itself, or a module that refuses all, counts.
        if self._out_of_step and reply.sw3 not in (Sw3.OK, Sw3.SELF_TEST_FAILED, Sw3.UNAUTHORISED):
            return False
        return reply.answers(command)

    def _limit_s(self, command: Command) -> float:
        wire_s = command.longest_reply() * 10 / self._options.baud
        over_the_air_s = _READ_S if command in (sam_v.READ_TEXT_PHOTO, sam_v.READ_TEXT_PHOTO_FINGER) else _ANSWER_S
        return over_the_air_s + _WIRE_MARGIN * wire_s
