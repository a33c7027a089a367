"""Q1: the reference's form, any pieces and noise, no damaged answer."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.megatec import Q1, REPLY_LENGTH, Q1Parser, reply, shutdown

MAINS = Q1(221.0, 220.0, 18, 50.0, 27.2, 28.5, False, False, False, False, False)
BITS = st.booleans()


def test_the_answer_that_every_manual_shows() -> None:
    answer = Q1Parser().feed(b"(208.4 140.0 208.4 034 59.9 2.05 35.0 00110000\r")
    assert answer is not None
    assert (answer.input_v, answer.output_v, answer.load_percent) == (208.4, 208.4, 34)
    assert (answer.frequency_hz, answer.battery_v, answer.temperature_c) == (59.9, 2.05, 35.0)
    assert answer.ups_failed
    assert not answer.utility_failed


@given(
    utility=BITS, low=BITS, failed=BITS, testing=BITS, off=BITS, noise=st.binary(max_size=60), cut=st.integers(0, 107)
)
def test_any_answer_is_found_behind_noise_in_two_pieces(
    *, utility: bool, low: bool, failed: bool, testing: bool, off: bool, noise: bytes, cut: int
) -> None:
    said = replace(
        MAINS, utility_failed=utility, battery_low=low, ups_failed=failed, testing=testing, shutting_down=off
    )
    assert len(reply(said)) == REPLY_LENGTH
    heard = noise.replace(b"(", b"") + reply(said)
    parser = Q1Parser()
    assert (parser.feed(heard[:cut]) or parser.feed(heard[cut:])) == said


@given(place=st.integers(0, REPLY_LENGTH - 1), byte=st.sampled_from(b"#\x00 x("))
def test_a_damaged_form_is_no_answer(place: int, byte: int) -> None:
    frame = bytearray(reply(MAINS))
    if frame[place] == byte:
        return
    frame[place] = byte
    assert Q1Parser().feed(bytes(frame)) is None


def test_half_an_answer_waits_for_the_rest() -> None:
    parser = Q1Parser()
    assert parser.feed(reply(MAINS)[:-1]) is None
    assert parser.feed(b"\r") == MAINS


def test_commands_to_switch_off() -> None:
    assert shutdown(0.5, 3) == b"S.5R0003\r"
    assert shutdown(2, 10) == b"S02R0010\r"
