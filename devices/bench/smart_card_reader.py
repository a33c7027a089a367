"""A simulated smart-card reader with synthetic 社会保障卡, behind a service that the real ``libpcsclite`` talks to."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.faulty_wire import HangUp, Say, Wait, WireFaults
from devices.bench.pcsc_service import PcscService
from devices.bench.people import PEOPLE

_READER = "Suishiban Bench Slot 00 00"
_SELECT = bytes.fromhex("00A404000F") + b"sx1.sh." + "社会保障".encode("gbk")
_NOT_FOUND = b"\x6a\x83"
_READ_RECORD, _GET_RESPONSE = 0xB2, 0xC0
_BLANK = "blank"


@dataclass(slots=True)
class _Chip:
    """A card in the slot: its records by number, and what it has still to say."""

    records: Mapping[int, bytes]
    selected: bool = False
    waiting: bytes = b""


class SmartCardReaderBench:
    """One reader.

    Knobs: ``insert card=`` (a person, or ``blank``: another kind) · ``insert_mute`` (upside down) · ``remove`` ·
    ``remove_after apdus=`` · ``pieces [on=]`` (answers by 61xx and GET RESPONSE) · ``garble`` · ``unplug`` · ``replug`` ·
    ``stop_service`` · ``start_service``. Wires: ``service`` (the socket) and ``card`` (its contacts).
    """

    name = "smart_card_reader"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._service = PcscService(places.directory / "host/run/pcscd/pcscd.comm", self)
        self._card_faults = WireFaults()
        self.lines = {"service": self._service.faults, "card": self._card_faults}
        self._lock = threading.Lock()
        self._plugged = True
        self._chip: _Chip | None = None
        self._card = ""
        self._mute = False
        self._pieces = False
        self._garbled = False
        self._counter = 0
        self._left: int | None = None
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "insert": self._insert,
            "insert_mute": lambda _: self._put(_Chip({}), "mute", mute=True),
            "remove": lambda _: self._take_out(),
            "remove_after": lambda args: setattr(self, "_left", int(number_arg(args, "apdus"))),
            "pieces": lambda args: setattr(self, "_pieces", bool(args.get("on", True))),
            "garble": lambda _: setattr(self, "_garbled", True),
            "unplug": lambda _: self._plug(on=False),
            "replug": lambda _: self._plug(on=True),
        }

    # the slot, as the service sees it

    @property
    def reader(self) -> str:
        """The reader's name; empty while it is unplugged."""
        return _READER if self._plugged else ""

    @property
    def present(self) -> bool:
        """Whether a card is in."""
        return self._chip is not None

    @property
    def mute(self) -> bool:
        """Whether it does not answer to power."""
        return self._mute

    @property
    def counter(self) -> int:
        """How many times the slot has changed."""
        return self._counter

    def transmit(self, apdu: bytes) -> bytes | None:
        """The card's answer; None when it is no longer there."""
        with self._lock:
            if self._left == 0:
                self._left = None
                self._take_out()
            elif self._left is not None:
                self._left -= 1
            answer = None if self._chip is None else self._answer(self._chip, apdu)
        return None if answer is None else self._disturbed(answer)

    def _disturbed(self, answer: bytes) -> bytes | None:
        """What the reader hears of the card's answer; None for a card that went, or says nothing."""
        heard = b""
        for step in self._card_faults.steps(answer):
            match step:
                case Say():
                    heard += step.data
                case Wait():
                    threading.Event().wait(step.seconds)
                case HangUp():
                    with self._lock:
                        self._take_out()
                    return None
        return heard or None

    # the bench's interface

    def start(self) -> JsonObject:
        """Start the service."""
        self._service.start()
        return {"socket": str(self._service.path), "driver": "smart_card_reader.pcsc", "port": _READER}

    def stop(self) -> None:
        """End it."""
        self._service.stop()

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob; see the class."""
        if verb == "stop_service":
            self._service.stop()
        elif verb == "start_service":
            self._service.start()
        elif verb in self._knobs:
            with self._lock:
                self._knobs[verb](args)
        else:
            raise unknown_verb(self.name, verb, (*self._knobs, "stop_service", "start_service"))
        return self.state()

    def state(self) -> JsonObject:
        """What is in the slot."""
        return {"plugged": self._plugged, "card": self._card}

    def _insert(self, args: Mapping[str, Any]) -> None:
        key = text_arg(args, "card")
        if key != _BLANK and key not in PEOPLE:
            raise KnobError(f"there is no card '{key}'; there are: {', '.join((*PEOPLE, _BLANK))}")
        self._put(_Chip({} if key == _BLANK else _records(key)), key)

    def _put(self, chip: _Chip, card: str, *, mute: bool = False) -> None:
        self._chip, self._card, self._mute = chip, card, mute
        self._counter += 1

    def _take_out(self) -> None:
        self._chip, self._card, self._mute = None, "", False
        self._counter += 1

    def _plug(self, *, on: bool) -> None:
        self._plugged = on
        self._counter += 1

    def _answer(self, chip: _Chip, apdu: bytes) -> bytes:
        if apdu[1:2] == bytes([_GET_RESPONSE]):
            answer, chip.waiting = chip.waiting, b""
            return answer + b"\x90\x00"
        if apdu == _SELECT:
            chip.selected = bool(chip.records)
            return b"\x90\x00" if chip.selected else b"\x6a\x82"
        record = chip.records.get(apdu[2]) if chip.selected and apdu[1:2] == bytes([_READ_RECORD]) else None
        if record is None:
            return _NOT_FOUND
        if self._garbled:
            self._garbled = False
            record = b"\x81" * len(record)
        if apdu[-1] != len(record):
            return bytes([0x6C, len(record)])
        if self._pieces:
            chip.waiting = record
            return bytes([0x61, len(record)])
        return record + b"\x90\x00"


def _records(key: str) -> dict[int, bytes]:
    card = PEOPLE[key].card
    values = {
        0x01: bytes.fromhex("9901010000000000000000000000 0000".replace(" ", "")),
        0x05: bytes.fromhex("20230601"),
        0x06: bytes.fromhex("20330601"),
        0x07: b"Z01234567",
        0x08: card.number.encode().ljust(18, b"\x00"),
        0x09: card.name.encode("gb18030")[:30].ljust(30, b"\x00"),
        0x0A: card.sex.encode(),
    }
    return {tag: bytes([tag, len(value)]) + value for tag, value in values.items()}
