"""Face comparison on this machine: YuNet finds the faces, SFace compares them (OpenCV's FaceDetectorYN, FaceRecognizerSF).

The model files are not part of any wheel; where they lie is configured. Without them this is honestly unavailable. 0.363 is the
cosine threshold that OpenCV's own sample gives for SFace.
"""

from pathlib import Path
from typing import Final

from pydantic import Field

from devices.api.face_verifier import (
    CardPhoto,
    Comparison,
    NotComparable,
    Reference,
    Unavailable,
    Verdict,
    WhyNotComparable,
    WhyUnavailable,
)
from devices.api.options import DriverOptions
from devices.transports.camera_source import OPENCV_ENVIRONMENT
from devices.transports.helper_process import HelperLate, HelperLost
from devices.transports.shared_memory_process import SharedMemoryProcess

_MODULE: Final = "devices.drivers.face_verifier_process"
_METHOD: Final = "yunet+sface cosine"


class OnnxVerifierOptions(DriverOptions):
    """Paths of the two model files; `threshold` of the cosine similarity (-1 to 1); `timeout_s` for one comparison."""

    detector: Path
    recogniser: Path
    threshold: float = Field(default=0.363, gt=0, lt=1)
    timeout_s: float = Field(default=10.0, gt=0, le=60)


class OnnxFaceVerifier:
    """See `devices.api.face_verifier.FaceVerifier`. The models and the faces are in a process that ends with each comparison."""

    Options = OnnxVerifierOptions

    def __init__(self, options: OnnxVerifierOptions) -> None:
        """Nothing is loaded yet."""
        self._options = options

    def available(self) -> Unavailable | None:
        """Whether both files are there. Whether they are good is known when they are loaded."""
        for path in (self._options.detector, self._options.recogniser):
            if not path.is_file():
                return Unavailable(WhyUnavailable.NO_MODEL, path.name)
        return None

    def verify(self, live: bytes, reference: Reference) -> Comparison:
        """Takes about a second, most of it to load the models."""
        missing = self.available()
        if missing is not None:
            return missing
        if not isinstance(reference, CardPhoto):
            return NotComparable(WhyNotComparable.NO_REFERENCE)
        models = ["--detector", str(self._options.detector), "--recogniser", str(self._options.recogniser)]
        helper = SharedMemoryProcess(_MODULE, models, OPENCV_ENVIRONMENT)
        try:
            answer, _ = helper.ask({"do": "compare"}, [live, reference.jpeg], deadline_s=self._options.timeout_s)
        except HelperLate:
            return Unavailable(WhyUnavailable.TOO_SLOW)
        except HelperLost as lost:
            return Unavailable(WhyUnavailable.MODEL_BROKEN, str(lost))
        finally:
            helper.stop()
        if "unavailable" in answer:
            return Unavailable(WhyUnavailable(answer["unavailable"]))
        if "not_comparable" in answer:
            return NotComparable(WhyNotComparable(answer["not_comparable"]))
        return Verdict(score=answer["score"], threshold=self._options.threshold, method=_METHOD)
