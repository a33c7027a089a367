"""No verdict without a comparison: it has no other way into the world, and back-ends that invent one are caught."""

import dataclasses
from collections.abc import Callable

import pytest

from devices.api.face_verifier import CardPhoto, Comparison, OnFile, Unavailable, Verdict, WhyUnavailable

Verify = Callable[[float | None], Comparison]
"""a back-end reduced to what it makes of the computed score; none: nothing could be computed"""


def invents(verify: Verify) -> bool:
    """Whether a back-end claims to know what it did not compute, or says other than what it computed."""
    nothing = verify(None)
    if isinstance(nothing, Verdict):
        return True
    for score in (-0.2, 0.3, 0.5, 0.9):
        said = verify(score)
        if not isinstance(said, Verdict) or said.score != score or said.matches != (score >= 0.5):
            return True
    return False


def honest(score: float | None) -> Comparison:
    if score is None:
        return Unavailable(WhyUnavailable.NO_SERVICE)
    return Verdict(score=score, threshold=0.5, method="test")


def generous(score: float | None) -> Comparison:
    return Verdict(score=1.0 if score is None else score, threshold=0.5, method="test")


def lenient(score: float | None) -> Comparison:
    return honest(score) if score is None else Verdict(score=score, threshold=min(score, 0.5), method="test")


@pytest.mark.parametrize(("verify", "caught"), [(honest, False), (generous, True), (lenient, True)])
def test_a_back_end_that_invents_a_match_is_caught(verify: Verify, *, caught: bool) -> None:
    assert invents(verify) is caught


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"score": 0.9, "method": "test"},
        {"threshold": 0.5, "method": "test"},
        {"matches": True, "method": "test"},
        {"score": None, "threshold": 0.5, "method": "test"},
        {"score": True, "threshold": 0.5, "method": "test"},
        {"score": "0.9", "threshold": 0.5, "method": "test"},
        {"score": float("nan"), "threshold": 0.5, "method": "test"},
        {"score": 0.9, "threshold": float("-inf"), "method": "test"},
        {"score": 0.9, "threshold": 0.5, "method": ""},
    ],
)
def test_a_verdict_needs_a_score_and_a_threshold(fields: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Verdict(**fields)  # type: ignore[arg-type]  # that is the point


def test_a_verdict_cannot_be_changed_into_a_match() -> None:
    verdict = Verdict(score=0.2, threshold=0.5, method="test")
    assert not verdict.matches
    with pytest.raises((AttributeError, TypeError)):
        verdict.matches = True  # type: ignore[misc]  # that is the point
    with pytest.raises(dataclasses.FrozenInstanceError):
        verdict.score = 0.9  # type: ignore[misc]  # that is the point


def test_no_face_and_no_name_in_a_repr() -> None:
    assert "JPEG" not in repr(CardPhoto(b"JPEG"))
    assert repr(OnFile("王＊国", "990101199001011234")) == "OnFile()"
