"""Does the face before the camera belong to the holder? Answered by something that computed it, or not answered at all.

There is no ``True`` to return: a `Verdict` exists only with the score that was computed and the threshold it was held against,
and what it says follows from the two. Everything else is `NotComparable` or `Unavailable`, and the citizen is offered another
way (the law gives one to those who refuse, too). Neither back-end here tells a living face from a photograph of one.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A comparison that took place: higher scores are more alike. `method` names the algorithm, for the audit."""

    score: float
    threshold: float
    method: str

    def __post_init__(self) -> None:
        """`TypeError` or `ValueError` for what no comparison yields."""
        for value in (self.score, self.threshold):
            if type(value) is not float:
                raise TypeError("score and threshold are floats")
            if not isfinite(value):
                raise ValueError("score and threshold are finite")
        if not self.method:
            raise ValueError("a verdict names its method")

    @property
    def matches(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= self.threshold


class WhyNotComparable(StrEnum):
    """What kept two pictures from being compared."""

    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    NO_FACE_ON_REFERENCE = "no_face_on_reference"
    NO_REFERENCE = "no_reference"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class NotComparable:
    """The back-end works, but not with these pictures."""

    why: WhyNotComparable


class WhyUnavailable(StrEnum):
    """What kept the back-end from working."""

    NO_MODEL = "no_model"
    MODEL_BROKEN = "model_broken"
    NO_SERVICE = "no_service"
    REFUSED = "refused"
    BAD_ANSWER = "bad_answer"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Nothing was compared. `detail` is for the technician and free of personal data."""

    why: WhyUnavailable
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CardPhoto:
    """The reference is a picture (JPEG), as from the chip of the card."""

    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OnFile:
    """The reference is the picture that the authority keeps of this person."""

    name: str = field(repr=False)
    number: str = field(repr=False)


Reference = CardPhoto | OnFile
Comparison = Verdict | NotComparable | Unavailable


class FaceVerifier(Protocol):
    """One back-end. Calls block, belong to one thread, and raise nothing that is not a bug."""

    def available(self) -> Unavailable | None:
        """What keeps it from working, as far as can be told without comparing anything; none if nothing does."""

    def verify(self, live: bytes, reference: Reference) -> Comparison:
        """Compare the face in `live` (JPEG) with the reference."""
