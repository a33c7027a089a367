"""Any bytes in any pieces, into every parser; longer by ``python tools/fuzz.py``."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.devices.codecs.fuzz_targets import TARGETS, Target, run


def pieces_for(target: Target) -> st.SearchStrategy[list[bytes]]:
    """Noise, sound frames, and sound frames with some bytes changed; cut anywhere."""
    noise = st.binary(max_size=64)
    sound = st.sampled_from(target.seeds)
    damaged = st.builds(_damaged, sound, st.integers(0, 4000), st.binary(max_size=6))
    return st.builds(_cut, st.lists(st.one_of(noise, sound, damaged), max_size=6), st.integers(1, 97))


def _damaged(frame: bytes, place: int, change: bytes) -> bytes:
    at = place % (len(frame) + 1)
    return frame[:at] + change + frame[at + len(change) :]


def _cut(parts: list[bytes], size: int) -> list[bytes]:
    whole = b"".join(parts)
    return [whole[start : start + size] for start in range(0, len(whole), size)]


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name.replace(" ", "_"))
def test_no_parser_trips_over_anything(target: Target) -> None:
    @settings(max_examples=60)
    @given(pieces_for(target))
    @example([])
    def feed(pieces: list[bytes]) -> None:
        run(target, pieces)

    feed()


@pytest.mark.parametrize(
    "target", [each for each in TARGETS if each.limit], ids=lambda each: each.name.replace(" ", "_")
)
def test_a_flood_is_not_kept(target: Target) -> None:
    """30 kB of noise, of NULs, and of a frame's beginning again and again, in pieces of 64 bytes."""
    noise = bytes(range(256)) * 120
    for flood in (noise, bytes(30_000), target.seeds[0][:7] * 4_300):
        run(target, [flood[start : start + 64] for start in range(0, len(flood), 64)])
