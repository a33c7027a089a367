"""What was scanned: nobody is in it afterwards, and it is read in the same way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.code_scanner import ScannedCode
from devices.codecs.scanner_frames import CodeFramer, read_code
from devices.codecs.scanner_wire import scrub

codes = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=20).map(str.encode),
    st.text(st.characters(codec="gb18030"), max_size=20).map(lambda text: text.encode("gb18030")),
)


def kinds(data: bytes) -> list[object]:
    """What each code was taken for, without what it says."""
    framer = CodeFramer()
    return [len(each.text) if isinstance(each, ScannedCode) else each for each in framer.feed(data) + framer.quiet()]


@given(st.lists(codes, max_size=5))
def test_it_is_read_in_the_same_way(said: list[bytes]) -> None:
    data = b"\r".join(said)
    clean = scrub(data)
    assert len(clean) == len(data)
    assert kinds(clean) == kinds(data)
    assert scrub(clean) == clean


@given(st.text(st.sampled_from("王建国0123456789Xabc𬎆é"), min_size=4), st.sampled_from(["utf-8", "gb18030"]))
def test_two_codes_of_one_shape_are_the_same_once_scrubbed(text: str, encoding: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        return
    moved = text.translate(str.maketrans("王建国0123456789abc", "李桂兰9876543210xyz")).encode(encoding)
    if isinstance(read_code(data), ScannedCode) and kinds(data) == kinds(moved):
        assert scrub(data) == scrub(moved)


@pytest.mark.parametrize(
    ("data", "clean"),
    [
        ("https://a.example/r/王?n=12\r\n".encode(), "aaaaa://a.aaaaaaa/a/某?a=00\r\n".encode()),
        ("领卡 7\r".encode("gb18030"), "人人 0\r".encode("gb18030")),
        (b"\xff\xfe90\n", b"\xff\xff\xff\xff\n"),
    ],
)
def test_scripts_encodings_ends_and_damage_stay(data: bytes, clean: bytes) -> None:
    assert scrub(data) == clean
