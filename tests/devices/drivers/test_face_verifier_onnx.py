"""Without good models there is no verdict, whatever the pictures show. With them: not tested, the files are not ours."""

from pathlib import Path

import cv2
import pytest

from devices.api.face_verifier import (
    CardPhoto,
    NotComparable,
    OnFile,
    Unavailable,
    WhyNotComparable,
    WhyUnavailable,
)
from devices.bench.face_scene import Lobby, draw_lobby
from devices.bench.sensor import encoded
from devices.drivers import face_verifier_process
from devices.drivers.face_verifier_onnx import OnnxFaceVerifier, OnnxVerifierOptions

FACE = encoded(draw_lobby(Lobby()))


@pytest.fixture(name="models")
def _models(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "yunet.onnx", tmp_path / "sface.onnx"
    for path in paths:
        path.write_bytes(b"not a model")
    return paths


def verifier(models: tuple[Path, Path]) -> OnnxFaceVerifier:
    return OnnxFaceVerifier(OnnxVerifierOptions(detector=models[0], recogniser=models[1]))


@pytest.mark.parametrize("missing", [0, 1])
def test_a_missing_model_is_said_beforehand_and_again(models: tuple[Path, Path], missing: int) -> None:
    models[missing].unlink()
    absent = Unavailable(WhyUnavailable.NO_MODEL, models[missing].name)
    assert verifier(models).available() == absent
    assert verifier(models).verify(FACE, CardPhoto(FACE)) == absent


def test_a_broken_model_compares_nothing_even_with_twice_the_same_picture(models: tuple[Path, Path]) -> None:
    both = verifier(models)
    assert both.available() is None
    assert both.verify(FACE, CardPhoto(FACE)) == Unavailable(WhyUnavailable.MODEL_BROKEN)


def test_a_picture_on_file_is_not_here(models: tuple[Path, Path]) -> None:
    said = verifier(models).verify(FACE, OnFile("某某", "990101"))
    assert said == NotComparable(WhyNotComparable.NO_REFERENCE)


class Finder:
    """YuNet as far as the helper uses it: as many faces as it is told."""

    def __init__(self, *counts: int) -> None:
        self.counts = list(counts)

    def setInputSize(self, size: tuple[int, int]) -> None:  # noqa: N802 - OpenCV's name
        del size

    def detect(self, picture: object) -> tuple[int, list[object] | None]:
        del picture
        count = self.counts.pop(0)
        return 1, [object()] * count if count else None


@pytest.mark.parametrize(
    ("counts", "pictures", "why"),
    [
        ((0,), (FACE, FACE), WhyNotComparable.NO_FACE),
        ((2,), (FACE, FACE), WhyNotComparable.SEVERAL_FACES),
        ((), (b"", FACE), WhyNotComparable.UNREADABLE),
        ((), (b"half a JPEG", FACE), WhyNotComparable.UNREADABLE),
    ],
)
def test_what_cannot_be_compared_is_not_compared(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, ...], pictures: tuple[bytes, bytes], why: WhyNotComparable
) -> None:
    monkeypatch.setattr(cv2.FaceDetectorYN, "create", lambda *_: Finder(*counts))
    monkeypatch.setattr(cv2.FaceRecognizerSF, "create", lambda *_: None)
    assert face_verifier_process.compare(("", ""), pictures) == {"not_comparable": why.value}
