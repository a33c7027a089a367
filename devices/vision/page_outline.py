"""Find the sheet of paper in a picture: many candidates, one score.

One Canny threshold and the largest contour find 3 of 40 pages on a light table; several channels and thresholds, scored by
the mean gradient along the outline, find 35 (``reference/devices.md`` 5.3). On the dark plate both find all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.vision.quad import Quad, area_of, clockwise, ordered

SEARCH_SIDE = 640
"""long side in pixels of the picture that is searched; corners are then refined in the full picture"""

_CANNY = ((20, 60), (50, 150), (75, 200))
_CLOSE = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))
_APPROX = (0.01, 0.02, 0.035, 0.05)
_SMALLEST = 0.06
_LARGEST = 0.97
_BORDER = 3
_BESIDE = 5.0
"""pixels beside a side at which paper and desk are compared"""
_BRIGHTER = 4
_ENOUGH_GRADIENT = 6.0
_PLAIN_TO_SEE = 45.0
"""mean gradient of the weakest side from which no better candidate is looked for: paper on the dark plate has about 90"""
_FILLS = 0.82
"""share of its box that the visible rest of a cut page fills"""


@dataclass(frozen=True, slots=True)
class Outline:
    """A page found: its corners in pixels of the picture given, and whether the picture's border cuts it."""

    corners: Quad
    cut: bool


def find_page(frame: MatLike) -> Outline | None:
    """The sheet in a BGR picture of any size, or none. About 8 ms on one core on the dark plate, 25 ms on a light one."""
    scale = SEARCH_SIDE / max(frame.shape[:2])
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    gradient = _gradient(grey)
    best: Quad | None = None
    best_score = 0.0
    for candidate in _candidates(grey):
        score, weakest = _score(candidate, gradient)
        if score > best_score:
            best, best_score = candidate, score
        if weakest > _PLAIN_TO_SEE:
            best = candidate
            break
    if best is None:
        return None
    cut = _touches_border(best, small.shape[1], small.shape[0])
    corners = ordered(best / np.float32(min(scale, 1.0)))
    return Outline(corners if cut else refine(frame, corners), cut)


def _gradient(grey: MatLike) -> MatLike:
    across = cv2.Sobel(grey, cv2.CV_16S, 1, 0, ksize=3)
    down = cv2.Sobel(grey, cv2.CV_16S, 0, 1, ksize=3)
    return cv2.addWeighted(cv2.convertScaleAbs(across, alpha=0.25), 1, cv2.convertScaleAbs(down, alpha=0.25), 1, 0)


def _edge_maps(grey: MatLike) -> Iterator[MatLike]:
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield cv2.morphologyEx(bright, cv2.MORPH_CLOSE, _CLOSE)
    flat = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(grey)
    for channel in (grey, flat):
        for low, high in _CANNY:
            yield cv2.morphologyEx(cv2.Canny(channel, low, high), cv2.MORPH_CLOSE, _CLOSE)


def _candidates(grey: MatLike) -> Iterator[Quad]:
    height, width = grey.shape[:2]
    whole = float(width * height)
    for edges in _edge_maps(grey):
        contours, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:3] + _longest(contours):
            hull = cv2.convexHull(contour)
            if not _SMALLEST < cv2.contourArea(hull) / whole < _LARGEST:
                continue
            yield from _quads_of(hull, grey)


def _longest(contours: Sequence[MatLike]) -> list[MatLike]:
    """An outline that is open somewhere encloses nothing, yet is among the longest."""
    return sorted(contours, key=len, reverse=True)[:2]


def _quads_of(hull: MatLike, grey: MatLike) -> Iterator[Quad]:
    height, width = grey.shape[:2]
    around = cv2.arcLength(hull, closed=True)
    found = False
    for share in _APPROX:
        polygon = cv2.approxPolyDP(hull, share * around, closed=True)
        if len(polygon) == 4 and cv2.isContourConvex(polygon):  # noqa: PLR2004  a page has four corners
            quad = ordered(polygon.astype(np.float32))
            if _paper_inside(quad, grey):
                found = True
                yield quad
    if found or not _touches_border(hull, width, height):
        return
    # A page that leaves the picture shows five corners or three: its box says where it lies, and that it is cut.
    box: NDArray[np.float32] = np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), dtype=np.float32)
    visible = clockwise(cv2.approxPolyDP(hull, _APPROX[0] * around, closed=True).astype(np.float32))
    if cv2.contourArea(hull) > _FILLS * area_of(box) and _paper_inside(visible, grey):
        yield np.clip(box, 0, np.array([width - 1, height - 1], dtype=np.float32))


