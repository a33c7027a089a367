"""The shape that the last frames speak for wins over one that is stronger for a moment."""

import numpy as np

from devices.vision.page_outline import Outline
from devices.vision.page_vote import PageVote


def shape(x: float, score: float) -> Outline:
    corners = np.array([[x, 0], [x + 300, 0], [x + 300, 400], [x, 400]], dtype=np.float32)
    return Outline(corners, cut=False, score=score)


def test_a_flicker_does_not_win_against_what_lies_there() -> None:
    vote = PageVote()
    for _ in range(4):
        vote.saw((shape(0, 5),))
    page, flicker = shape(2, 5), shape(200, 8)
    assert vote.saw((flicker, page)) is page


def test_a_page_that_was_moved_is_followed_at_once() -> None:
    vote = PageVote()
    for _ in range(5):
        vote.saw((shape(0, 9),))
    moved = shape(150, 9)
    assert vote.saw((moved,)) is moved


def test_a_page_that_was_taken_away_is_gone_at_once() -> None:
    vote = PageVote()
    for _ in range(5):
        vote.saw((shape(0, 9),))
    assert vote.saw(()) is None


def test_without_history_the_likeliest_wins() -> None:
    likeliest = shape(0, 9)
    assert PageVote().saw((shape(300, 4), likeliest)) is likeliest
