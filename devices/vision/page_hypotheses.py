"""Where a sheet might lie: the same picture looked at in several ways, and every four-cornered shape that each way shows.

No single way suffices: brightness finds a sheet on a dark plate, colour one on a plate of another tint, edges one on a
white plate by its shadow, the calm of paper one on wood. They come in order of cost; the caller stops when convinced.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.vision.quad import Quad, area_of, clockwise, ordered

SMALLEST = 0.06
"""share of the picture that a page fills at least"""
LARGEST = 0.97

_APPROX = (0.01, 0.02, 0.035, 0.05)
_BORDER = 3
_FILLS = 0.82
"""share of its box that the visible rest of a cut page fills"""


def _square(side: int) -> MatLike:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))


_CLOSE, _OPEN, _TEXT = _square(5), _square(7), _square(11)


@dataclass(frozen=True, slots=True)
class Views:
    """The searched picture: its grey, and how yellow it is (both 8 bit, smoothed, same size)."""

    grey: MatLike
    yellow: MatLike

    @property
    def whole(self) -> float:
        """Its area in square pixels."""
        return float(self.grey.shape[0] * self.grey.shape[1])


def views_of(small: MatLike) -> Views:
    """Of a BGR picture of search size."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    return Views(grey, _yellowness(small))


def _yellowness(small: MatLike) -> MatLike:
    """Red against blue as a share of their sum, 128 for neutral, a level for each quarter of a per cent."""
    half = cv2.resize(small, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    blue = cv2.extractChannel(half, 0).astype(np.float32)
    red = cv2.extractChannel(half, 2).astype(np.float32)
    share = cv2.GaussianBlur((red - blue) / (red + blue + 16.0), (5, 5), 0)
    levels = np.clip(share * 400 + 128, 0, 255).astype(np.uint8)
    return cv2.resize(levels, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR)


def maps_of(views: Views) -> Iterator[MatLike]:
    """Binary pictures, cheapest and most telling first."""
    grey = views.grey
    yield cv2.morphologyEx(_split(grey), cv2.MORPH_CLOSE, _CLOSE)
    for below in (False, True):
        yield cv2.morphologyEx(_split(views.yellow, below=below), cv2.MORPH_OPEN, _OPEN)
    yield _edges(grey, 75, 200)
    flat = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(8, 8)).apply(grey)
    yield _edges(flat, 50, 150)
    yield _edges(grey, 20, 60)
    yield _calm(grey)
    without_text = cv2.GaussianBlur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _TEXT), (9, 9), 0)
    bright = cv2.adaptiveThreshold(
        without_text, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, grey.shape[1] // 4 * 2 + 1, -3
    )
    yield cv2.morphologyEx(bright, cv2.MORPH_OPEN, _OPEN)
    yield _edges(flat, 75, 200)
    yield _edges(grey, 50, 150)
    yield _edges(flat, 20, 60)


def _split(channel: MatLike, *, below: bool = False) -> MatLike:
    kind = cv2.THRESH_BINARY_INV if below else cv2.THRESH_BINARY
    return cv2.threshold(channel, 0, 255, kind + cv2.THRESH_OTSU)[1]


def _edges(channel: MatLike, low: int, high: int) -> MatLike:
    return cv2.morphologyEx(cv2.Canny(channel, low, high), cv2.MORPH_CLOSE, _CLOSE)


def _calm(grey: MatLike) -> MatLike:
    """Where the picture has no grain, once the text is filled in."""
    filled = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _TEXT)
    grain = cv2.blur(cv2.absdiff(filled, cv2.blur(filled, (15, 15))), (9, 9))
    return cv2.morphologyEx(_split(cv2.convertScaleAbs(grain, alpha=8), below=True), cv2.MORPH_OPEN, _OPEN)


def quads_of(found: MatLike, whole: float) -> Iterator[tuple[Quad, NDArray[np.float32]]]:
    """The four-cornered shapes of one binary picture, each with what is to be seen of it.

    That is the shape itself, or the polygon (n×2, clockwise) that the picture's border leaves of it.
    """
    contours, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    # An outline that is open somewhere encloses nothing, yet is among the longest.
    likely = sorted(contours, key=cv2.contourArea, reverse=True)[:3] + sorted(contours, key=len, reverse=True)[:2]
    for contour in likely:
        hull = cv2.convexHull(contour)
        if SMALLEST < cv2.contourArea(hull) / whole < LARGEST:
            yield from _quads_of_hull(hull, found.shape[1], found.shape[0])


def _quads_of_hull(hull: MatLike, width: int, height: int) -> Iterator[tuple[Quad, NDArray[np.float32]]]:
    around = cv2.arcLength(hull, closed=True)
    last = None
    for share in _APPROX:
        polygon = cv2.approxPolyDP(hull, share * around, closed=True)
        if len(polygon) == 4 and cv2.isContourConvex(polygon):  # noqa: PLR2004  a page has four corners
            quad = ordered(polygon.astype(np.float32))
            if last is None or not np.array_equal(quad, last):
                yield quad, quad
            last = quad
    if not touches_border(hull, width, height):
        return
    # A page that leaves the picture shows five corners or three: its box says where it lies, and that it is cut.
    box: NDArray[np.float32] = np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), dtype=np.float32)
    visible = clockwise(cv2.approxPolyDP(hull, _APPROX[0] * around, closed=True).astype(np.float32))
    if len(visible) > 2 and cv2.contourArea(hull) > _FILLS * area_of(box):  # noqa: PLR2004  a polygon
        yield np.clip(box, 0, np.array([width - 1, height - 1], dtype=np.float32)), visible


def touches_border(points: MatLike, width: int, height: int) -> bool:
    """Whether any of the points lies on the picture's border."""
    flat = points.reshape(-1, 2)
    least, most = flat.min(axis=0), flat.max(axis=0)
    return bool((least < _BORDER).any() or most[0] > width - 1 - _BORDER or most[1] > height - 1 - _BORDER)


def alike(one: Quad, other: Quad, within: float) -> bool:
    """Whether both have the same corners, to `within` pixels."""
    return float(np.abs(one - other).max()) <= within
