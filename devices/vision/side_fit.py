"""Corners to a fraction of a pixel: a line fitted to each side of a page, neighbours crossed."""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.vision.quad import Quad


def refine(frame: MatLike, corners: Quad, reach: float) -> Quad:
    """Corners to a fraction of a pixel of the full picture: a line is fitted to each side and neighbours are crossed.

    Each side is looked at in 40 places, along its normal, for the place where the brightness falls most.
    `reach` in pixels is how far off a side may be. A side that cannot be fitted leaves the corners as they were.
    """
    lines = [_fit_side(frame, a, b, reach) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    better = corners.copy()
    for index in range(4):
        before, after = lines[index - 1], lines[index]
        crossing = _cross(before, after) if before is not None and after is not None else None
        if crossing is not None and float(np.linalg.norm(crossing - corners[index])) < 3 * reach:
            better[index] = crossing
    return better


def _fit_side(frame: MatLike, start: NDArray[np.float32], end: NDArray[np.float32], reach: float) -> MatLike | None:
    length = float(np.linalg.norm(end - start))
    if length < 4 * reach:
        return None
    direction = (end - start) / length
    outward = np.array([direction[1], -direction[0]], dtype=np.float32)  # clockwise corners: outward is to the left
    places = start + (end - start) * np.linspace(0.06, 0.94, 40, dtype=np.float32)[:, None]
    offsets = np.arange(-reach, reach + 0.5, 0.5, dtype=np.float32)
    points = places[:, None, :] + outward[None, None, :] * offsets[None, :, None]
    profile = cv2.remap(frame, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if profile.ndim == 3:  # noqa: PLR2004  BGR: only what is looked at is made grey, not the whole picture
        profile = cv2.cvtColor(profile, cv2.COLOR_BGR2GRAY)
    smooth = cv2.GaussianBlur(profile.astype(np.float32), (5, 1), 0)
    fall = smooth[:, :-4] - smooth[:, 4:]
    peak = fall.argmax(axis=1)
    strong = fall[np.arange(len(peak)), peak] > 10  # noqa: PLR2004  grey levels: paper against plate
    if int(strong.sum()) < 12:  # noqa: PLR2004  fewer points than that may lie on anything
        return None
    on_edge = places + outward * offsets[peak + 2][:, None]
    line: MatLike = cv2.fitLine(on_edge[strong], cv2.DIST_HUBER, 0, 0.01, 0.01).reshape(4)
    return line


def _cross(one: MatLike, other: MatLike) -> NDArray[np.float32] | None:
    directions = np.array([[one[0], -other[0]], [one[1], -other[1]]], dtype=np.float64)
    if abs(float(np.linalg.det(directions))) < 0.2:  # noqa: PLR2004  sine of the angle between two sides of a page
        return None
    along = np.linalg.solve(directions, np.array([other[2] - one[2], other[3] - one[3]], dtype=np.float64))
    return np.array([one[2] + along[0] * one[0], one[3] + along[0] * one[1]], dtype=np.float32)
