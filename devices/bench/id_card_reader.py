"""The simulated ID-card reader: the state machine of a SAM_V module on a paced pseudo-terminal.

Facts: ``reference/devices.md`` 1.7 and 2. A selected card answers 80 to *find* until it is lifted; *select* needs a
prior *find*; *read* needs a *select*; after a failed read the card must be lifted and laid down again.
"""

import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol

from devices.api.id_card_reader import EnrolledFinger
from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.faulty_wire import Framing
from devices.bench.people import PEOPLE, CardTrick, Person
from devices.bench.pty_port import PtyPort
from devices.bench.reader_troubles import Collisions, trouble_named
from devices.bench.wire_faults import Scenario, WireFault
from devices.codecs import sam_v
from devices.codecs.sam_v import CardBlock, Command, Sw3, command_parser, reply_frame
from devices.codecs.sam_v_finger import finger_half
from devices.codecs.sam_v_text import encode_added_address, encode_text

_SAM_ID = struct.pack("<HHIII", 5, 1, 20180101, 1, 1234567890)
_PRINTS = (EnrolledFinger(12, 88), EnrolledFinger(17, 74))
_RATES = {code: rate for rate, code in sam_v.RATE_CODES.items()}
FRAMING = Framing(length_at=6, check_bytes=1)
_QUESTIONS: Mapping[str, tuple[Command, ...]] = {
    "reset": (sam_v.RESET,),
    "status": (sam_v.STATUS,),
    "id": (sam_v.READ_SAM_ID,),
    "find": (sam_v.FIND_CARD,),
    "select": (sam_v.SELECT_CARD,),
    "read": (sam_v.READ_TEXT_PHOTO, sam_v.READ_TEXT_PHOTO_FINGER),
    "read_finger": (sam_v.READ_TEXT_PHOTO_FINGER,),
    "added_address": (sam_v.READ_ADDED_ADDRESS,),
    "any": sam_v.COMMANDS,
}


class _Card(Enum):
    """How far the card in the field has come."""

    LAID = auto()
    FOUND = auto()
    SELECTED = auto()
    SPENT = auto()
    """reading failed: lift it and lay it down again"""


@dataclass(frozen=True, slots=True)
class _Field:
    """The card in the field of the antenna."""

    person: Person
    fingers: int = 0
    """how many fingerprints are on it"""
    progress: _Card = _Card.LAID


@dataclass(slots=True)
class _Answer:
    """A status that the module gives whatever it would have said."""

    question: str
    status: int
    sw: tuple[int, int]
    left: int


class Port(Protocol):
    """The module's end of its wire."""

    link: Path

    @property
    def plugged(self) -> bool:
        """Whether the port exists now."""

    @property
    def baud(self) -> int:
        """The rate that the driver set last; 0 where there is none."""

    def plug(self) -> None:
        """Appear."""

    def unplug(self) -> None:
        """Disappear."""

    @property
    def active(self) -> tuple[WireFault, ...]:
        """What is wrong with the wire now."""

    def send(self, data: bytes) -> None:
        """Queue a frame for the host."""

    def begin(self, scenario: Scenario) -> None:
        """Let the wire be as in `scenario`."""

    def calm(self) -> None:
        """All is well again with the wire."""

    def forget(self) -> None:
        """What the wire held back never comes."""


