"""However a reply was damaged on its way, its recording holds nothing of the card and is damaged the same way."""

from hypothesis import given
from hypothesis import strategies as st

from devices.bench.people import PEOPLE, CardTrick
from devices.codecs import sam_v
from devices.codecs.sam_v import CardBlock, ReplyParser, Sw3, column_parity, reply_frame
from devices.codecs.sam_v_text import GarbledText, decode_text, encode_added_address, encode_text
from devices.codecs.sam_v_wire import commands, scrub_device

CARDS = [person.card for person in PEOPLE.values() if person.trick is CardTrick.NONE]
FINGER = bytes(range(1, 256)) * 3
FILLING = b" \0"


def reply_with(card: object = CARDS[0], *, finger: bool = False) -> bytes:
    assert card in CARDS
    person = CARDS[CARDS.index(card)]
    block = CardBlock(encode_text(person), person.photo_wlt, FINGER[:512] if finger else b"")
    return reply_frame(Sw3.OK, sam_v.card_block(block, with_finger=finger))


NOBODYS = b"".join(scrub_device(reply_with(card)) for card in CARDS)


def leaks(data: bytes, clean: bytes, run: int = 5) -> list[bytes]:
    """Stretches of a card's text that stand in the clean bytes, but for what the synthetic people have as well."""
    text = data[14 : 14 + 256]
    pieces = {text[start : start + 2 * run] for start in range(0, len(text) - 2 * run, 2)}
    return [piece for piece in pieces if piece.strip(FILLING) and piece in clean and piece not in NOBODYS]


def replies(data: bytes) -> list[tuple[int, int]]:
    return [(reply.sw3, len(reply.data)) for reply in ReplyParser().feed(data)]


damages = st.lists(
    st.one_of(
        st.tuples(st.just("flip"), st.integers(0, 1294), st.integers(0, 7)),
        st.tuples(st.just("cut"), st.integers(0, 1294), st.just(0)),
        st.tuples(st.just("insert"), st.integers(0, 1294), st.integers(0, 255)),
        st.tuples(st.just("twice"), st.just(0), st.just(0)),
    ),
    max_size=4,
)


def damaged(frame: bytes, how: list[tuple[str, int, int]]) -> bytes:
    for kind, place, value in how:
        at = min(place, max(0, len(frame) - 1))
        if kind == "flip" and frame:
            frame = frame[:at] + bytes((frame[at] ^ 1 << value,)) + frame[at + 1 :]
        elif kind == "cut":
            frame = frame[:at]
        elif kind == "insert":
            frame = frame[:at] + bytes((value,)) + frame[at:]
        elif kind == "twice":
            frame += frame
    return frame


@given(card=st.sampled_from(CARDS), how=damages, before=st.binary(max_size=20))
def test_nothing_of_a_card_comes_through_whatever_happened_to_its_frame(card, how, before):
    sound = reply_with(card)
    wire = before + damaged(sound, how) + reply_frame(Sw3.NO_CARD)
    clean = scrub_device(wire)
    assert len(clean) == len(wire)
    assert leaks(sound, clean) == []
    assert scrub_device(clean) == clean, "what is clean stays as it is"


def test_the_search_for_leaks_finds_one():
    """The planted bug: a scrubber that trusts the checksum and lets a damaged frame through."""
    sound = reply_with()
    broken = sound[:-1] + bytes((sound[-1] ^ 1,))
    assert leaks(sound, broken) != []
    assert leaks(sound, scrub_device(broken)) == []


@given(card=st.sampled_from(CARDS), how=damages)
def test_a_parser_sees_the_same_frames_before_and_after(card, how):
    wire = damaged(reply_with(card), how) + reply_frame(Sw3.NO_CARD)
    assert replies(scrub_device(wire)) == replies(wire)


@given(place=st.integers(10, 1293), bit=st.integers(0, 7))
def test_a_bad_checksum_stays_bad_by_the_same_bits(place, bit):
    sound = reply_with()
    wire = damaged(sound, [("flip", place, bit)])
    assert column_parity(scrub_device(wire)[5:]) == column_parity(wire[5:]) != 0


@given(card=st.sampled_from(CARDS), finger=st.booleans())
def test_a_sound_card_becomes_a_sound_card_of_the_same_kind(card, finger):
    (reply,) = ReplyParser().feed(scrub_device(reply_with(card, finger=finger)))
    block = sam_v.split_card_block(reply.data, with_finger=finger)
    assert block is not None
    assert decode_text(block.text).kind is card.kind
    assert decode_text(block.text).number != card.number
    assert not any(block.finger)


@given(offset=st.integers(0, 127), other=st.integers(0, 127), bit=st.integers(0, 7))
def test_a_text_that_contradicts_itself_contradicts_itself_in_the_same_field(offset, other, bit):
    text = bytearray(encode_text(CARDS[0]))
    text[2 * offset] ^= 1 << bit
    text[2 * other] ^= 1 << bit
    wire = reply_frame(Sw3.OK, sam_v.card_block(CardBlock(bytes(text), bytes(1024))))
    (reply,) = ReplyParser().feed(scrub_device(wire))
    assert wrong_field(reply.data[4:260]) == wrong_field(bytes(text))


def wrong_field(text: bytes) -> str:
    try:
        decode_text(text)
    except GarbledText as garbled:
        return garbled.field
    return ""


def test_an_added_address_is_replaced_and_none_stays_none():
    written, none = (reply_frame(Sw3.OK, encode_added_address(address)) for address in ("云桥市云桥区晚晴路8号", ""))
    assert "晚晴".encode("utf-16-le") not in scrub_device(written)
    assert scrub_device(written) != scrub_device(none) == none


@given(st.binary(max_size=300))
def test_bytes_in_no_frame_are_blanked(noise):
    clean = scrub_device(noise)
    assert len(clean) == len(noise)
    if sam_v.PREAMBLE[1:] not in noise:
        assert set(clean) <= {0, *sam_v.PREAMBLE}


def test_status_and_identity_come_through():
    for frame in (reply_frame(Sw3.OK, bytes(range(16))), reply_frame(Sw3.NO_CARD), sam_v.VENDOR_TIMEOUT):
        assert scrub_device(frame) == frame


@given(cut=st.integers(0, 40), noise=st.binary(max_size=9))
def test_every_whole_command_is_found(cut, noise):
    stream = noise + b"".join(command.frame() for command in (sam_v.FIND_CARD, sam_v.SELECT_CARD, sam_v.STATUS))
    found = [stream[each.start : each.end] for each in commands(stream[: len(stream) - cut])]
    whole = [command.frame()[1:] for command in (sam_v.FIND_CARD, sam_v.SELECT_CARD, sam_v.STATUS)]
    assert found == whole[: len(found)]
    assert len(found) >= 3 - -(-cut // 10)
