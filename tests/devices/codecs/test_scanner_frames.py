"""Codes end where they end, in any pieces, and nothing but plain text comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api.code_scanner import ScannedCode, ScanProblem, ScanRefused
from devices.codecs.scanner_frames import LIMIT, CodeFramer, read_code

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60)


@given(
    texts=st.lists(TEXTS, min_size=1, max_size=4),
    ending=st.sampled_from([b"\r", b"\n", b"\r\n"]),
    cuts=st.lists(st.integers(1, 30), max_size=20),
)
def test_codes_one_after_the_other_stay_apart(texts: list[str], ending: bytes, cuts: list[int]) -> None:
    rest = b"".join(text.encode() + ending for text in texts)
    framer = CodeFramer()
    found = []
    for cut in [*cuts, len(rest)]:
        piece, rest = rest[:cut], rest[cut:]
        found += framer.feed(piece)
    assert found == [ScannedCode(text) for text in texts]
    assert framer.quiet() == []


def test_a_gap_ends_a_code_without_a_terminator() -> None:
    framer = CodeFramer()
    assert framer.feed(b"SSB-2026-1") == []
    assert framer.waiting
    assert framer.quiet() == [ScannedCode("SSB-2026-1")]
    assert not framer.waiting


@given(extra=st.integers(1, 3 * LIMIT))
def test_a_flood_is_one_refusal_and_its_tail_is_no_code(extra: int) -> None:
    framer = CodeFramer()
    assert framer.feed(b"7" * (LIMIT + extra)) == []
    assert framer.feed(b"\rOK\r") == [ScanRefused(ScanProblem.TOO_LONG), ScannedCode("OK")]


@pytest.mark.parametrize("text", ["社保卡", "𬎆", "SSB：编号"])
def test_gb18030_is_read_when_it_is_no_utf_8(text: str) -> None:
    assert read_code(text.encode("gb18030")) == ScannedCode(text)
    assert read_code(text.encode()) == ScannedCode(text)


@pytest.mark.parametrize("data", [b"\x1b[2J", b"a\x00b", "a\x85b".encode(), b"tab\tbed"])
def test_control_characters_are_refused(data: bytes) -> None:
    assert read_code(data) == ScanRefused(ScanProblem.CONTROL_CHARACTERS)


def test_what_is_no_text_is_refused() -> None:
    assert read_code(b"\xff\xff\xff") == ScanRefused(ScanProblem.NOT_TEXT)


def test_a_code_does_not_show_what_it_says() -> None:
    assert "990101" not in repr(ScannedCode("990101199001011234"))
