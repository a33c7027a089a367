"""An ID-card reader with a SAM_V module, whatever the line: everything of `devices.api.id_card_reader` but the wire.

A driver derives from `SamVCardReader` and hands it a line. Order and reactions: ``reference/devices.md`` 1.6 and 1.7.
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from devices.api.cancel import current
from devices.api.errors import DeviceError, DeviceFault
from devices.api.id_card_reader import CardKind, IdCard, ReaderCapabilities
from devices.api.status import DeviceState, DeviceStatus
from devices.codecs import sam_v
from devices.codecs.sam_v import CardBlock, Reply, Sw3
from devices.codecs.sam_v_finger import enrolled_fingers
from devices.codecs.sam_v_text import GarbledText, decode_text
from devices.sam_v.options import SamVOptions
from devices.sam_v.photo import PhotoDecoder
from devices.sam_v.session import Line, Session, expect

log = logging.getLogger(__name__)

_TEST_CARD_S = 15.0
_POLL_S = 0.3
"""a module must not be asked for cards faster"""
_READINGS = 3
"""two that agree are enough"""
_UNKNOWN_COMMAND = (Sw3.BAD_COMMAND, Sw3.NOT_PERMITTED)
_NOT_THE_CARDS_DOING = (Sw3.SELF_TEST_FAILED, Sw3.UNAUTHORISED, Sw3.VENDOR_TIMEOUT, Sw3.BAD_CHECKSUM, Sw3.BAD_LENGTH)


@dataclass(frozen=True, slots=True, repr=False)
class _Reading:
    """What one reading brought, byte for byte."""

    block: CardBlock
    added_address: bytes


class SamVCardReader:
    """One reader; see `devices.api.id_card_reader.IdCardReader`."""

    def __init__(
        self,
        line: Line,
        options: SamVOptions,
        *,
        bytes_per_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`bytes_per_s` is the pace of `line`, from which deadlines are computed. Nothing is opened yet."""
        self._sam_options = options
        self._session = Session(line, bytes_per_s=bytes_per_s, monotonic=monotonic)
        self._photos = PhotoDecoder(options.photo_decoder, monotonic=monotonic)
        self._monotonic = monotonic
        self._unconfirmed = 0
        self._knows_added_address = True
        self._reads_fingers = options.fingerprint
        self._selected = False
        """whether `find` has already selected the card (a quirk)"""

    def open(self) -> None:
        """Open the line and make sure that the module answers and passed its self-test."""
        self._session.open()
        try:
            self._must_be_sound()
            if self._sam_options.max_rf_bytes is not None:
                self._limit_rf(self._sam_options.max_rf_bytes)
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of line and photo decoder; safe to call twice."""
        self._session.close()
        self._photos.close()

    def identity(self) -> str:
        """The SAM id as text; empty before the first `open`."""
        return self._session.identity

    def status(self) -> DeviceStatus:
        """Online when the module answers and passed its self-test; else `DeviceError`."""
        self._must_be_sound()
        return DeviceStatus(DeviceState.ONLINE)

    def capabilities(self) -> ReaderCapabilities:
        """What it can tell of a card."""
        photo = bool(self._sam_options.photo_decoder)
        return ReaderCapabilities(frozenset(CardKind), photo, self._reads_fingers)

    def counts(self) -> Mapping[str, int]:
        """What went wrong on the line and with photos since this object was made, for metrics."""
        return {**self._session.counts, **self._photos.counts, "unconfirmed": self._unconfirmed}

    def resync(self) -> None:
        """First rung of recovery: whatever is under way is thrown away, and the module tells its id."""
        self._session.resync()

    def soft_reset(self) -> None:
        """Second rung: reset the module (10 FF) and ask for its self-test. A card that lies there is found anew."""
        self._session.reset()
        expect(self._session.ask(sam_v.STATUS), otherwise=DeviceFault.READER_NO_ANSWER)

    def quiet_test(self) -> str:
        """Self-test of level 2: the module's own, and that it is the module it was. No card is touched."""
        before = self.identity()
        self._must_be_sound()
        self.resync()
        if self.identity() != before:
            raise DeviceError(DeviceFault.DEVICE_SWAPPED, f"{before} was opened, {self.identity()} answers")
        return f"self-test passed; photo decoder: {self._photos.about}"

    def operator_test(self) -> str:
        """Self-test of level 3: a card that is laid on within 15 s is read. Nothing of what is on it is told."""
        deadline = self._monotonic() + _TEST_CARD_S
        while not (self.present() or self.find()):
            if self._monotonic() >= deadline:
                raise DeviceError(DeviceFault.CARD_UNREADABLE, f"no card was laid on within {_TEST_CARD_S:g} s")
            current().pause(_POLL_S)
        began = self._monotonic()
        card = self.read()
        photo = "photo decoded" if card.photo else "no photo"
        return f"read a card ({card.kind.value}) in {self._monotonic() - began:.2f} s, {photo}"

    def find(self) -> bool:
        """Whether a card that has not been selected yet lies in the field (a selected card answers *no* until lifted)."""
        reply = self._session.ask(sam_v.FIND_CARD)
        self._selected = False
        if reply.sw3 != Sw3.CARD_FOUND and self._sam_options.select_without_find:
            return self._found_by_selecting(reply)
        if reply.sw3 in (Sw3.NO_CARD, Sw3.SELECT_FAILED):
            return False
        expect(reply, Sw3.CARD_FOUND)
        return True

    def read(self) -> IdCard:
        """Select the found card and read it; `DeviceError` ``card.garbled`` when no two readings agree."""
        refusal = None if self._selected else self._refusal_to_select()
        try:
            reading = self._trusted_reading()
        except DeviceError as error:
            if refusal is not None and error.fault is DeviceFault.CARD_MOVED:
                raise DeviceError(DeviceFault.CARD_UNREADABLE, refusal.meaning()) from error
            raise
        block = reading.block
        card = decode_text(block.text, added_address=reading.added_address, photo=block.photo)
        return replace(card, fingers=enrolled_fingers(block.finger), photo=self._photos.decode(block.photo))

    def present(self) -> bool:
        """Whether the card that was read still lies there, asked by its added address (devices.md 1.7)."""
        if self._knows_added_address:
            reply = self._session.ask(sam_v.READ_ADDED_ADDRESS)
            if reply.sw3 not in _UNKNOWN_COMMAND:
                if reply.sw3 in _NOT_THE_CARDS_DOING:
                    expect(reply)
                return reply.sw3 in (Sw3.OK, Sw3.NOT_ON_CARD)
            self._knows_added_address = False
        # An older module: reading the card again is the only question that a lifted card cannot answer.
        reply = self._session.ask(sam_v.READ_TEXT_PHOTO)
        if reply.sw3 in _NOT_THE_CARDS_DOING:
            expect(reply)
        return reply.sw3 == Sw3.OK

    def _must_be_sound(self) -> None:
        try:
            expect(self._session.ask(sam_v.STATUS), otherwise=DeviceFault.READER_NO_ANSWER)
        except DeviceError as error:
            if error.fault is not DeviceFault.READER_SELF_TEST_FAILED:
                raise
            self.soft_reset()

    def _limit_rf(self, size: int) -> None:
        reply = self._session.ask(sam_v.set_max_rf(size))
        if reply.sw3 != Sw3.OK:
            log.warning("the module does not limit what goes over the air: %s", reply.meaning())

    def _found_by_selecting(self, refusal: Reply) -> bool:
        if refusal.sw3 in _NOT_THE_CARDS_DOING:
            expect(refusal)
        if self.present():
            return False  # the card that has been read
        self._selected = self._session.ask(sam_v.SELECT_CARD).sw3 == Sw3.OK
        return self._selected

    def _refusal_to_select(self) -> Reply | None:
        """Select the card. A selected one (read before, or the line ate the first answer) refuses, and can be read."""
        selected = self._session.ask(sam_v.SELECT_CARD)
        if selected.sw3 in (Sw3.SELECT_FAILED, Sw3.NO_CARD):
            return selected
        expect(selected)
        return None

    def _trusted_reading(self) -> _Reading:
        seen: list[_Reading] = []
        why = "readings differ"
        for _ in range(_READINGS):
            try:
                reading = self._reading()
            except GarbledText as garbled:
                why = garbled.field
                continue
            except DeviceError as error:
                if not seen or error.fault is not DeviceFault.CARD_UNREADABLE:
                    raise
                # The module reads a card once only, or the chip gave out: the one reading passed every check.
                self._unconfirmed += 1
                return seen[-1]
            if reading in seen or not self._sam_options.confirm_reads:
                return reading
            seen.append(reading)
        raise DeviceError(DeviceFault.CARD_GARBLED, why)

    def _reading(self) -> _Reading:
        """One reading that does not contradict itself, else `GarbledText`."""
        with_finger = self._reads_fingers
        reply = self._session.ask(sam_v.READ_TEXT_PHOTO_FINGER if with_finger else sam_v.READ_TEXT_PHOTO)
        if with_finger and reply.sw3 in (Sw3.FINGERPRINT_UNVERIFIED, *_UNKNOWN_COMMAND):
            # A card whose fingerprint is damaged, or a module that cannot: the card counts all the same.
            self._reads_fingers = reply.sw3 == Sw3.FINGERPRINT_UNVERIFIED
            reply, with_finger = self._session.ask(sam_v.READ_TEXT_PHOTO), False
        if reply.sw3 == Sw3.READ_FAILED and not self.present():
            raise DeviceError(DeviceFault.CARD_MOVED, reply.meaning())
        expect(reply)
        block = sam_v.split_card_block(reply.data, with_finger=with_finger)
        if block is None:
            raise GarbledText("lengths")
        reading = _Reading(block, self._added_address())
        decode_text(block.text, added_address=reading.added_address)
        return reading

    def _added_address(self) -> bytes:
        if not self._knows_added_address:
            return b""
        reply = self._session.ask(sam_v.READ_ADDED_ADDRESS)
        if reply.sw3 in (Sw3.READ_FAILED, Sw3.NO_CARD, Sw3.SELECT_FAILED):
            # The printed address may be an old one; half a card is not read.
            raise DeviceError(DeviceFault.CARD_MOVED, f"at the added address: {reply.meaning()}")
        if reply.sw3 in _UNKNOWN_COMMAND:
            self._knows_added_address = False
        elif reply.sw3 != Sw3.NOT_ON_CARD:
            expect(reply)
        return reply.data
