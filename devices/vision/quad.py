"""Four corners in pixels: order, lengths, area, overlap."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Quad = NDArray[np.float32]
"""4×2, pixels, clockwise from the top left corner as seen in the picture"""


def clockwise(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The corners of a convex polygon in clockwise order, n×2."""
    flat = points.reshape(-1, 2)
    around = flat - flat.mean(axis=0)
    # With y pointing down, a growing angle is clockwise on screen.
    return flat[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]


def ordered(points: NDArray[np.float32]) -> Quad:
    """The four points clockwise, beginning at the corner nearest to the picture's top left.

    The first corner is the left end of the side that looks most like a top side; that keeps the choice stable
    while a page is turned up to 45° either way.
    """
    turned = clockwise(points)
    middles = (turned + np.roll(turned, -1, axis=0)) / 2
    top = int(np.argmin(middles[:, 1]))
    return np.roll(turned, -top, axis=0).astype(np.float32)


def size_of(quad: Quad) -> tuple[float, float]:
    """Width and height in pixels: the longer of each pair of opposite sides."""
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


def area_of(quad: Quad) -> float:
    """Area in square pixels."""
    return float(abs(cv2.contourArea(quad)))


def overlap(one: Quad, other: Quad) -> float:
    """Intersection over union of two convex quads, 0..1."""
    shared, _ = cv2.intersectConvexConvex(one, other)
    union = area_of(one) + area_of(other) - shared
    return float(shared / union) if union else 0.0


def as_shares(quad: Quad, width: int, height: int) -> tuple[tuple[float, float], ...]:
    """The corners as shares of the picture's width and height, rounded to what a screen can show."""
    return tuple((round(float(x) / width, 5), round(float(y) / height, 5)) for x, y in quad)


def from_shares(corners: Sequence[Sequence[float]], width: int, height: int) -> Quad:
    """The inverse of `as_shares`."""
    return np.array(corners, dtype=np.float32) * np.array([width, height], dtype=np.float32)
