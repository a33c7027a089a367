"""Find the sheet of paper in a picture: many hypotheses, one score.

One Canny threshold and the largest contour find 3 of 40 pages on a light table (``reference/devices.md`` 5.3). Here every
four-cornered shape of `devices.vision.page_hypotheses` is scored by what makes it a page: along each side an edge, brighter or
otherwise unlike the plate inside it, and much of the picture covered.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.vision.page_hypotheses import Views, alike, maps_of, quads_of, touches_border, views_of
from devices.vision.quad import Quad, area_of, ordered, size_of
from devices.vision.side_fit import refine

SEARCH_SIDE = 640
"""long side in pixels of the picture that is searched; corners are then refined in the full picture"""
HYPOTHESES = 3
"""how many shapes are handed on at most"""

_OFFSETS = np.array([-7.0, -5.5, -4.0, -1.0, 0.0, 1.0, 4.0, 5.5, 7.0], dtype=np.float32)
"""pixels beside a side, inside first, at which paper, edge and plate are looked at; a printed line is thinner than that"""
_ALONG = np.linspace(0.06, 0.94, 32, dtype=np.float32)
_PLAIN_TO_SEE = 40.0
"""grey levels between paper and plate on the weakest side from which nothing else is looked at; a dark plate has 150"""
_MUCH_DARKER = -8.0
"""grey levels by which paper may be darker than a white plate on any side; what is printed on a page is darker still"""
_WEAKEST = 1.2
_STRONG = 30.0
_DIP = 0.3
_CONVINCING = 9.0
_OVERWHELMING = 12.0
"""needs no second opinion"""
_CHEAP_WAYS = 3
"""number of the last way of looking that is always taken"""
_LEAST_SCORE = 2.8
"""streaks of bare wood reach 2.6, the faintest of 80 pages on light plates 3.0"""
_A4 = (1.2, 1.68)
"""what A4's ratio of 1.41 becomes at a slant"""
_A4_BONUS = 1.15
_AGREE = 2
_COARSE = 0.25
_SAME, _CLOSE_BY = 2.0, 6.0
_AT_BORDER = 3
_SHORTEST_SIDE = 24
_FEWEST_SIDES = 2
_STRIP = 0.4


@dataclass(frozen=True, slots=True)
class Outline:
    """A page found: its corners in pixels of the picture given, whether the border cuts it, and how sure that is."""

    corners: Quad
    cut: bool
    score: float = 0.0


def find_page(frame: MatLike) -> Outline | None:
    """The likeliest sheet in a BGR picture of any size, or none. About 6 ms on one core on a dark plate, 15 ms on others."""
    found = find_pages(frame)
    return found[0] if found else None


def find_pages(frame: MatLike, most: int = HYPOTHESES) -> tuple[Outline, ...]:
    """At most `most` shapes that may be the sheet, likeliest first; only the first one's corners are refined."""
    scale = min(1.0, SEARCH_SIDE / max(frame.shape[:2]))
    small = _shrunk(frame, scale)
    height, width = small.shape[:2]
    found: list[Outline] = []
    for candidate in _search(views_of(small))[:most]:
        outline = Outline(
            ordered(candidate.quad / np.float32(scale)), touches_border(candidate.quad, width, height), candidate.score
        )
        found.append(outline if found else refined(frame, outline))
    return tuple(found)


def _shrunk(frame: MatLike, scale: float) -> MatLike:
    if scale >= 1:
        return frame
    # Averaging every pixel of an 8 megapixel picture takes 15 ms; where it shrinks this much, every second one will do.
    size = (round(frame.shape[1] * scale), round(frame.shape[0] * scale))
    if scale < _COARSE:
        frame = cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA)


def refined(frame: MatLike, outline: Outline) -> Outline:
    """The outline with its corners to a fraction of a pixel; a cut one as it is."""
    if outline.cut:
        return outline
    reach = max(4.0, max(frame.shape[:2]) / SEARCH_SIDE * 4)
    return replace(outline, corners=refine(frame, outline.corners, reach))


@dataclass(slots=True)
class _Candidate:
    quad: Quad
    score: float
    seen_in: set[int]
    """the ways of looking that showed it"""


