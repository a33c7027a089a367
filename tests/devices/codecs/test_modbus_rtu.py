"""Modbus frames: known bytes, any mixture of noise and pieces, and nothing but sound answers to one's own question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.modbus_rtu import (
    ExceptionCode,
    Function,
    Refused,
    ReplyParser,
    Request,
    RequestParser,
    crc16,
    exception_frame,
    framed,
    pack,
    read_coils,
    read_inputs,
    reply_frame,
    unpack,
    write_coil,
    write_coils,
)

_BITS = st.lists(st.booleans(), min_size=1, max_size=40)


def test_frames_of_the_specification() -> None:
    """Check bytes computed by hand from the polynomial; the request and its reply are the examples of 6.1 and 6.5."""
    assert crc16(b"123456789") == bytes.fromhex("374b"), "CRC-16/MODBUS check value 4B37, low byte first"
    assert read_coils(4, 0x0A, 0x0D).frame() == bytes.fromhex("04010 00A000D DD98".replace(" ", ""))
    assert write_coil(17, 0xAC, on=True).frame() == bytes.fromhex("110500ACFF004E8B")
    assert write_coils(17, 0x13, unpack(b"\xcd\x01", 10)).frame() == bytes.fromhex("110F0013000A02CD01BF0B")


@given(bits=_BITS)
def test_bits_survive_packing(bits: list[bool]) -> None:
    assert list(unpack(pack(bits), len(bits))) == bits


@given(
    bits=_BITS,
    noise=st.binary(max_size=12),
    cuts=st.lists(st.integers(min_value=1, max_value=9), max_size=12),
    outputs=st.booleans(),
)
def test_a_reply_is_found_behind_any_noise_in_any_pieces(
    bits: list[bool], noise: bytes, cuts: list[int], *, outputs: bool
) -> None:
    request = (read_coils if outputs else read_inputs)(7, 3, len(bits))
    rest = noise + reply_frame(request, bits)
    parser = ReplyParser(request)
    heard = None
    for cut in [*cuts, len(rest)]:
        piece, rest = rest[:cut], rest[cut:]
        heard = heard or parser.feed(piece)
    assert heard == tuple(bits)


@given(bits=_BITS, place=st.integers(min_value=0, max_value=10_000), flip=st.integers(min_value=1, max_value=255))
def test_a_damaged_reply_is_no_reply(bits: list[bool], place: int, flip: int) -> None:
    request = read_inputs(1, 0, len(bits))
    frame = bytearray(reply_frame(request, bits))
    frame[place % len(frame)] ^= flip
    assert ReplyParser(request).feed(bytes(frame)) is None


def test_another_units_reply_and_another_functions_reply_are_passed_over() -> None:
    request = read_inputs(1, 0, 3)
    theirs = reply_frame(Request(2, Function.READ_DISCRETE_INPUTS, 0, 3), [True] * 3)
    coils = reply_frame(read_coils(1, 0, 3), [True] * 3)
    mine = reply_frame(request, [False, True, False])
    assert ReplyParser(request).feed(theirs + coils + mine) == (False, True, False)


@pytest.mark.parametrize("request_", [read_inputs(1, 0, 3), write_coils(1, 0, [True, False, True])])
def test_an_echo_of_the_question_is_no_answer(request_: Request) -> None:
    parser = ReplyParser(request_)
    assert parser.feed(request_.frame()) is None
    assert parser.feed(reply_frame(request_, [True, False, True])) == (True, False, True)


def test_a_reply_about_other_outputs_is_no_answer() -> None:
    request = write_coils(1, 0, [True, False])
    assert ReplyParser(request).feed(reply_frame(write_coils(1, 4, [True, False]))) is None


def test_a_refusal_is_told_in_words() -> None:
    request = read_inputs(1, 0, 3)
    refused = ReplyParser(request).feed(exception_frame(request, ExceptionCode.ILLEGAL_ADDRESS))
    assert refused == Refused(2)
    assert str(refused) == "exception 02 (illegal address)"
    assert str(Refused(0x55)) == "exception 55 (unknown)"


@given(noise=st.binary(max_size=30), damage=st.booleans())
def test_the_board_hears_whole_questions_only(noise: bytes, *, damage: bool) -> None:
    asked = [read_inputs(1, 0, 3), write_coil(1, 2, on=True), write_coils(1, 0, [True] * 4)]
    frames = b"".join(each.frame() for each in asked)
    if damage:
        frames = framed(b"\x01\x02\x00")[:-1] + b"\x00" + frames
    parser = RequestParser()
    heard = parser.feed(noise + frames[:11]) + parser.feed(frames[11:])
    assert heard[-len(asked) :] == asked


def test_the_planted_bug_of_a_parser_without_check_bytes_is_found() -> None:
    """A parser that trusts the length alone would take this damaged frame for three inputs that are on."""
    request = read_inputs(1, 0, 3)
    frame = bytearray(reply_frame(request, [False] * 3))
    frame[3] = 0x07
    assert ReplyParser(request).feed(bytes(frame)) is None
