"""Every parser of bytes from outside as one function: pieces in, the bytes it still holds out.

Whatever comes, in whatever pieces: no exception but `allowed`, and no more memory than `limit`. Used by ``test_fuzz.py`` with
Hypothesis, and by ``tools/fuzz.py`` for as long as one likes.
"""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from devices import recording
from devices.api.id_card_reader import CardKind, EnrolledFinger, IdCard
from devices.bench.escpos_commands import next_command
from devices.codecs import card_profile, escpos_wire, ipp, megatec, modbus_rtu, sam_v, sam_v_text, sam_v_wire
from devices.codecs.escpos_status import AnswerDecoder
from devices.codecs.input_events import RECORD, KeyReader, typed
from devices.codecs.ipp_supplies import supplies_of
from devices.codecs.sam_v_finger import enrolled_fingers, finger_half
from devices.codecs.scanner_frames import LIMIT, CodeFramer
from devices.transports.framed_pipe import PipeBroken, Unpacker, packed
from devices.vision.jpeg_header import jpeg_header

Pieces = Sequence[bytes]
_WRITE = modbus_rtu.write_coils(1, 0, (True, False, True))
_READ = modbus_rtu.read_inputs(1, 0, 3)
_PROFILE_TEXT = 'title = "t"\nselect = "00A40400"\n[[fields]]\nid = "name"\napdu = "00B20904"\nformat = "text"\n'
_MESSAGE = ipp.Message(
    ipp.Operation.GET_JOBS,
    1,
    (
        ipp.Group(
            ipp.Tag.PRINTER,
            (
                ipp.attribute("printer-supply", ipp.Tag.OCTET_STRING, b"type=toner;maxcapacity=100;level=20;"),
                ipp.attribute("printer-supply-description", ipp.Tag.TEXT, "Black"),
                ipp.attribute("marker-levels", ipp.Tag.INTEGER, 5),
            ),
        ),
    ),
    b"%PDF",
)
_CARD = IdCard(
    kind=CardKind.CITIZEN,
    name="某某",
    sex="1",
    birth=date(1984, 3, 7),
    number="99010119840307001" + sam_v_text.check_digit("99010119840307001"),
    authority="某某市公安局",
    valid_from=date(2020, 1, 1),
    valid_to=None,
    ethnicity="01",
    address="某某路1号",
)
_TEXT = sam_v_text.encode_text(_CARD)
_BLOCK = sam_v.card_block(
    sam_v.CardBlock(_TEXT, bytes(1024), finger_half(EnrolledFinger(11, 50), bytes(500))), with_finger=True
)
_Q1 = b"(221.0 221.0 220.0 018 50.0 27.2 28.5 00001000\r"


@dataclass(frozen=True, slots=True)
class Target:
    """One parser. `seeds` are sound inputs, from which better than random ones are made."""

    name: str
    run: Callable[[Pieces], int]
    seeds: tuple[bytes, ...]
    allowed: tuple[type[Exception], ...] = ()
    limit: int = 0
    """bytes that may be held at most, whatever came"""


def _sam_v_replies(pieces: Pieces) -> int:
    parser, most = sam_v.ReplyParser(), 0
    for piece in pieces:
        for reply in parser.feed(piece):
            for command in sam_v.COMMANDS:
                reply.answers(command)
            reply.meaning()
        most = max(most, len(parser._frames._buffer))
    parser.abandon()
    return most


def _sam_v_commands(pieces: Pieces) -> int:
    parser, most = sam_v.command_parser(), 0
    for piece in pieces:
        parser.feed(piece)
        most = max(most, len(parser._buffer))
    return most


def _card_text(pieces: Pieces) -> int:
    text = b"".join(pieces)
    repr(sam_v_text.decode_text(text[:256], added_address=text[256:326]))
    return 0


def _card_block(pieces: Pieces) -> int:
    data = b"".join(pieces)
    for with_finger in (False, True):
        block = sam_v.split_card_block(data, with_finger=with_finger)
        if block is not None:
            enrolled_fingers(block.finger)
    return 0


def _sam_v_scrub(pieces: Pieces) -> int:
    data = b"".join(pieces)
    assert len(sam_v_wire.scrub_device(data)) == len(data)
    assert all(0 <= each.start < each.end <= len(data) for each in sam_v_wire.commands(data))
    return 0


def _escpos_scrub(pieces: Pieces) -> int:
    data = b"".join(pieces)
    assert len(escpos_wire.scrub(data)) == len(data)
    assert all(0 <= each.start < each.end <= len(data) for each in escpos_wire.questions(data))
    return 0


def _escpos_answers(pieces: Pieces) -> int:
    decoder, most = AnswerDecoder(), 0
    for piece in pieces:
        list(decoder.feed(piece))
        most = max(most, len(decoder._asb))
    return most


def _escpos_commands(pieces: Pieces) -> int:
    buffer = b"".join(pieces)
    while (taken := next_command(buffer)) is not None:
        assert 0 < taken[1] <= len(buffer)
        buffer = buffer[taken[1] :]
    return 0


def _modbus_reply(request: modbus_rtu.Request) -> Callable[[Pieces], int]:
    def run(pieces: Pieces) -> int:
        parser, most = modbus_rtu.ReplyParser(request), 0
        for piece in pieces:
            if parser.feed(piece) is not None:
                break  # one parser, one reply
            most = max(most, len(parser._heard))
        return most

    return run


