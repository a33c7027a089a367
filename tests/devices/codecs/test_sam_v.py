"""SAM_V frames: known bytes, and no damage that turns into data."""

import itertools
import random
from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.bench.people import PEOPLE
from devices.codecs import sam_v
from devices.codecs.sam_v import CardBlock, Reply, ReplyParser, Sw3, reply_frame
from devices.codecs.sam_v_text import GarbledText, decode_text, encode_text

statuses = st.sampled_from([each for each in Sw3 if each is not Sw3.VENDOR_TIMEOUT])
replies = st.builds(Reply, st.integers(0, 255), st.integers(0, 255), statuses, st.binary(max_size=100))


def block_of(key: str) -> bytes:
    """The data of a successful reading."""
    card = PEOPLE[key].card
    return sam_v.card_block(CardBlock(encode_text(card), card.photo_wlt))


def as_bytes(reply: Reply) -> bytes:
    return reply_frame(reply.sw3, reply.data, reply.sw1, reply.sw2)


def in_pieces(data: bytes, cuts: list[int]) -> list[Reply]:
    parser, found = ReplyParser(), []
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in itertools.pairwise(edges):
        found += parser.feed(data[start:end])
    return found


@pytest.mark.parametrize(
    ("command", "frame"),
    [
        (sam_v.RESET, "AAAAAA9669000310FFEC"),
        (sam_v.STATUS, "AAAAAA9669000311FFED"),
        (sam_v.READ_SAM_ID, "AAAAAA9669000312FFEE"),
        (sam_v.FIND_CARD, "AAAAAA96690003200122"),
        (sam_v.SELECT_CARD, "AAAAAA96690003200221"),
        (sam_v.READ_TEXT_PHOTO, "AAAAAA96690003300132"),
        (sam_v.READ_ADDED_ADDRESS, "AAAAAA96690003300330"),
        (sam_v.READ_TEXT_PHOTO_FINGER, "AAAAAA96690003301023"),
        (sam_v.set_rate(115200), "AAAAAA96690003600063"),
        (sam_v.set_rate(57600), "AAAAAA96690003600162"),
        (sam_v.set_rate(38400), "AAAAAA96690003600261"),
        (sam_v.set_rate(19200), "AAAAAA96690003600360"),
        (sam_v.set_rate(9600), "AAAAAA96690003600467"),
        (sam_v.set_max_rf(80), "AAAAAA9669000461FF50CA"),
    ],
)
def test_commands_are_the_bytes_of_the_sources(command: sam_v.Command, frame: str) -> None:
    assert command.frame().hex().upper() == frame


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        ("AAAAAA96690004000090 94", Reply(0, 0, Sw3.OK)),
        ("AAAAAA9669000800009F0000000097", Reply(0, 0, Sw3.CARD_FOUND, bytes(4))),
        ("AAAAAA9669000C00009000000000000000009C", Reply(0, 0, Sw3.OK, bytes(8))),
        ("AAAAAA966900040000 8084", Reply(0, 0, Sw3.NO_CARD)),
        ("AAAAAA966900040000 4145", Reply(0, 0, Sw3.READ_FAILED)),
        ("AAAAAA966900040000 6064", Reply(0, 0, Sw3.SELF_TEST_FAILED)),
    ],
)
def test_replies_of_the_sources_are_understood(frame: str, reply: Reply) -> None:
    assert ReplyParser().feed(bytes.fromhex(frame)) == [reply]
    assert as_bytes(reply) == bytes.fromhex(frame)


def test_the_longest_replies_have_the_lengths_of_the_sources() -> None:
    card = PEOPLE["wang"].card
    assert len(reply_frame(Sw3.OK, block_of("wang"))) == 1295
    for fingers, length in ((0, 1297), (1, 1809), (2, 2321)):
        block = CardBlock(encode_text(card), card.photo_wlt, bytes(512 * fingers))
        frame = reply_frame(Sw3.OK, sam_v.card_block(block, with_finger=True))
        assert len(frame) == length
        [reply] = ReplyParser().feed(frame)
        assert reply.answers(sam_v.READ_TEXT_PHOTO_FINGER)
        assert not reply.answers(sam_v.READ_TEXT_PHOTO)
        read = sam_v.split_card_block(reply.data, with_finger=True)
        assert read == block
    assert sam_v.READ_TEXT_PHOTO.longest_reply() == 1295
    assert sam_v.READ_TEXT_PHOTO_FINGER.longest_reply() == 2321
    assert sam_v.READ_ADDED_ADDRESS.longest_reply() == 81


