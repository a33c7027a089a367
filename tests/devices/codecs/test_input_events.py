"""Keys as a scanner presses them."""

from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.input_events import KEY_EVENT, PRESSED, RECORD, RELEASED, KeyReader, typed

ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


@given(text=ASCII, cut=st.integers(0, 4000))
def test_every_ascii_code_comes_back_in_any_two_pieces(text: str, cut: int) -> None:
    records = b"".join(typed(text))
    reader = KeyReader()
    assert (reader.feed(records[:cut]) + reader.feed(records[cut:])).decode() == f"{text}\r"


def test_caps_lock_turns_letters_only() -> None:
    caps = RECORD.pack(0, 0, KEY_EVENT, 58, PRESSED) + RECORD.pack(0, 0, KEY_EVENT, 58, RELEASED)
    assert KeyReader().feed(caps + b"".join(typed("aB1"))) == b"Ab1\r"


def test_a_key_that_is_held_types_once() -> None:
    held = RECORD.pack(0, 0, KEY_EVENT, 30, 2)
    assert KeyReader().feed(b"".join(typed("a"))[: RECORD.size] + held * 5) == b"a"
