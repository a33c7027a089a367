"""Shared memory: what was put in comes out once, and nothing of it stays."""

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from devices.transports.shared_blobs import BEAT_S, CAPACITY, Half, Pulse, SharedBlobs


@pytest.fixture(name="sides")
def _sides() -> Iterator[tuple[SharedBlobs, SharedBlobs]]:
    descriptor = SharedBlobs.descriptor()
    sides = SharedBlobs(descriptor), SharedBlobs(descriptor)
    os.close(descriptor)
    yield sides
    for side in sides:
        side.close()


def test_blobs_come_out_as_they_were_put_in_and_leave_nothing(sides: tuple[SharedBlobs, SharedBlobs]) -> None:
    one, other = sides
    blobs = [b"a page", b"", os.urandom(300_000)]
    places = one.put(Half.ANSWER, blobs)
    assert other.take(Half.ANSWER, places) == blobs
    assert other.take(Half.ANSWER, places) == [bytes(6), b"", bytes(300_000)]


def test_the_two_directions_do_not_touch(sides: tuple[SharedBlobs, SharedBlobs]) -> None:
    one, other = sides
    request, answer = one.put(Half.REQUEST, [b"face"]), other.put(Half.ANSWER, [b"score"])
    assert one.take(Half.ANSWER, answer) == [b"score"]
    assert other.take(Half.REQUEST, request) == [b"face"]


@pytest.mark.parametrize("places", [[(0, 8)], [(CAPACITY - 4, 8)], [(CAPACITY // 2, -1)], [(8192, 4)]])
def test_places_outside_are_refused(sides: tuple[SharedBlobs, SharedBlobs], places: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="outside"):
        sides[0].take(Half.ANSWER, places)


def test_what_does_not_fit_is_refused(sides: tuple[SharedBlobs, SharedBlobs]) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        sides[0].put(Half.REQUEST, [bytes(CAPACITY // 2)])


def test_the_pulse_is_seen_by_the_other_side_and_rests(
    sides: tuple[SharedBlobs, SharedBlobs], eventually: Callable[..., bool]
) -> None:
    pulse = Pulse(sides[0])
    pulse.need(needed=True)
    assert eventually(lambda: sides[1].beats >= 3)
    pulse.need(needed=False)
    threading.Event().wait(2 * BEAT_S)  # a beat may be under way
    before = sides[1].beats
    threading.Event().wait(4 * BEAT_S)
    assert sides[1].beats == before


def test_time_in_which_the_process_did_not_run_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    wall = [pulse._last]
    monkeypatch.setattr("devices.transports.shared_blobs.time.monotonic", lambda: wall[0])
    start = pulse.now()
    for _ in range(10):
        wall[0] += BEAT_S
        pulse._tick()
    assert pulse.now() - start == pytest.approx(1.0)
    wall[0] += 30.0
    pulse._tick()
    assert pulse.now() - start == pytest.approx(1.2)