@given(st.lists(replies, max_size=4), st.lists(st.integers(0, 10_000), max_size=12))
def test_any_split_gives_the_same_replies(sent: list[Reply], cuts: list[int]) -> None:
    assert in_pieces(b"".join(map(as_bytes, sent)), cuts) == sent


@given(
    replies,
    st.binary(max_size=40).filter(lambda noise: b"\x96" not in noise),
    st.lists(st.integers(0, 500), max_size=5),
)
def test_noise_before_a_reply_is_skipped(reply: Reply, noise: bytes, cuts: list[int]) -> None:
    assert in_pieces(noise + as_bytes(reply), cuts) == [reply]


@given(replies)
def test_one_lost_aa_does_not_matter(reply: Reply) -> None:
    assert ReplyParser().feed(as_bytes(reply)[1:]) == [reply]


def test_the_recorded_start_with_a_zero_inside_is_understood() -> None:
    frame = bytes.fromhex("AA00") + reply_frame(Sw3.OK, bytes(8))
    assert ReplyParser().feed(frame) == [Reply(0, 0, Sw3.OK, bytes(8))]


@given(replies, st.data())
def test_a_flipped_bit_never_makes_a_different_reply(reply: Reply, data: st.DataObject) -> None:
    frame = bytearray(as_bytes(reply))
    # Flips inside LEN are caught by the lengths that each command expects, see the next test.
    place = data.draw(st.integers(0, len(frame) - 1).filter(lambda index: index not in (5, 6)))
    frame[place] ^= 1 << data.draw(st.integers(0, 7))
    assert [each for each in ReplyParser().feed(bytes(frame)) if each != reply] == []


@given(st.sampled_from(["wang", "li", "rare", "chen", "smith", "jones", "hk"]), st.data())
def test_a_flipped_bit_never_makes_a_different_card(key: str, data: st.DataObject) -> None:
    card = PEOPLE[key].card
    frame = bytearray(reply_frame(Sw3.OK, block_of(key)))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= 1 << data.draw(st.integers(0, 7))
    for reply in ReplyParser().feed(bytes(frame)):
        block = sam_v.split_card_block(reply.data) if reply.answers(sam_v.READ_TEXT_PHOTO) else None
        if block is not None:
            assert decode_text(block.text, photo=block.photo) == decode_text(encode_text(card), photo=card.photo_wlt)


@given(st.binary(max_size=3000))
def test_noise_never_becomes_a_card(noise: bytes) -> None:
    for reply in ReplyParser().feed(sam_v.PREAMBLE + noise):
        block = sam_v.split_card_block(reply.data) if reply.answers(sam_v.READ_TEXT_PHOTO) else None
        if block is not None:
            with pytest.raises(GarbledText):
                decode_text(block.text)


def test_the_makers_time_out_frame_is_told_at_once_and_swallows_nothing() -> None:
    parser = ReplyParser()
    assert parser.feed(sam_v.VENDOR_TIMEOUT) == [Reply(0, 0, Sw3.VENDOR_TIMEOUT)]
    after = reply_frame(Sw3.OK, bytes(16))
    assert parser.feed(after) == [Reply(0, 0, Sw3.OK, bytes(16))]


def test_without_its_own_rule_the_time_out_frame_would_swallow_the_next_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: two bytes of the next preamble complete the frame, and their XOR is even right."""
    stream = sam_v.VENDOR_TIMEOUT + reply_frame(Sw3.OK, bytes(16))
    monkeypatch.setattr(sam_v, "VENDOR_TIMEOUT", sam_v.PREAMBLE + b"never")
    assert Reply(5, 5, 5, b"\xaa") in ReplyParser().feed(stream)


def test_without_the_check_byte_a_flipped_bit_would_be_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: a parser that trusts every frame of the right length."""
    flipped = bytearray(reply_frame(Sw3.OK, bytes(16)))
    flipped[12] ^= 1
    assert ReplyParser().feed(bytes(flipped)) == []
    monkeypatch.setattr(sam_v, "column_parity", lambda _: 0)
    assert ReplyParser().feed(bytes(flipped)) != []


