"""The knobs of the simulated face camera."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from devices.bench.device import KnobError, Places
from devices.bench.face_camera import FaceCameraBench


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[FaceCameraBench]:
    bench = FaceCameraBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


def test_the_state_tells_who_stands_there(bench: FaceCameraBench) -> None:
    assert bench.state()["faces"] == 0
    assert bench.command("stand", {"faces": 2, "where": "far"})["faces"] == 2
    assert bench.command("moving", {})["moving"] is True
    assert bench.command("leave", {})["faces"] == 0
    assert bench.command("reset", {})["moving"] is False


@pytest.mark.parametrize(
    ("verb", "args", "sentence"),
    [
        ("stand", {"faces": 7}, "'faces' must be a whole number"),
        ("stand", {"where": "moon"}, "'where' must be one of"),
        ("light", {"kind": "disco"}, "'kind' must be one of"),
        ("stall", {"on": "yes"}, "'on' must be true or false"),
        ("dance", {}, "no knob 'dance'"),
    ],
)
def test_what_cannot_be_done_is_said(bench: FaceCameraBench, verb: str, args: dict[str, object], sentence: str) -> None:
    with pytest.raises(KnobError, match=sentence):
        bench.command(verb, args)


def test_unplugged_means_refused_and_stopping_leaves_no_thread(bench: FaceCameraBench) -> None:
    address = bench.url
    bench.command("unplug", {})
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=2)
    bench.command("replug", {})
    assert bench.url == address
    bench.stop()
    bench.stop()
    assert [thread.name for thread in threading.enumerate() if thread.name == "mjpeg"] == []
