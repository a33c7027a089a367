"""The photo decoder's seam: any plug-in, whatever it does, costs two seconds at most and never the card."""

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devices.bench.people import PEOPLE
from devices.sam_v.photo import REST_S, PhotoDecoder
from tests.devices.fair_time import fair_time
from tests.devices.sam_v.toy_photo_decoder import bmp

TOY = Path(__file__).with_name("toy_photo_decoder.py")
MODULE = "tests.devices.sam_v.toy_photo_decoder"
WLT = PEOPLE["wang"].card.photo_wlt


class Decoders:
    """Makes decoders and closes them."""

    def __init__(self) -> None:
        self.now = 0.0
        self.made: list[PhotoDecoder] = []

    def toy(self, mode: str = "", limit_s: float = 10.0) -> PhotoDecoder:
        return self.make(shlex.join([sys.executable, str(TOY), mode]), limit_s)

    def make(self, plug_in: str, limit_s: float = 10.0) -> PhotoDecoder:
        self.made.append(PhotoDecoder(plug_in, limit_s=limit_s, monotonic=lambda: self.now))
        return self.made[-1]


@pytest.fixture
def decoders() -> Iterator[Decoders]:
    decoders = Decoders()
    before = psutil.Process().children()
    yield decoders
    for decoder in decoders.made:
        decoder.close()
    assert psutil.Process().children() == before


@pytest.mark.parametrize("how", ["program", "module"])
def test_a_plug_in_makes_a_picture(decoders: Decoders, how: str) -> None:
    decoder = decoders.make(MODULE) if how == "module" else decoders.toy()
    assert decoder.decode(WLT) == decoder.decode(WLT) == bmp(WLT[100])
    assert decoder.counts == {"photos": 2}


def test_without_a_plug_in_there_is_no_photo(decoders: Decoders) -> None:
    assert decoders.make("").decode(WLT) == b""
    assert decoders.toy().decode(b"") == b""


@pytest.mark.expects_log("the photo decoder failed: the helper could not be started")
def test_a_plug_in_that_is_not_there_is_no_photo(decoders: Decoders) -> None:
    decoder = decoders.make("/usr/lib/vendor/wlt-to-bmp --fast")
    assert decoder.decode(WLT) == b""
    assert decoder.counts["photo_crashes"] == 2


@pytest.mark.expects_log("the photo decoder failed")
@pytest.mark.parametrize(
    ("mode", "counted"),
    [
        ("crash", {"photo_crashes": 2}),
        ("garbage", {"photo_crashes": 2}),
        ("lie", {"photo_failures": 1}),
        ("refuse", {"photo_failures": 1}),
    ],
)
def test_a_plug_in_that_fails_is_no_photo_and_is_counted(
    decoders: Decoders, mode: str, counted: dict[str, int], capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    decoder = decoders.toy(mode)
    assert decoder.decode(WLT) == b""
    assert decoder.counts == counted
    said = "".join(capfd.readouterr()) + caplog.text
    assert "secret" not in said
    assert WLT.hex()[:40] not in said


@pytest.mark.expects_log("the photo decoder failed: it did not answer in time")
def test_a_plug_in_that_hangs_is_killed(decoders: Decoders) -> None:
    decoder = decoders.toy("hang", limit_s=0.5)
    before = psutil.Process().children()
    started = fair_time()
    assert decoder.decode(WLT) == b""
    assert fair_time() - started < 2.0
    assert decoder.counts == {"photo_hangs": 1}
    assert psutil.Process().children() == before


def test_a_plug_in_that_crashed_once_is_started_again_for_the_same_photo(decoders: Decoders, tmp_path: Path) -> None:
    decoder = decoders.toy(f"crash-once={tmp_path / 'crashed'}")
    assert decoder.decode(WLT) == bmp(WLT[100])
    assert decoder.counts == {"photo_crashes": 1, "photos": 1}


@pytest.mark.expects_log("the photo decoder failed")
def test_after_three_failures_the_plug_in_rests(decoders: Decoders) -> None:
    decoder = decoders.toy("refuse")
    for _ in range(5):
        assert decoder.decode(WLT) == b""
    assert decoder.counts == {"photo_failures": 3}
    decoders.now += REST_S
    assert decoder.decode(WLT) == b""
    assert decoder.counts == {"photo_failures": 4}