def _modbus_requests(pieces: Pieces) -> int:
    parser, most = modbus_rtu.RequestParser(), 0
    for piece in pieces:
        parser.feed(piece)
        most = max(most, len(parser._heard))
    return most


def _q1(pieces: Pieces) -> int:
    parser, most = megatec.Q1Parser(), 0
    for piece in pieces:
        parser.feed(piece)
        most = max(most, len(parser._heard))
    return most


def _ipp(pieces: Pieces) -> int:
    message = ipp.decode(b"".join(pieces))
    for group in message.groups:
        supplies_of(group)
        for each in group.attributes:
            group.texts(each.name)
            group.number(each.name)
    return 0


def _codes(pieces: Pieces) -> int:
    framer, most = CodeFramer(), 0
    for piece in pieces:
        framer.feed(piece)
        most = max(most, len(framer._heard))
    framer.quiet()
    return most


def _keys(pieces: Pieces) -> int:
    reader, most = KeyReader(), 0
    for piece in pieces:
        reader.feed(piece)
        most = max(most, len(reader._rest) + len(reader._shifts))
    return most


def _apdu(pieces: Pieces) -> int:
    answer = card_profile.ApduAnswer(b"".join(pieces))
    for name in card_profile.Format:
        field = card_profile.CardField(id="x", apdu=b"\x00\xb2\x09\x04", format=name, tlv=bool(answer.status % 2))
        card_profile.value_of(field, answer.data)
    return 0


def _profile(pieces: Pieces) -> int:
    with suppress(UnicodeDecodeError):
        card_profile.parse_profile(b"".join(pieces).decode())
    return 0


def _pipe(pieces: Pieces) -> int:
    unpacker = Unpacker()
    for piece in pieces:
        unpacker.feed(piece)
        while unpacker.take() is not None:
            continue
    return 0


def _recording(pieces: Pieces) -> int:
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"".join(pieces))
        file.flush()
        recording.load(Path(file.name))
    return 0


def _jpeg(pieces: Pieces) -> int:
    jpeg_header(b"".join(pieces))
    return 0


_REPLIES = (sam_v.reply_frame(0x90, _BLOCK), sam_v.reply_frame(0x9F, bytes(4)), sam_v.VENDOR_TIMEOUT)
TARGETS: tuple[Target, ...] = (
    Target("sam_v replies", _sam_v_replies, _REPLIES, limit=8192),
    Target("sam_v commands", _sam_v_commands, tuple(each.frame() for each in sam_v.COMMANDS), limit=8192),
    Target(
        "sam_v card text",
        _card_text,
        (_TEXT, _TEXT + sam_v_text.encode_added_address("某某路2号")),
        (sam_v_text.GarbledText,),
    ),
    Target("sam_v card block", _card_block, (_BLOCK,)),
    Target("sam_v scrubbing", _sam_v_scrub, (*_REPLIES, sam_v.FIND_CARD.frame())),
    Target("escpos scrubbing", _escpos_scrub, (b"\x1b@abc\n\x10\x04\x01", b"\x1dv0\0\x01\0\x02\0ab\x1dr\x01")),
    Target("escpos answers", _escpos_answers, (b"\x12\x10\0\0\0\x13\x11\0",), limit=4),
    Target("escpos commands", _escpos_commands, (b"\x1b@abc\n\x10\x04\x01\x1dV\x42\x03", b"\x1dv0\0\x01\0\x02\0ab")),
    Target(
        "modbus reading",
        _modbus_reply(_READ),
        (modbus_rtu.reply_frame(_READ, (True, False, True)), _READ.frame()),
        limit=512,
    ),
    Target("modbus writing", _modbus_reply(_WRITE), (modbus_rtu.reply_frame(_WRITE), _WRITE.frame()), limit=512),
    Target("modbus requests", _modbus_requests, (_READ.frame(), _WRITE.frame()), limit=512),
    Target("megatec", _q1, (_Q1,), limit=256),
    Target("ipp", _ipp, (ipp.encode(_MESSAGE),), (ipp.IppError,)),
    Target("scanner codes", _codes, (b"SSB-1\r\n", "受理\r".encode(), "受理\n".encode("gb18030")), limit=LIMIT),
    Target("scanner keys", _keys, (b"".join(typed("aB-1")),), limit=RECORD.size + 2),
    Target("chip card answers", _apdu, (b"\x09\x04abcd\x90\x00", b"\x61\x10", b"\x6c\x05"), (ValueError,)),
    Target("chip card profiles", _profile, (_PROFILE_TEXT.encode(),), (card_profile.ProfileError,)),
    Target("helper pipe", _pipe, (packed({"do": "x"}, [b"abc"]),), (PipeBroken,)),
    Target("recordings", _recording, (b'{"format": "x"}\n',), (recording.RecordingError,)),
    Target(
        "jpeg header",
        _jpeg,
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x10\x01\x01\x11\x00",),
        (ValueError,),
    ),
)


def run(target: Target, pieces: Pieces) -> None:
    """Feed `pieces`; `AssertionError` when the target holds too much, and whatever it raises that it must not."""
    with suppress(*target.allowed):
        held = target.run(pieces)
        assert held <= target.limit, f"{target.name} holds {held} bytes"
