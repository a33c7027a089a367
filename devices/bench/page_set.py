"""The pictures on which page detection is measured: forty generated 1080p frames a plate, same seed, same picture.

Sheets of `devices.bench.papers` (fictional), turned any way, seen at an angle, under more or less light; where the corners
lie is known. Used by the tests and by ``make bench``.
"""

from collections.abc import Iterator
from functools import lru_cache

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.bench import papers
from devices.bench.desk_scene import Scene, draw, page_corners

PAGES = 40
PLATE_NAMES = ("dark", "light", "white")
WIDTH, HEIGHT = 1920, 1080
_FIRST_SEED = 4100
_NOISE = 7


def scene_of(plate: str, number: int) -> Scene:
    """The scene with `number` (0 to `PAGES` - 1) on `plate`."""
    rng = np.random.default_rng(_FIRST_SEED + number)
    lies_across = number % 5 == 4  # noqa: PLR2004 - every fifth sheet lies on its side
    names = papers.names()
    return Scene(
        width=WIDTH,
        height=HEIGHT,
        page=names[number % len(names)],
        angle=float(rng.uniform(-40, 40)) + (90 if lies_across else 0),
        offset=(float(rng.uniform(-0.12, 0.12)), float(rng.uniform(-0.03, 0.03))),
        tilt=float(rng.uniform(0, 0.12)),
        fill=float(rng.uniform(0.55, 0.74)),
        plate=plate,
        light=float(rng.uniform(0.8, 1.02)),
        shade=float(rng.uniform(0.3, 0.6)),
        # From bluer than the paper to yellower: some plates have its very colour.
        warmth=float(rng.uniform(-0.06, 0.03) if plate == "light" else rng.uniform(-0.02, 0.06)),
    )


def frames(plate: str, count: int = PAGES) -> Iterator[tuple[MatLike, NDArray[np.float32]]]:
    """Pictures (BGR, 1920×1080, with sensor noise) and the true corners of the sheet in each."""
    for number in range(count):
        scene = scene_of(plate, number)
        noisy = cv2.subtract(draw(scene), np.roll(_noise(), 17 * number, axis=1))
        yield noisy, page_corners(scene)


@lru_cache(maxsize=1)
def _noise() -> NDArray[np.uint8]:
    return np.random.default_rng(_FIRST_SEED).integers(0, _NOISE, (HEIGHT, WIDTH, 3), dtype=np.uint8)
