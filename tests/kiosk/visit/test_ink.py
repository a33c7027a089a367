"""What passes for a name: any name somebody writes, and nothing that is only a line, a dot or a slip."""

from itertools import pairwise
from math import cos, pi, sin

import pytest

from kiosk.visit.ink import is_name, is_touch
from kiosk.visit.state import InkPoint, Stroke
from tools.screen_reader import SIGNATURE

PAD_MM = 363.0, 224.0
"""The pad on the 32-inch screen"""
JITTER_MM = 0.4


def drawn(*strokes: tuple[tuple[float, float], ...], at: tuple[float, float] = (60.0, 60.0)) -> tuple[Stroke, ...]:
    """Strokes given by their corners in millimetres, with a point each 1.5 mm and a hand that trembles."""
    return tuple(_stroke([(x + at[0], y + at[1]) for x, y in corners]) for corners in strokes)


def _stroke(corners: list[tuple[float, float]]) -> Stroke:
    points = [corners[0]]
    for (x0, y0), (x1, y1) in pairwise(corners):
        steps = max(1, round((abs(x1 - x0) + abs(y1 - y0)) / 1.5))
        points += [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps) for n in range(1, steps + 1)]
    return tuple(
        InkPoint((x + JITTER_MM * sin(5.0 * n)) / PAD_MM[0], (y + JITTER_MM * cos(7.0 * n)) / PAD_MM[1], 12.0 * n)
        for n, (x, y) in enumerate(points)
    )


def sized(size: float, *strokes: tuple[tuple[float, float], ...]) -> tuple[Stroke, ...]:
    """Strokes in shares of a character of `size` millimetres."""
    return drawn(*(tuple((x * size, y * size) for x, y in corners) for corners in strokes))


DING_YI = (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1), (0.35, 0.9)), ((1.4, 0.5), (2.4, 0.5)))
DING_YI_PLAIN = (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1)), ((1.4, 0.5), (2.4, 0.5)))
WANG = (((0, 0), (1, 0)), ((0.1, 0.5), (0.9, 0.5)), ((0, 1), (1, 1)), ((0.5, 0), (0.5, 1)))
LI_JOINED = (((0, 0.3), (1, 0.3), (0.5, 0), (0.5, 0.6), (0, 0.6), (1, 0.6), (0.5, 1.0)),)
LATIN = (tuple((0.08 * n, 0.5 - 0.25 * sin(n * pi / 2)) for n in range(30)),)


@pytest.mark.parametrize("size", [15.0, 40.0, 100.0], ids=["small", "middling", "large"])
@pytest.mark.parametrize(
    "name",
    [DING_YI, DING_YI_PLAIN, WANG, LI_JOINED, LATIN],
    ids=["丁一", "丁一 without hook", "王", "李 in one", "Latin"],
)
def test_a_plain_name_is_a_name(name, size):
    assert is_name(sized(size, *name))


def test_the_signature_of_the_stories_is_a_name():
    assert is_name(tuple(tuple(InkPoint(x, y, 10.0 * n) for n, (x, y) in enumerate(stroke)) for stroke in SIGNATURE))


@pytest.mark.parametrize(
    "strokes",
    [
        drawn(((0, 0), (200, 0))),
        drawn(((0, 0), (100, 0)), ((0, 30), (100, 30))),
        drawn(((0, 0), (80, 80)), ((80, 0), (0, 80))),
        drawn(((0, 0), (100, 0), (100, 80))),
        drawn(((0, 0), (0.5, 0)), ((60, 0), (60.5, 0)), ((0, 60), (0.5, 60)), ((90, 0), (90.5, 0))),
        drawn(((0, 0), (9, 0)), ((0, 5), (9, 5)), ((0, 9), (9, 9))),
    ],
    ids=["a line", "two lines", "a cross", "an angle", "four dots", "a scrawl of a centimetre"],
)
def test_a_line_or_two_is_none(strokes):
    assert not is_name(strokes)


@pytest.mark.parametrize(
    "strokes", [(), drawn(((0, 0), (0.5, 0))), drawn(((0, 0), (8, 0)))], ids=["nothing", "a tap", "a slip"]
)
def test_a_touch_is_not_called_a_line(strokes):
    assert is_touch(strokes)
    assert not is_name(strokes)


def test_two_dots_far_apart_are_no_mere_touch():
    assert not is_touch(drawn(((0, 0), (0.5, 0)), ((60, 0), (60.5, 0))))
