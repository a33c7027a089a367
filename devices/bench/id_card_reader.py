"""The simulated ID-card reader: the state machine of a SAM_V module on a paced pseudo-terminal.

Facts: ``reference/devices.md`` 1.7 and 2. A selected card answers 80 to *find* until it is lifted; *select* needs a
prior *find*; *read* needs a *select*; after a failed read the card must be lifted and laid down again.
"""

import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.people import PEOPLE, CardTrick, Person
from devices.bench.pty_port import PtyPort
from devices.codecs import sam_v
from devices.codecs.sam_v import Sw3, command_parser, reply_frame
from devices.codecs.sam_v_text import encode_added_address, encode_text

_SAM_ID = struct.pack("<HHIII", 5, 1, 20180101, 1, 1234567890)
_NOISE = bytes.fromhex("00FFAA00AAAA96550069AA9601")


class _Card(Enum):
    """How far the card in the field has come."""

    LAID = auto()
    FOUND = auto()
    SELECTED = auto()
    SPENT = auto()
    """reading failed: lift it and lay it down again"""


class Trouble(Enum):
    """What the line or the module does wrong, for a number of replies or until told otherwise."""

    NOISE = "noise"
    HALF_FRAME = "half_frame"
    FLIPPED_BIT = "flipped_bit"
    DUPLICATE = "duplicate"
    VENDOR_TIMEOUT = "vendor_timeout"
    SILENT = "silent"
    LATE = "late"
    """the reply comes together with the one to the next command"""


@dataclass(frozen=True, slots=True)
class _Field:
    """The card in the field of the antenna."""

    person: Person
    progress: _Card = _Card.LAID


