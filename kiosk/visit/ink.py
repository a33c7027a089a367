"""Whether what was drawn can be a name. Pure; refuses slips, dots and bare lines, never a plain name such as 丁一.

Lengths are in heights of the pad: 224 mm on the 32-inch screen of the design.
"""

from itertools import pairwise
from math import atan2, hypot, pi

from kiosk.visit.state import Stroke

_ASPECT = 984 / 608
"""Width of the pad by its height (DESIGN.md, screen 07)"""
_STRIDE = 0.018
"""Points nearer than this to the one before are the trembling of a hand (4 mm)"""
_LEAST_STROKE = 0.02
_LEAST_EXTENT = 0.08
"""18 mm across: a signature as small as on paper"""
_LEAST_INK = 0.15
_LEAST_MOVES = 3
"""丁一 has three, written without its hook; 王 has four. Two lines, crossed or not, have two"""
_TURN = pi / 4


def is_touch(strokes: tuple[Stroke, ...]) -> bool:
    """Whether the pad was touched or slipped over, and not written on."""
    points = [(x * _ASPECT, y) for stroke in strokes for x, y, *_ in stroke]
    if not points:
        return True
    across = max(x for x, _ in points) - min(x for x, _ in points)
    down = max(y for _, y in points) - min(y for _, y in points)
    return hypot(across, down) < _LEAST_EXTENT


def is_name(strokes: tuple[Stroke, ...]) -> bool:
    """Whether it has the ink and the movements of a name: a movement is a stroke, or a turn of 45° within one."""
    ink, moves = 0.0, 0
    for stroke in strokes:
        path = _path(stroke)
        length = sum(hypot(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(path))
        if length >= _LEAST_STROKE:
            ink += length
            moves += 1 + _turns(path)
    return not is_touch(strokes) and ink >= _LEAST_INK and moves >= _LEAST_MOVES


def _path(stroke: Stroke) -> list[tuple[float, float]]:
    path: list[tuple[float, float]] = []
    for x, y, *_ in stroke:
        at = (x * _ASPECT, y)
        if not path or hypot(at[0] - path[-1][0], at[1] - path[-1][1]) >= _STRIDE:
            path.append(at)
    return path


def _turns(path: list[tuple[float, float]]) -> int:
    headings = [atan2(y1 - y0, x1 - x0) for (x0, y0), (x1, y1) in pairwise(path)]
    turns, straight = 0, headings[0]
    for heading in headings[1:]:
        bend = abs((heading - straight + pi) % (2 * pi) - pi)
        if bend > _TURN:
            turns, straight = turns + 1, heading
    return turns