class IdCardReaderBench:
    """Knobs.

    | ``place card= [fingers=]``, ``lift``, ``lift_during_read after_bytes=`` | the card; 0 to 2 fingerprints on it |
    | ``trouble kind= [replies=]``, ``collide first= second= bit= [replies=]``, ``calm`` | the line |
    | ``answer status= to= [replies=] [sw1=] [sw2=]`` | a status (hex) instead of what the module would say |
    | ``self_test_failed [until_reset=1]``, ``unauthorised``, ``healthy``, ``rate [baud=]`` | the module |
    | ``unplug``, ``replug``, ``people`` | the plug; the cards there are |
    """

    name = "id_card_reader"
    driver = "id_card_reader.sam_v"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._link = self._place_of_link(places)
        self._port = self._make_port()
        self.lines = {"line": self._port}
        self._lock = threading.RLock()
        self._parser = command_parser()
        self._field: _Field | None = None
        self._cut_after: int | None = None
        self._collisions = Collisions()
        self._refusal: Sw3 | None = None
        self._until_reset = False
        self._answers: list[_Answer] = []
        self._rate: int | None = None
        """what the module listens at; any rate that the driver sets when None"""
        self._counts = {"commands": 0, "reads": 0}
        self._verbs: Mapping[str, Callable[[Mapping[str, Any]], JsonObject]] = {
            "place": self._place,
            "lift": self._lift,
            "lift_during_read": self._lift_during_read,
            "calm": self._calm,
            "collide": self._collisions.cause,
            "answer": self._answer,
            "rate": self._listen_at,
            "self_test_failed": self._fail_self_test,
            "unauthorised": lambda _: self._refuse(Sw3.UNAUTHORISED),
            "healthy": lambda _: self._refuse(None),
            "people": self._list_people,
        }

    def start(self) -> JsonObject:
        """Plug the reader in."""
        self._port.plug()
        return {"port": str(self._link), "driver": self.driver, "baud": 115200}

    def _place_of_link(self, places: Places) -> Path:
        return places.serial_link(self.name)

    def _make_port(self) -> Port:
        return PtyPort(self._link, self._on_bytes, framing=FRAMING)

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
        if verb in ("trouble", "calm"):
            # Without the lock, for the same reason.
            self._port.begin(trouble_named(args) if verb == "trouble" else Scenario(()))
        if verb == "trouble":
            return {"kind": args["kind"], "replies": args.get("replies", 1)}
        if verb not in self._verbs:
            raise unknown_verb(self.name, verb, (*self._verbs, "trouble", "unplug", "replug"))
        with self._lock:
            return self._verbs[verb](args)

    def state(self) -> JsonObject:
        """What lies on the reader and what is wrong with it."""
        with self._lock:
            return {
                "plugged": self._port.plugged,
                "card": self._field.person.key if self._field else None,
                "progress": self._field.progress.name.lower() if self._field else None,
                "trouble": next((each.operator.value for each in self._port.active), None),
                "refusal": self._refusal.name.lower() if self._refusal else None,
                "rate": self._rate,
                **self._counts,
            }

    # knobs

    def _place(self, args: Mapping[str, Any]) -> JsonObject:
        key = text_arg(args, "card")
        if key not in PEOPLE:
            raise KnobError(f"there is no card '{key}'; there are: {', '.join(PEOPLE)}")
        self._field = _Field(PEOPLE[key], min(len(_PRINTS), int(number_arg(args, "fingers", 0))))
        return {"card": key}

    def _lift(self, _: Mapping[str, Any]) -> JsonObject:
        was = self._field.person.key if self._field else None
        self._field = None
        return {"card": was}

    def _lift_during_read(self, args: Mapping[str, Any]) -> JsonObject:
        self._cut_after = int(number_arg(args, "after_bytes", 0))
        return {"after_bytes": self._cut_after}

    def _calm(self, _: Mapping[str, Any]) -> JsonObject:
        self._cut_after = None
        self._collisions.calm()
        self._answers.clear()
        return {}

    def _answer(self, args: Mapping[str, Any]) -> JsonObject:
        question = text_arg(args, "to", "any")
        if question not in _QUESTIONS:
            raise KnobError(f"there is no question '{question}'; there are: {', '.join(_QUESTIONS)}")
        try:
            # From a command line, 32 comes as a number; it is the hexadecimal status all the same.
            status = int(str(args.get("status")), 16)
        except ValueError as wrong:
            raise KnobError("'status' must be two hexadecimal digits") from wrong
        sw = (int(number_arg(args, "sw1", 0)) & 0xFF, int(number_arg(args, "sw2", 0)) & 0xFF)
        self._answers.append(_Answer(question, status & 0xFF, sw, int(number_arg(args, "replies", 1))))
        return {"to": question, "status": f"{status & 0xFF:02X}"}

    def _listen_at(self, args: Mapping[str, Any]) -> JsonObject:
        """The rate the module listens at; without ``baud``, whatever the driver sets."""
        self._rate = int(number_arg(args, "baud")) if "baud" in args else None
        return {"rate": self._rate}

    def _fail_self_test(self, args: Mapping[str, Any]) -> JsonObject:
        self._until_reset = bool(number_arg(args, "until_reset", 0))
        return self._refuse(Sw3.SELF_TEST_FAILED)

    def _refuse(self, status: Sw3 | None) -> JsonObject:
        self._refusal = status
        return {}

    def _replug(self) -> JsonObject:
        self._parser = command_parser()
        self._port.forget()
        if self._field:
            # The module starts anew: a card that still lies there is found again.
            self._field = replace(self._field, progress=_Card.LAID)
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
            if self._rate is not None and self._port.baud not in (0, self._rate):
                return  # at the wrong rate a module hears nothing that makes sense
            for body in self._parser.feed(data):
                self._counts["commands"] += 1
                self._port.send(self._refusal_or_reply(body))

    def _refusal_or_reply(self, body: bytes) -> bytes:
        command = _KNOWN.get((body[0], body[1]))
        if command == sam_v.RESET and self._until_reset:
            self._refusal, self._until_reset = None, False
        if self._refusal is not None:
            return reply_frame(self._refusal)
        reply = self._reply(command, body)
        for answer in self._answers:
            if command in _QUESTIONS[answer.question]:
                answer.left -= 1
                self._answers = [each for each in self._answers if each.left]
                return reply_frame(answer.status, sw1=answer.sw[0], sw2=answer.sw[1])
        return reply

    def _reply(self, command: Command | None, body: bytes) -> bytes:
        replies: Mapping[Command | None, Callable[[], bytes]] = {
            sam_v.READ_SAM_ID: lambda: reply_frame(Sw3.OK, _SAM_ID),
            sam_v.RESET: self._reset,
            sam_v.STATUS: lambda: reply_frame(Sw3.OK),
            sam_v.FIND_CARD: self._find,
            sam_v.SELECT_CARD: self._select,
            sam_v.READ_TEXT_PHOTO: lambda: self._read(with_finger=False),
            sam_v.READ_TEXT_PHOTO_FINGER: lambda: self._read(with_finger=True),
            sam_v.READ_ADDED_ADDRESS: self._added_address,
        }
        if command in replies:
            return replies[command]()
        if body[0] == sam_v.set_rate(9600).code and body[1] in _RATES:
            self._rate = _RATES[body[1]]
            return reply_frame(Sw3.OK)
        if (body[0], body[1]) == (sam_v.set_max_rf(1).code, sam_v.set_max_rf(1).para):
            return reply_frame(Sw3.OK if len(body) > 2 else Sw3.BAD_LENGTH)  # noqa: PLR2004 - command, parameter, size
        return reply_frame(Sw3.BAD_COMMAND)

    def _reset(self) -> bytes:
        if self._field is not None:
            self._field = replace(self._field, progress=_Card.LAID)
        return reply_frame(Sw3.OK)

    def _find(self) -> bytes:
        if self._field is None or self._field.progress in (_Card.SELECTED, _Card.SPENT):
            return reply_frame(Sw3.NO_CARD)
        self._field = replace(self._field, progress=_Card.FOUND)
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
        self._field = replace(self._field, progress=_Card.SELECTED)
        return reply_frame(Sw3.OK, bytes(8))

    def _read(self, *, with_finger: bool) -> bytes:
        if self._field is None or self._field.progress is not _Card.SELECTED:
            return reply_frame(Sw3.READ_FAILED)
        if self._field.person.trick is CardTrick.UNREADABLE:
            return reply_frame(Sw3.READ_FAILED, sw1=0x6A, sw2=0x82)
        self._counts["reads"] += 1
        card = self._field.person.card
        prints = b"".join(finger_half(each, _stand_in_print(each)) for each in _PRINTS[: self._field.fingers])
        block = sam_v.card_block(CardBlock(encode_text(card), card.photo_wlt, prints), with_finger=with_finger)
        reply = reply_frame(Sw3.OK, self._collisions.collided(block))
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
            self._field = replace(self._field, progress=_Card.SPENT)
        return reply_frame(status, sw1=sw1, sw2=sw2)


_KNOWN = {(command.code, command.para): command for command in sam_v.COMMANDS}


def _stand_in_print(finger: EnrolledFinger) -> bytes:
    """Bytes that are nobody's fingerprint."""
    return bytes((index * 29 + finger.finger) % 251 for index in range(500))