class IdCardReaderBench:
    """Knobs: ``place lift lift_during_read trouble calm self_test_failed unauthorised healthy unplug replug people``."""

    name = "id_card_reader"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._link = places.serial_link(self.name)
        self._port = PtyPort(self._link, self._on_bytes)
        self._lock = threading.RLock()
        self._parser = command_parser()
        self._field: _Field | None = None
        self._cut_after: int | None = None
        self._trouble: Trouble | None = None
        self._trouble_left = 0
        self._held_back = b""
        self._refusal: Sw3 | None = None
        self._counts = {"commands": 0, "reads": 0}
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], JsonObject]] = {
            "place": self._place,
            "lift": self._lift,
            "lift_during_read": self._lift_during_read,
            "trouble": self._cause_trouble,
            "calm": self._calm,
            "self_test_failed": lambda _: self._refuse(Sw3.SELF_TEST_FAILED),
            "unauthorised": lambda _: self._refuse(Sw3.UNAUTHORISED),
            "healthy": lambda _: self._refuse(None),
            "people": self._list_people,
        }

    def start(self) -> JsonObject:
        """Plug the reader in."""
        self._port.plug()
        return {"port": str(self._link), "driver": "id_card_reader.sam_v", "baud": 115200}

    def stop(self) -> None:
        """Take the port away."""
        self._port.unplug()

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob, see the class."""
        if verb == "unplug":
            # Without the lock: unplugging waits for the port's thread, which may be waiting for the lock.
            self._port.unplug()
            return {}
        if verb == "replug":
            self._port.unplug()
            with self._lock:
                return self._replug()
        if verb not in self._verbs:
            raise unknown_verb(self.name, verb, (*self._verbs, "unplug", "replug"))
        with self._lock:
            return self._verbs[verb](args)

    def state(self) -> JsonObject:
        """What lies on the reader and what is wrong with it."""
        with self._lock:
            return {
                "plugged": self._port.plugged,
                "card": self._field.person.key if self._field else None,
                "progress": self._field.progress.name.lower() if self._field else None,
                "trouble": self._trouble.value if self._trouble else None,
                "refusal": self._refusal.name.lower() if self._refusal else None,
                **self._counts,
            }

    # knobs

    def _place(self, args: Mapping[str, Any]) -> JsonObject:
        key = text_arg(args, "card")
        if key not in PEOPLE:
            raise KnobError(f"there is no card '{key}'; there are: {', '.join(PEOPLE)}")
        self._field = _Field(PEOPLE[key])
        return {"card": key}

    def _lift(self, _: Mapping[str, Any]) -> JsonObject:
        was = self._field.person.key if self._field else None
        self._field = None
        return {"card": was}

    def _lift_during_read(self, args: Mapping[str, Any]) -> JsonObject:
        self._cut_after = int(number_arg(args, "after_bytes", 0))
        return {"after_bytes": self._cut_after}

    def _cause_trouble(self, args: Mapping[str, Any]) -> JsonObject:
        kind = text_arg(args, "kind")
        known = [each.value for each in Trouble]
        if kind not in known:
            raise KnobError(f"there is no trouble '{kind}'; there are: {', '.join(known)}")
        self._trouble = Trouble(kind)
        self._trouble_left = int(number_arg(args, "replies", 1))
        return {"kind": kind, "replies": self._trouble_left}

    def _calm(self, _: Mapping[str, Any]) -> JsonObject:
        self._trouble, self._trouble_left, self._cut_after, self._held_back = None, 0, None, b""
        return {}

    def _refuse(self, status: Sw3 | None) -> JsonObject:
        self._refusal = status
        return {}

    def _replug(self) -> JsonObject:
        self._parser = command_parser()
        self._held_back = b""
        if self._field:
            # The module starts anew: a card that still lies there is found again.
            self._field = _Field(self._field.person)
        self._port.plug()
        return {"port": str(self._link)}

    def _list_people(self, _: Mapping[str, Any]) -> JsonObject:
        return {
            "people": [
                {"key": each.key, "about": each.about, "name": each.card.name, "kind": each.card.kind.value}
                for each in PEOPLE.values()
            ]
        }

    # the wire

    def _on_bytes(self, data: bytes) -> None:
        with self._lock:
            for body in self._parser.feed(data):
                self._counts["commands"] += 1
                reply = self._refusal_or_reply(body)
                self._send(reply)

    def _refusal_or_reply(self, body: bytes) -> bytes:
        if self._refusal is not None:
            return reply_frame(self._refusal)
        known = {(command.code, command.para): command for command in sam_v.COMMANDS}
        command = known.get((body[0], body[1]))
        if command == sam_v.READ_SAM_ID:
            return reply_frame(Sw3.OK, _SAM_ID)
        if command in (sam_v.RESET, sam_v.STATUS):
            return reply_frame(Sw3.OK)
        if command == sam_v.FIND_CARD:
            return self._find()
        if command == sam_v.SELECT_CARD:
            return self._select()
        if command == sam_v.READ_TEXT_PHOTO:
            return self._read()
        if command == sam_v.READ_ADDED_ADDRESS:
            return self._added_address()
        return reply_frame(Sw3.BAD_COMMAND)

    def _find(self) -> bytes:
        if self._field is None or self._field.progress in (_Card.SELECTED, _Card.SPENT):
            return reply_frame(Sw3.NO_CARD)
        self._field = _Field(self._field.person, _Card.FOUND)
        return reply_frame(Sw3.CARD_FOUND, bytes(4))

    def _select(self) -> bytes:
        if self._field is None or self._field.progress is not _Card.FOUND:
            return reply_frame(Sw3.SELECT_FAILED)
        trick = self._field.person.trick
        if trick is CardTrick.TRANSPORT:
            return self._spent(Sw3.WRONG_CARD_TYPE)
        if trick is CardTrick.FORGED:
            # The card's own status may be anything along with the module's.
            return self._spent(Sw3.MODULE_REFUSED_CARD, sw1=0x63, sw2=0x00)
        self._field = _Field(self._field.person, _Card.SELECTED)
        return reply_frame(Sw3.OK, bytes(8))

    def _read(self) -> bytes:
        if self._field is None or self._field.progress is not _Card.SELECTED:
            return reply_frame(Sw3.READ_FAILED)
        if self._field.person.trick is CardTrick.UNREADABLE:
            return reply_frame(Sw3.READ_FAILED, sw1=0x6A, sw2=0x82)
        self._counts["reads"] += 1
        card = self._field.person.card
        reply = reply_frame(Sw3.OK, sam_v.card_block(encode_text(card), card.photo_wlt))
        if self._cut_after is not None:
            cut, self._cut_after, self._field = self._cut_after, None, None
            return reply[:cut] or reply_frame(Sw3.READ_FAILED)
        return reply

    def _added_address(self) -> bytes:
        if self._field is None or self._field.progress is not _Card.SELECTED:
            return reply_frame(Sw3.READ_FAILED)
        address = self._field.person.card.added_address
        return reply_frame(Sw3.OK, encode_added_address(address)) if address else reply_frame(Sw3.NOT_ON_CARD)

    def _spent(self, status: Sw3, sw1: int = 0, sw2: int = 0) -> bytes:
        if self._field is not None:
            self._field = _Field(self._field.person, _Card.SPENT)
        return reply_frame(status, sw1=sw1, sw2=sw2)

    def _send(self, reply: bytes) -> None:
        late, self._held_back = self._held_back, b""
        trouble = self._trouble if self._trouble_left else None
        if trouble is not None:
            self._trouble_left -= 1
            if self._trouble_left == 0:
                self._trouble = None
        if trouble is Trouble.LATE:
            self._held_back = late + reply
            return
        self._port.send(late + _spoiled(reply, trouble))


def _spoiled(reply: bytes, trouble: Trouble | None) -> bytes:
    if trouble is Trouble.NOISE:
        return _NOISE + reply
    if trouble is Trouble.HALF_FRAME:
        return reply[: len(reply) // 2]
    if trouble is Trouble.FLIPPED_BIT:
        middle = len(reply) // 2
        return reply[:middle] + bytes((reply[middle] ^ 0x10,)) + reply[middle + 1 :]
    if trouble is Trouble.DUPLICATE:
        return reply + reply
    if trouble is Trouble.VENDOR_TIMEOUT:
        return sam_v.VENDOR_TIMEOUT
    if trouble is Trouble.SILENT:
        return b""
    return reply
