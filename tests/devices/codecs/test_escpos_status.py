"""Status bytes in any mixture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs.escpos_status import (
    AnswerDecoder,
    AutoStatus,
    Flow,
    PrinterCondition,
    QueuedPaper,
    RealTime,
    condition_of,
)


def test_the_kinds_are_told_apart_although_they_arrive_mixed() -> None:
    answers = list(AnswerDecoder().feed(b"\x13\x16\x38\x08\x12\x00\x0f\x11\x0c\x00"))
    assert answers == [
        Flow(go=False),
        RealTime(0x16),
        RealTime(0x12),
        AutoStatus(
            offline=True,
            cover_open=True,
            cutter=True,
            unrecoverable=False,
            auto_recoverable=False,
            near_end=False,
            end=False,
        ),
        Flow(go=True),
        QueuedPaper(near_end=False, end=True),
        QueuedPaper(near_end=False, end=False),
    ]


def test_an_automatic_status_between_real_time_answers() -> None:
    decoder = AnswerDecoder()
    assert list(decoder.feed(b"\x30\x00")) == []
    assert list(decoder.feed(b"\x12\x0c\x00")) == [
        RealTime(0x12),
        AutoStatus(
            offline=False,
            cover_open=True,
            cutter=False,
            unrecoverable=False,
            auto_recoverable=False,
            near_end=False,
            end=True,
        ),
    ]
    assert list(decoder.feed(b"\x03")) == [QueuedPaper(near_end=True, end=False)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((0x12, 0x12, 0x12, 0x12), PrinterCondition()),
        ((0x1A, 0x16, 0x12, 0x12), PrinterCondition(offline=True, cover_open=True)),
        (
            (0x1A, 0x32, 0x12, 0x7E),
            PrinterCondition(offline=True, stopped_for_paper=True, near_end=True, paper_end=True),
        ),
        ((0x1A, 0x52, 0x1A, 0x12), PrinterCondition(offline=True, error=True, cutter=True)),
        ((0x1A, 0x52, 0x52, 0x12), PrinterCondition(offline=True, error=True, overheated=True)),
        ((0x1A, 0x52, 0x32, 0x12), PrinterCondition(offline=True, error=True, unrecoverable=True)),
        ((0x12, 0x12, 0x12, 0x1E), PrinterCondition(near_end=True)),
        ((0x12, 0x12, 0x12, 0x52), PrinterCondition()),
    ],
)
def test_bits_say_what_the_manuals_say(answers: tuple[int, int, int, int], expected: PrinterCondition) -> None:
    assert condition_of(*answers) == expected


@given(st.binary(max_size=60), st.integers(min_value=0, max_value=60))
def test_noise_never_raises_and_any_split_reads_the_same(data: bytes, cut: int) -> None:
    split = AnswerDecoder()
    assert [*split.feed(data[:cut]), *split.feed(data[cut:])] == list(AnswerDecoder().feed(data))
