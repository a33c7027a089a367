"""Generated desks for the tests of vision: same seed, same desk."""

from functools import lru_cache

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.bench import papers
from devices.bench.desk_scene import Scene, draw


def some_scene(seed: int, plate: str = "dark") -> Scene:
    rng = np.random.default_rng(1000 + seed)
    return Scene(
        width=1280,
        height=960,
        page=papers.names()[seed % len(papers.names())],
        angle=float(rng.uniform(-22, 22)),
        offset=(float(rng.uniform(-0.12, 0.12)), float(rng.uniform(-0.03, 0.03))),
        tilt=float(rng.uniform(0, 0.12)),
        fill=float(rng.uniform(0.6, 0.78)),
        plate=plate,
    )


def seen(scene: Scene, seed: int = 0) -> MatLike:
    """The scene with sensor noise."""
    clean = draw(scene)
    darker = np.roll(_grain(scene.width, scene.height), 17 * seed)
    return cv2.add(cv2.subtract(clean, darker), np.full(clean.shape, 3, dtype=np.uint8))


@lru_cache(maxsize=4)
def _grain(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 7, (height, width, 3), dtype=np.uint8)
