"""Corners in order, overlap, shares."""

import itertools

import numpy as np
import pytest

from devices.vision.quad import as_shares, from_shares, ordered, overlap, size_of

SQUARE = np.array([[10, 10], [50, 12], [48, 60], [8, 58]], dtype=np.float32)


def test_any_order_of_the_points_gives_the_same_corners() -> None:
    for order in itertools.permutations(range(4)):
        assert np.array_equal(ordered(SQUARE[list(order)]), SQUARE)


def test_overlap() -> None:
    right = SQUARE + np.array([100, 0], dtype=np.float32)
    assert overlap(SQUARE, SQUARE) == pytest.approx(1.0)
    assert overlap(SQUARE, right) == 0.0


def test_size_is_the_longer_of_opposite_sides() -> None:
    width, height = size_of(np.array([[0, 0], [8, 0], [10, 10], [0, 10]], dtype=np.float32))
    assert width == 10.0
    assert height == pytest.approx(np.hypot(2, 10))


def test_shares_come_back_as_pixels() -> None:
    assert np.allclose(from_shares(as_shares(SQUARE, 640, 480), 640, 480), SQUARE, atol=0.01)
