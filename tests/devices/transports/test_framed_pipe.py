"""Messages between the kiosk and a helper survive any splitting, and nonsense is not a message."""

import io
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.transports.framed_pipe import PipeBroken, Unpacker, packed, read_message

MESSAGES = st.lists(
    st.tuples(st.dictionaries(st.sampled_from("abc"), st.integers()), st.lists(st.binary())), max_size=4
)


@given(MESSAGES, st.integers(1, 40))
def test_any_pieces_give_the_same_messages(messages: list[tuple[dict[str, int], list[bytes]]], size: int) -> None:
    wire = b"".join(packed(dict(header), blobs) for header, blobs in messages)
    unpacker, got = Unpacker(), []
    for start in range(0, len(wire), size):
        unpacker.feed(wire[start : start + size])
        while (message := unpacker.take()) is not None:
            got.append(message)
    assert got == messages


@given(MESSAGES)
def test_reading_from_a_pipe_takes_one_message_at_a_time(messages: list[tuple[dict[str, int], list[bytes]]]) -> None:
    stream = cast("io.RawIOBase", io.BytesIO(b"".join(packed(dict(header), blobs) for header, blobs in messages)))
    assert [read_message(stream) for _ in messages] == messages
    assert read_message(stream) is None


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff\xff\xff\xff",
        b"\0\0\0\2[]",
        b"\0\0\0\2{}",
        b'\0\0\0\x0e{"blobs":[-1]}',
        b'\0\0\0\x0d{"blobs": 12}',
        b"\0\0\0\1x",
    ],
)
def test_nonsense_breaks_the_pipe(nonsense: bytes) -> None:
    unpacker = Unpacker()
    unpacker.feed(nonsense)
    with pytest.raises(PipeBroken):
        unpacker.take()
