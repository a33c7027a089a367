import io
from itertools import pairwise

from PIL import Image

from kiosk.services.signature import draw_signature
from kiosk.visit.state import InkPoint, Stroke

SIZE = (300, 200)


def alpha(strokes: tuple[Stroke, ...]) -> Image.Image:
    with Image.open(io.BytesIO(draw_signature(strokes, SIZE))) as picture:
        assert (picture.format, picture.size) == ("PNG", SIZE)
        colours = picture.convert("RGBA")
        assert colours.getextrema()[:3] == ((18, 18), (32, 32), (46, 46))
        return colours.getchannel("A")


def column(picture: Image.Image, x: int) -> float:
    """Ink in one column, in pixels: the width of a level line there."""
    return sum(pixel(picture, x, y) for y in range(picture.height)) / 255


def pixel(picture: Image.Image, x: int, y: int) -> int:
    value = picture.getpixel((x, y))
    assert isinstance(value, int)
    return value


def line(ms: float, pressure: float | None = None) -> Stroke:
    return tuple(InkPoint(0.1 + 0.04 * step, 0.5, ms * step, pressure) for step in range(21))


def test_ink_is_where_the_finger_was_and_nowhere_else():
    picture = alpha((line(20),))
    assert pixel(picture, 150, 100) > 200
    assert pixel(picture, 150, 20) == 0
    assert pixel(picture, 5, 100) == 0


def test_line_has_no_gaps():
    picture = alpha((line(20),))
    assert all(column(picture, x) > 1 for x in range(32, 268))


def test_slow_hand_writes_thicker():
    assert column(alpha((line(200),)), 200) > column(alpha((line(5),)), 200)


def test_a_hand_that_is_felt_writes_as_thick_as_it_presses_however_fast():
    assert column(alpha((line(5, 0.9),)), 200) > column(alpha((line(200, 0.1),)), 200)
    assert column(alpha((line(5, 7.0),)), 200) == column(alpha((line(5, 1.0),)), 200)


def test_edges_are_smooth_and_the_width_swells():
    picture = alpha((line(20),))
    assert any(0 < pixel(picture, 150, y) < 255 for y in range(200))
    widths = [column(picture, x) for x in range(40, 260)]
    assert all(abs(before - after) < 0.5 for before, after in pairwise(widths))


def test_dot_empty_and_wild_strokes():
    assert alpha(()).getbbox() is None
    assert alpha(((),)).getbbox() is None
    assert alpha(((InkPoint(0.5, 0.5, 0.0),),)).getbbox() is not None
    assert alpha(((InkPoint(-3.0, 9.0, 0.0), InkPoint(4.0, -1.0, 0.0)),)).getbbox() is not None
