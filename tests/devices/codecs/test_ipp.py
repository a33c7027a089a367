"""IPP messages: there and back, and cut off at every byte."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.ipp import (
    Attribute,
    Group,
    IppError,
    JobState,
    Localised,
    Message,
    Operation,
    Range,
    Resolution,
    Tag,
    Value,
    attribute,
    decode,
    encode,
)

_numbers = st.integers(min_value=-(2**31), max_value=2**31 - 1)
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_names = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?", fullmatch=True)
_plain = st.one_of(
    st.builds(Value, st.sampled_from([int(Tag.INTEGER), int(Tag.ENUM)]), _numbers),
    st.builds(Value, st.just(int(Tag.BOOLEAN)), st.booleans()),
    st.builds(
        Value, st.sampled_from([int(Tag.TEXT), int(Tag.NAME), int(Tag.KEYWORD), int(Tag.URI), int(Tag.MIME)]), _texts
    ),
    st.builds(Value, st.sampled_from([int(Tag.OCTET_STRING), int(Tag.DATE_TIME)]), st.binary(max_size=40)),
    st.builds(Value, st.just(int(Tag.RANGE)), st.builds(Range, _numbers, _numbers)),
    st.builds(Value, st.just(int(Tag.RESOLUTION)), st.builds(Resolution, _numbers, _numbers, st.sampled_from([3, 4]))),
    st.builds(Value, st.just(int(Tag.TEXT_WITH_LANGUAGE)), st.builds(Localised, _texts, _texts)),
    st.builds(Value, st.sampled_from([int(Tag.UNSUPPORTED), int(Tag.UNKNOWN), int(Tag.NO_VALUE)]), st.none()),
)


def _attributes(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Attribute]:
    return st.builds(Attribute, _names, st.lists(values, min_size=1, max_size=3).map(tuple))


_values = st.recursive(
    _plain,
    lambda inner: st.builds(
        Value, st.just(int(Tag.BEGIN_COLLECTION)), st.lists(_attributes(inner), max_size=3).map(tuple)
    ),
    max_leaves=6,
)
_groups = st.builds(
    Group,
    st.sampled_from([int(Tag.OPERATION), int(Tag.JOB), int(Tag.PRINTER), int(Tag.UNSUPPORTED_GROUP)]),
    st.lists(_attributes(_values), max_size=4).map(tuple),
)
_messages = st.builds(
    Message,
    code=st.integers(min_value=0, max_value=0xFFFF),
    request_id=st.integers(min_value=1, max_value=2**31 - 1),
    groups=st.lists(_groups, max_size=4).map(tuple),
    document=st.binary(max_size=50),
)


@given(_messages)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    assert decode(encode(message)) == message


@given(_messages, st.data())
def test_a_cut_off_message_is_refused(message: Message, data: st.DataObject) -> None:
    head = encode(Message(message.code, message.request_id, message.groups))
    length = data.draw(st.integers(min_value=0, max_value=len(head) - 1))
    with pytest.raises(IppError):
        decode(head[:length])


@given(st.binary(max_size=200))
def test_noise_is_read_or_refused_but_never_anything_else(data: bytes) -> None:
    with suppress(IppError):
        assert isinstance(decode(data), Message)


def test_the_bytes_are_those_of_the_standard() -> None:
    head = attribute("attributes-charset", Tag.CHARSET, "utf-8")
    request = Message(Operation.GET_PRINTER_ATTRIBUTES, 1, (Group(Tag.OPERATION, (head,)),))
    assert encode(request) == b"\x02\x00\x00\x0b\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8\x03"


def test_several_values_share_one_name() -> None:
    group = Group(Tag.PRINTER, (attribute("printer-state-reasons", Tag.KEYWORD, "media-empty-error", "paused"),))
    (again,) = decode(encode(Message(0, 1, (group,)))).groups
    assert again.texts("printer-state-reasons") == ("media-empty-error", "paused")


def test_collections_without_end_do_not_exhaust_the_stack() -> None:
    member = b"\x4a\x00\x00\x00\x01a\x34\x00\x00\x00\x00"
    with pytest.raises(IppError, match="nested"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04\x34\x00\x01m\x00\x00" + member * 5000)


def test_a_value_of_the_wrong_length_is_refused_by_name_of_its_tag() -> None:
    with pytest.raises(IppError, match="0x21"):
        decode(b"\x02\x00\x00\x00\x00\x00\x00\x01\x04\x21\x00\x01n\x00\x02\x00\x01\x03")


def test_jobs_that_are_over() -> None:
    assert [state.name for state in JobState if state.over] == ["CANCELED", "ABORTED", "COMPLETED"]


@given(_messages, st.data())
def test_a_damaged_message_is_read_or_refused_but_never_anything_else(message: Message, data: st.DataObject) -> None:
    damaged = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] ^= data.draw(st.integers(1, 255))
    with suppress(IppError):
        read = decode(bytes(damaged))
        assert sum(len(group.attributes) for group in read.groups) <= len(damaged) // 4