def _search(views: Views) -> list[_Candidate]:
    tried: list[_Candidate] = []
    for number, found in enumerate(maps_of(views)):
        for quad, visible in quads_of(found, views.whole):
            known = next((each for each in tried if alike(each.quad, quad, _SAME)), None)
            if known is not None:
                known.seen_in.add(number)
                continue
            score, weakest = _score(quad, visible, views)
            tried.append(_Candidate(quad, score, {number}))
            if weakest > _PLAIN_TO_SEE:
                return tried[-1:]
        best = max(tried, key=lambda each: each.score, default=None)
        if (
            best is not None
            and number >= _CHEAP_WAYS
            and (best.score > _OVERWHELMING or (best.score > _CONVINCING and _agreed(best, tried)))
        ):
            break
    return sorted((each for each in tried if each.score > _LEAST_SCORE), key=lambda each: -each.score)


def _agreed(best: _Candidate, tried: list[_Candidate]) -> bool:
    """Whether several ways of looking have shown the same shape."""
    return len(set().union(*(each.seen_in for each in tried if alike(each.quad, best.quad, _CLOSE_BY)))) >= _AGREE


def _score(quad: Quad, visible: NDArray[np.float32], views: Views) -> tuple[float, float]:
    """How much the shape is a page (0: not at all), and by how many grey levels its weakest side stands out."""
    start, end = _free_sides(visible, views.grey.shape[1], views.grey.shape[0])
    if len(start) < _FEWEST_SIDES:
        return 0.0, 0.0
    grey, yellow = _profiles(start, end, views)
    inside = grey[:, :, :3].mean(axis=2)
    brighter = np.median(inside - grey[:, :, 6:].mean(axis=2), axis=1)
    tint = np.median(yellow[:, :, :3].mean(axis=2) - yellow[:, :, 6:].mean(axis=2), axis=1)
    dip = np.median(inside - grey[:, :, 3:6].min(axis=2), axis=1)
    strength = np.clip(brighter, 0, _STRONG) + np.minimum(np.abs(tint), _STRONG) + _DIP * np.clip(dip, 0, _STRONG)
    if float(brighter.min()) < _MUCH_DARKER or float(strength.min()) < _WEAKEST:
        return 0.0, 0.0
    # Of two shapes the one all of whose sides stand out, not the one with a single sharp side.
    evidence = float(np.sqrt(strength.min() * strength.mean()))
    across, down = size_of(quad)
    likely = _A4_BONUS if _A4[0] < max(across, down) / max(1.0, min(across, down)) < _A4[1] else 1.0
    size = float(np.sqrt(area_of(quad) / views.whole))
    whole = visible is quad and len(start) == len(quad)
    if len(start) == _FEWEST_SIDES:
        likely *= _STRIP  # a strip from border to border is seldom a sheet
    return evidence * size * likely, float(brighter.min()) if whole else 0.0


def _free_sides(
    visible: NDArray[np.float32], width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Starts and ends of the sides that do not lie on the picture's border and are long enough to be looked at."""
    start, end = visible, np.roll(visible, -1, axis=0)
    limits = np.array([width, height], dtype=np.float32) - 1 - _AT_BORDER
    on_border = ((start < _AT_BORDER) & (end < _AT_BORDER)) | ((start > limits) & (end > limits))
    free = ~on_border.any(axis=1) & (np.linalg.norm(end - start, axis=1) > _SHORTEST_SIDE)
    return start[free], end[free]


def _profiles(
    start: NDArray[np.float32], end: NDArray[np.float32], views: Views
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Brightness and tint across each side: sides × places × offsets, inside first."""
    direction = end - start
    length = np.maximum(1.0, np.linalg.norm(direction, axis=1, keepdims=True))
    outward = np.stack([direction[:, 1], -direction[:, 0]], axis=1) / length
    places = start[:, None] + direction[:, None] * _ALONG[None, :, None]
    points = (places[:, :, None] + outward[:, None, None] * _OFFSETS[None, None, :, None]).astype(np.float32)
    flat = points.reshape(-1, len(_OFFSETS), 2)
    shape = (len(start), len(_ALONG), len(_OFFSETS))
    grey, yellow = (
        cv2.remap(view, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        for view in (views.grey, views.yellow)
    )
    return grey.reshape(shape).astype(np.float32), yellow.reshape(shape).astype(np.float32)