@pytest.mark.parametrize("claimed", [0, 1, 3, 4097, 65535])
def test_a_length_out_of_bounds_is_not_waited_for(claimed: int) -> None:
    broken = sam_v.PREAMBLE + claimed.to_bytes(2, "big")
    sound = reply_frame(Sw3.NO_CARD)
    assert ReplyParser().feed(broken + sound) == [Reply(0, 0, Sw3.NO_CARD)]


def test_a_half_frame_gives_nothing_but_says_that_it_has_begun() -> None:
    parser = ReplyParser()
    assert parser.feed(reply_frame(Sw3.OK, bytes(100))[:50]) == []
    assert parser.started
    silent = ReplyParser()
    assert silent.feed(b"\x00\xff\xaa\xaa") == []
    assert not silent.started


def test_a_reply_fits_its_command_by_status_and_length() -> None:
    assert Reply(0, 0, Sw3.CARD_FOUND, bytes(4)).answers(sam_v.FIND_CARD)
    assert Reply(0x6A, 0x82, Sw3.READ_FAILED).answers(sam_v.READ_TEXT_PHOTO)
    assert not Reply(0, 0, Sw3.OK, bytes(8)).answers(sam_v.READ_TEXT_PHOTO)
    assert not Reply(0, 0, Sw3.OK, bytes(8)).answers(sam_v.FIND_CARD)
    assert not Reply(0, 0, Sw3.CARD_FOUND, bytes(4)).answers(sam_v.SELECT_CARD)
    assert not Reply(0, 0, Sw3.READ_FAILED, b"x").answers(sam_v.SELECT_CARD)


def test_a_reply_does_not_show_what_is_in_it() -> None:
    assert "secret" not in repr(Reply(0, 0, Sw3.OK, b"secret"))


@pytest.mark.parametrize("data", [b"", b"\x01", b"\x01\x00\x04\x00" + bytes(1279), b"\xff\xff\xff\xff"])
def test_lengths_that_do_not_fit_are_no_card(data: bytes) -> None:
    assert sam_v.split_card_block(data) is None


@given(st.binary(max_size=5000))
def test_the_parity_is_that_of_xoring_byte_by_byte(data: bytes) -> None:
    assert sam_v.column_parity(data) == reduce(xor, data, 0)


@given(st.binary(max_size=60), replies, st.binary(max_size=60))
def test_a_false_beginning_that_hides_a_reply_gives_it_up_when_abandoned(
    before: bytes, reply: Reply, inside: bytes
) -> None:
    """Noise that looks like the beginning of a long frame: the parser waits for the rest, in vain."""
    parser = ReplyParser()
    hidden = sam_v.PREAMBLE + (4000).to_bytes(2, "big") + inside
    if b"\x96" in before + inside:
        return  # what else such noise may hide is the business of the test below
    assert parser.feed(before + hidden + as_bytes(reply)) == []
    assert parser.started
    assert parser.abandon() == [reply]
    assert parser.abandon() == []
    assert parser.feed(as_bytes(reply)) == [reply]


@given(st.lists(st.binary(max_size=50) | st.just(sam_v.PREAMBLE) | replies.map(as_bytes), max_size=12))
def test_any_stream_is_digested(pieces: list[bytes]) -> None:
    """Whatever comes: no exception, and every reply told was on the wire as a sound frame."""
    parser, stream = ReplyParser(), b"".join(pieces)
    found = [reply for piece in pieces for reply in parser.feed(piece)] + parser.abandon()
    assert [reply for reply in found if as_bytes(reply)[1:] not in stream and reply.sw3 != Sw3.VENDOR_TIMEOUT] == []


def test_megabytes_of_noise_hold_no_frame() -> None:
    noise = random.Random(7).randbytes(4_000_000)
    parser = ReplyParser()
    found = [reply for start in range(0, len(noise), 4096) for reply in parser.feed(noise[start : start + 4096])]
    assert found + parser.abandon() == []
    assert parser.feed(reply_frame(Sw3.NO_CARD)) == [Reply(0, 0, Sw3.NO_CARD)]