def _touches_border(points: MatLike, width: int, height: int) -> bool:
    flat = points.reshape(-1, 2)
    least, most = flat.min(axis=0), flat.max(axis=0)
    return bool((least < _BORDER).any() or most[0] > width - 1 - _BORDER or most[1] > height - 1 - _BORDER)


def _score(quad: Quad, gradient: MatLike) -> tuple[float, float]:
    """Mean gradient along the sides × √area, and the mean gradient of the weakest side."""
    height, width = gradient.shape[:2]
    steps = np.linspace(0.03, 0.97, 48, dtype=np.float32)[:, None]
    sides = []
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        along = np.rint(start + (end - start) * steps).astype(np.intp)
        xs, ys = along[:, 0].clip(1, width - 2), along[:, 1].clip(1, height - 2)
        # The contour runs beside the edge, not on it: take the strongest of the neighbours.
        near = np.max([gradient[ys + dy, xs + dx] for dx, dy in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))], axis=0)
        sides.append(float(near.mean()))
    mean = sum(sides) / 4
    return (mean * float(np.sqrt(area_of(quad))) if mean > _ENOUGH_GRADIENT else 0.0), min(sides)


def _paper_inside(polygon: NDArray[np.float32], grey: MatLike) -> bool:
    """Whether every side of a clockwise polygon that does not lie on the picture's border has the brighter half inside.

    A table or a frame printed on the page has paper on both sides.
    """
    height, width = grey.shape[:2]
    limits = np.array([width - 1, height - 1], dtype=np.float32)
    for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        direction = (end - start) / max(1.0, float(np.linalg.norm(end - start)))
        outward = np.array([direction[1], -direction[0]], dtype=np.float32) * _BESIDE
        along = start + (end - start) * np.linspace(0.08, 0.92, 24, dtype=np.float32)[:, None]
        if _touches_border(along, width, height):
            continue
        inner, outer = (np.rint(np.clip(along + way, 0, limits)).astype(np.intp) for way in (-outward, outward))
        brighter = grey[inner[:, 1], inner[:, 0]].astype(np.int16) - grey[outer[:, 1], outer[:, 0]]
        if float(np.median(brighter)) < _BRIGHTER:
            return False
    return True


def refine(frame: MatLike, corners: Quad) -> Quad:
    """Corners to a fraction of a pixel of the full picture: a line is fitted to each side and neighbours are crossed.

    Each side is looked at in 40 places, along its normal, for the place where the brightness falls most.
    A side that cannot be fitted leaves the corners as they were.
    """
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) if frame.ndim == 3 else frame  # noqa: PLR2004  BGR or grey
    reach = max(4.0, max(frame.shape[:2]) / SEARCH_SIDE * 4)
    lines = [_fit_side(grey, a, b, reach) for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    better = corners.copy()
    for index in range(4):
        before, after = lines[index - 1], lines[index]
        crossing = _cross(before, after) if before is not None and after is not None else None
        if crossing is not None and float(np.linalg.norm(crossing - corners[index])) < 3 * reach:
            better[index] = crossing
    return better


def _fit_side(grey: MatLike, start: NDArray[np.float32], end: NDArray[np.float32], reach: float) -> MatLike | None:
    length = float(np.linalg.norm(end - start))
    if length < 4 * reach:
        return None
    direction = (end - start) / length
    outward = np.array([direction[1], -direction[0]], dtype=np.float32)  # clockwise corners: outward is to the left
    places = start + (end - start) * np.linspace(0.06, 0.94, 40, dtype=np.float32)[:, None]
    offsets = np.arange(-reach, reach + 0.5, 0.5, dtype=np.float32)
    points = places[:, None, :] + outward[None, None, :] * offsets[None, :, None]
    profile = cv2.remap(grey, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
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
