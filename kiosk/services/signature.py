"""The handwritten signature as a picture: dark ink on nothing, thick where the hand pressed or, unfelt, was slow. Pure."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

from PIL import Image, ImageDraw

from kiosk.visit.state import InkPoint, Stroke

_Dot = tuple[int, int, int, int]
"""Left, top, right and bottom of a disc, in pixels of the large drawing"""
_INK = (18, 32, 46)
_OVERSAMPLING = 3
"""Drawn so many times larger and reduced: Pillow's own lines have no smooth edge"""
_THICKEST, _THINNEST = 0.021, 0.011
"""Pen width as a share of the pad's height, for a slow and for a fast hand"""
_FAST = 2.0
"""Pad heights per second; a hand this fast or faster draws the thinnest line"""
_INERTIA = 0.7
"""How much of the width is kept from one point to the next, so that it swells instead of jumping"""
_STEP = 0.35
"""Distance of the dots of a line, as a share of its width; below one half no dot shows"""


def draw_signature(strokes: tuple[Stroke, ...], size: tuple[int, int]) -> bytes:
    """`strokes` as a PNG of `size` (width, height, in pixels) on a transparent ground. No strokes give an empty picture.

    Points outside the pad are drawn at its edge.
    """
    dots = [dot for stroke in strokes for dot in _dots(stroke, (size[0] * _OVERSAMPLING, size[1] * _OVERSAMPLING))]
    # One byte a pixel that says how much of the one ink is there: a quarter of the data to pack, while the citizen waits.
    picture = Image.new("P", size, 0)
    _put_ink(picture, dots)
    picture.putpalette(_INK * 256)
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=bytes(range(256)), compress_level=3)
    return out.getvalue()


def _put_ink(picture: Image.Image, dots: Sequence[_Dot]) -> None:
    """Put `dots` on `picture`, which knows no more of the paper than they cover: most of a pad is empty."""
    if not dots:
        return
    left, top = (min(dot[side] for dot in dots) // _OVERSAMPLING for side in (0, 1))
    right, bottom = (max(dot[side] for dot in dots) // _OVERSAMPLING + 1 for side in (2, 3))
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height)
    ink = Image.new("L", ((right - left) * _OVERSAMPLING, (bottom - top) * _OVERSAMPLING), 0)
    pen = ImageDraw.Draw(ink)
    x, y = left * _OVERSAMPLING, top * _OVERSAMPLING
    for dot in dots:
        pen.ellipse((dot[0] - x, dot[1] - y, dot[2] - x, dot[3] - y), fill=255)
    small = ink.reduce(_OVERSAMPLING)
    picture.paste(Image.frombytes("P", small.size, small.tobytes()), (left, top))


def _dots(stroke: Stroke, size: tuple[int, int]) -> Iterator[_Dot]:
    """What a stroke is made of, at `size` (width, height, in pixels)."""
    if not stroke:
        return
    width, height = size
    points = [
        point._replace(x=min(max(point.x, 0.0), 1.0) * width, y=min(max(point.y, 0.0), 1.0) * height)
        for point in stroke
    ]
    thickness = (_THICKEST + _THINNEST) / 2 * height
    yield _dot(points[0].x, points[0].y, thickness)
    for before, point in pairwise(points):
        wanted = (_THINNEST + (_THICKEST - _THINNEST) * _weight(before, point, height)) * height
        following = _INERTIA * thickness + (1 - _INERTIA) * wanted
        yield from _line(before[:2], point[:2], thickness, following)
        thickness = following


def _weight(before: InkPoint, point: InkPoint, height: int) -> float:
    """How heavy the hand was from one point to the next, 0 to 1: what the surface felt, else the slower the heavier."""
    if point.pressure is not None:
        return min(max(point.pressure, 0.0), 1.0)
    distance = hypot(point.x - before.x, point.y - before.y)
    speed = distance / height / max(point.at - before.at, 1.0) * 1000.0
    return 1.0 - min(speed / _FAST, 1.0)


def _line(start: tuple[float, float], end: tuple[float, float], first: float, last: float) -> Iterator[_Dot]:
    distance = hypot(end[0] - start[0], end[1] - start[1])
    dots = max(int(distance / (min(first, last) * _STEP)), 1)
    for dot in range(1, dots + 1):
        share = dot / dots
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        yield _dot(x, y, first + (last - first) * share)


def _dot(x: float, y: float, thickness: float) -> _Dot:
    radius = thickness / 2
    return int(x - radius), int(y - radius), int(x + radius), int(y + radius)
