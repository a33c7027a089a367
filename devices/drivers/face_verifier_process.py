"""``python -m devices.drivers.face_verifier_process``: where the face models are loaded, once, for one comparison.

``{"do": "compare"}`` with two blobs, the live JPEG and the reference: ``score`` (cosine), or ``not_comparable``, or
``unavailable``.
"""

import argparse
import sys
from collections.abc import Sequence

import cv2
import numpy as np
from cv2.typing import MatLike

from devices.api.face_verifier import WhyNotComparable, WhyUnavailable
from devices.transports.framed_pipe import Header
from devices.transports.helper_side import HelperSide

_IDLE_S = 3.0
_SURE = 0.8
"""score from which YuNet's find counts as a face"""
_LONGEST = 640


class _Stop(Exception):  # noqa: N818 - not an error but an answer
    """These pictures cannot be compared."""

    def __init__(self, why: WhyNotComparable) -> None:
        super().__init__(why.value)
        self.why = why


def compare(models: tuple[str, str], pictures: Sequence[bytes]) -> Header:
    """The answer to one request."""
    try:
        detector = cv2.FaceDetectorYN.create(models[0], "", (_LONGEST, _LONGEST), _SURE)
        recogniser = cv2.FaceRecognizerSF.create(models[1], "")
    except cv2.error:
        return {"unavailable": WhyUnavailable.MODEL_BROKEN.value}
    try:
        live = _feature(detector, recogniser, pictures[0], WhyNotComparable.NO_FACE)
        reference = _feature(detector, recogniser, pictures[1], WhyNotComparable.NO_FACE_ON_REFERENCE)
    except _Stop as stop:
        return {"not_comparable": stop.why.value}
    return {"score": float(recogniser.match(live, reference, cv2.FaceRecognizerSF_FR_COSINE))}


def _feature(
    detector: cv2.FaceDetectorYN, recogniser: cv2.FaceRecognizerSF, jpeg: bytes, none: WhyNotComparable
) -> MatLike:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    if picture is None:
        raise _Stop(WhyNotComparable.UNREADABLE)
    scale = min(1.0, _LONGEST / max(picture.shape[:2]))
    picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    detector.setInputSize((picture.shape[1], picture.shape[0]))
    # The stubs say that there is always an array; there is None when there is no face.
    found: MatLike | None = detector.detect(picture)[1]
    if found is None:
        raise _Stop(none)
    if len(found) > 1:
        raise _Stop(WhyNotComparable.SEVERAL_FACES)
    return recogniser.feature(recogniser.alignCrop(picture, found[0])).copy()


def main() -> int:
    """Serve until the input closes."""
    parser = argparse.ArgumentParser(prog="face_verifier_process", description="Compares two faces.")
    parser.add_argument("--detector", required=True)
    parser.add_argument("--recogniser", required=True)
    options = parser.parse_args()
    models = (options.detector, options.recogniser)
    side = HelperSide.inherited()
    return side.serve(lambda _, blobs: (compare(models, blobs), []), idle_s=_IDLE_S, forget=lambda: None)


if __name__ == "__main__":
    sys.exit(main())
