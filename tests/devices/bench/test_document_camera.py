"""The knobs of the simulated document camera, and the tidiness of its server."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import requests

from devices.bench.device import KnobError, Places
from devices.bench.document_camera import DocumentCameraBench


@pytest.fixture
def others() -> frozenset[threading.Thread]:
    """Threads of whatever ran before in this process."""
    return frozenset(threading.enumerate())


@pytest.fixture(name="bench")
def _bench(tmp_path: Path, others: frozenset[threading.Thread]) -> Iterator[DocumentCameraBench]:
    assert threading.current_thread() in others
    bench = DocumentCameraBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


def pictures(bench: DocumentCameraBench, count: int) -> list[bytes]:
    """The first JPEGs of a stream, cut out by their markers."""
    found: list[bytes] = []
    with requests.get(bench.url, stream=True, timeout=5) as stream:
        data = b""
        for piece in stream.iter_content(1 << 16):
            data += piece
            while (end := data.find(b"\xff\xd9\r\n")) >= 0:
                found.append(data[data.index(b"\xff\xd8") : end + 2])
                data = data[end + 4 :]
            if len(found) >= count:
                break
    return found[:count]


def test_living_frames_differ_and_show_the_scene(bench: DocumentCameraBench) -> None:
    bench.command("resolution", {"size": "1280x960"})
    bench.command("lay", {"page": "contract-1"})
    first, second = pictures(bench, 2)
    assert first != second
    picture = cv2.imdecode(np.frombuffer(first, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert picture.shape == (960, 1280)
    assert picture[480, 640] > 180
    assert picture[480, 60] < 90


def test_a_frozen_camera_repeats_itself_even_when_the_page_is_taken_away(bench: DocumentCameraBench) -> None:
    (before,) = pictures(bench, 1)
    bench.command("freeze", {})
    bench.command("lay", {})
    again = pictures(bench, 3)
    assert len(set(again)) == 1
    assert len(before) > 0


def test_the_state_tells_what_was_set(bench: DocumentCameraBench) -> None:
    bench.command("lay", {"page": "plan", "angle": -7, "offset": [0.1, 0]})
    state = bench.command("glare", {})
    assert (state["page"], state["angle"], state["offset"], state["glare"]) == ("plan", -7.0, [0.1, 0.0], True)
    assert bench.command("lay", {"page": "blank"})["glare"] is False
    assert bench.command("clear", {})["page"] is None
    assert bench.command("plate", {"kind": "white"})["plate"] == "white"


@pytest.mark.parametrize(
    ("verb", "args", "sentence"),
    [
        ("lay", {"page": "passport"}, "no page 'passport'"),
        ("lay", {"angle": "steep"}, "'angle' must be given as a number"),
        ("lay", {"offset": 3}, "'offset' must be given as"),
        ("blur", {"on": "yes"}, "'on' must be true or false"),
        ("resolution", {"size": "1x1"}, "'size' must be one of"),
        ("plate", {"kind": "mirror"}, "'kind' must be one of"),
        ("dance", {}, "no knob 'dance'"),
    ],
)
def test_what_cannot_be_done_is_said(
    bench: DocumentCameraBench, verb: str, args: dict[str, object], sentence: str
) -> None:
    with pytest.raises(KnobError, match=sentence):
        bench.command(verb, args)


def test_unplugged_means_refused_and_replugged_means_the_same_address(bench: DocumentCameraBench) -> None:
    address = bench.url
    bench.command("unplug", {})
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=2)
    bench.command("replug", {})
    assert bench.url == address
    assert pictures(bench, 1)


def test_stopping_ends_every_thread_while_somebody_looks(
    bench: DocumentCameraBench, others: frozenset[threading.Thread], eventually: Callable[..., bool]
) -> None:
    with requests.get(bench.url, stream=True, timeout=5) as stream:
        assert next(stream.iter_content(16))
        assert eventually(lambda: bench.state()["viewers"] == 1)
        bench.stop()
        bench.stop()
        assert [thread.name for thread in threading.enumerate() if thread not in others] == []
