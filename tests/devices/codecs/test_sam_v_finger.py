"""Which fingers are on a card; never the print itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.id_card_reader import EnrolledFinger
from devices.codecs.sam_v_finger import HALF_BYTES, enrolled_fingers, finger_half

INDEX, THUMB = EnrolledFinger(12, 88), EnrolledFinger(16, 0)


@pytest.mark.parametrize("fingers", [(), (INDEX,), (INDEX, THUMB)])
def test_enrolled_fingers_are_told(fingers: tuple[EnrolledFinger, ...]) -> None:
    block = b"".join(finger_half(finger, b"print") for finger in fingers)
    assert len(block) == HALF_BYTES * len(fingers)
    assert enrolled_fingers(block) == fingers


@pytest.mark.parametrize(("place", "value"), [(0, 0x44), (4, 2), (4, 3), (4, 9), (5, 10), (5, 21), (6, 101)])
def test_a_half_without_a_finger_is_left_out(place: int, value: int) -> None:
    half = bytearray(finger_half(INDEX, b""))
    half[place] = value
    assert enrolled_fingers(bytes(half) + finger_half(THUMB, b"")) == (THUMB,)


@given(st.binary(max_size=1500))
def test_any_bytes_are_some_fingers_or_none(block: bytes) -> None:
    assert all(0 <= finger.quality <= 100 for finger in enrolled_fingers(block))
