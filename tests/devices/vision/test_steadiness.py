"""A page is steady when its corners hardly moved over five frames."""

import numpy as np

from devices.vision.quad import Quad
from devices.vision.steadiness import Steadiness

DIAGONAL = 1000.0


def page_at(x: float) -> Quad:
    return np.array([[x, 0], [x + 300, 0], [x + 300, 400], [x, 400]], dtype=np.float32)


def test_steady_from_the_fifth_frame_on() -> None:
    vote = Steadiness(DIAGONAL)
    assert [vote.saw(page_at(0)) for _ in range(6)] == [False, False, False, False, True, True]


def test_trembling_within_one_per_cent_is_steady_and_a_slow_drift_is_not() -> None:
    trembling = Steadiness(DIAGONAL)
    assert [trembling.saw(page_at(x)) for x in (0, 4, 0, 4, 0)][-1]
    drifting = Steadiness(DIAGONAL)
    assert not any(drifting.saw(page_at(3.0 * number)) for number in range(12))


def test_one_frame_without_a_page_begins_the_vote_anew() -> None:
    vote = Steadiness(DIAGONAL)
    seen = [vote.saw(page_at(0)) for _ in range(5)]
    assert seen[-1]
    assert not vote.saw(None)
    assert [vote.saw(page_at(0)) for _ in range(5)] == [False, False, False, False, True]
