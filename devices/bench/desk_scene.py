"""What the simulated document camera sees: a plate, a sheet on it, and what can be wrong with the picture."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.bench import papers
from devices.bench.printed_paper import printed


@dataclass(frozen=True, slots=True)
class Plate:
    """What the sheet lies on: grey level, grain in grey levels, depth of wood-like streaks, and tint (blue, green, red)."""

    grey: float
    grain: float = 18.0
    streaks: float = 0.0
    tint: tuple[float, float, float] = (1.12, 1.02, 0.92)


PLATES = {
    "dark": Plate(56),
    "light": Plate(206, grain=14, streaks=11, tint=(0.93, 1.0, 1.05)),
    "white": Plate(226, grain=5, tint=(1.01, 1.0, 0.995)),
}
"""Paper is about 240: the white plate is told from it by little more than the sheet's shadow"""


@dataclass(frozen=True, slots=True)
class Scene:
    """The desk at one moment.

    `page` is a name of `papers.names`, the path of a printed paper, or none; `angle` in degrees, clockwise;
    `offset` in shares of the picture's width and
    height; `tilt` is the share by which the far side looks shorter; `fill` the page's height as share of the picture's;
    `plate` a key of `PLATES`, `light` the lamp's strength, `shade` the depth of the sheet's shadow,
    `warmth` how much redder and less blue than its name the plate is.
    """

    width: int = 1920
    height: int = 1440
    page: str | None = None
    angle: float = 0.0
    offset: tuple[float, float] = (0.0, 0.0)
    tilt: float = 0.05
    fill: float = 0.86
    blur: bool = False
    glare: bool = False
    dark: bool = False
    black: bool = False
    plate: str = "dark"
    light: float = 1.0
    shade: float = 0.55
    warmth: float = 0.0


def page_corners(scene: Scene) -> NDArray[np.float32]:
    """Where the sheet's corners lie, in pixels, clockwise from its top left; may be outside the picture."""
    half_height = scene.height * scene.fill / 2
    half_width = half_height * papers.PAPER_SIZE[0] / papers.PAPER_SIZE[1]
    far = 1 - scene.tilt
    flat = np.array(
        [
            [-half_width * far, -half_height],
            [half_width * far, -half_height],
            [half_width, half_height],
            [-half_width, half_height],
        ]
    )
    turn = np.deg2rad(scene.angle)
    turned = flat @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    centre = np.array([scene.width * (0.5 + scene.offset[0]), scene.height * (0.5 + scene.offset[1])])
    corners: NDArray[np.float32] = (turned + centre).astype(np.float32)
    return corners


def _sheet(name: str) -> MatLike:
    """A sheet of the bench, or the printed paper in the file of this name."""
    return papers.sheet(name) if name in papers.names() else printed(Path(name))


def draw(scene: Scene) -> MatLike:
    """The scene as BGR picture, without sensor noise."""
    if scene.black:
        return np.full((scene.height, scene.width, 3), 3, dtype=np.uint8)
    frame = _warmed(_plate(scene.width, scene.height, PLATES[scene.plate]), scene.warmth)
    if scene.page is not None:
        frame = _lay(frame, scene, _sheet(scene.page))
    if scene.light != 1:
        frame = cv2.convertScaleAbs(frame, alpha=scene.light)
    if scene.glare:
        frame = _shine(frame, scene)
    if scene.blur:
        frame = cv2.GaussianBlur(frame, (0, 0), scene.height / 300)
    if scene.dark:
        frame = cv2.convertScaleAbs(frame, alpha=0.2)
    return frame


@lru_cache(maxsize=2)
def _plate(width: int, height: int, plate: Plate) -> MatLike:
    rng = np.random.default_rng(7)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.6)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    light = plate.grey + grain * plate.grain - 9 * (across**2 + down**2)
    if plate.streaks:
        light += plate.streaks * _streaks(width, height, rng)
    drawn: MatLike = (light[..., None] * np.array(plate.tint, dtype=np.float32)).clip(0, 255).astype(np.uint8)
    return drawn


def _warmed(plate: MatLike, warmth: float) -> MatLike:
    if not warmth:
        return plate.copy()
    gains = np.array([1 - warmth, 1.0, 1 + warmth], dtype=np.float32)
    warmed: MatLike = np.rint(plate * gains).clip(0, 255).astype(np.uint8)
    return warmed


def _streaks(width: int, height: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Wood grain along the picture's width, between about -2 and 2."""
    raw = rng.normal(0, 1, (height, max(2, width // 120))).astype(np.float32)
    fine = cv2.GaussianBlur(cv2.resize(raw, (width, height), interpolation=cv2.INTER_CUBIC), (0, 0), height / 400)
    return np.asarray(fine / max(1e-3, float(fine.std())), dtype=np.float32)


def _lay(frame: MatLike, scene: Scene, sheet: MatLike) -> MatLike:
    corners = page_corners(scene)
    size = (scene.width, scene.height)
    shrink = min(1.0, scene.height * scene.fill / sheet.shape[0])
    sheet = cv2.resize(sheet, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    height, width = sheet.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(source, corners)
    # The light stands left of the page: it falls off by a tenth towards the lower right.
    fall = (
        np.linspace(1.0, 0.95, width, dtype=np.float32)[None, :]
        * np.linspace(1, 0.95, height, dtype=np.float32)[:, None]
    )
    lit = (sheet * fall[..., None]).astype(np.uint8)
    laid = cv2.warpPerspective(lit, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((scene.height, scene.width), dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(corners * 16).astype(np.int32), 255, cv2.LINE_AA, shift=4)
    drop = scene.height // 90
    shadow = cv2.GaussianBlur(np.roll(mask, (drop, drop), axis=(0, 1)), (0, 0), scene.height / 110)
    dimmed = frame * (1 - shadow[..., None].astype(np.float32) / 255 * scene.shade)
    share = mask[..., None].astype(np.float32) / 255
    mixed: MatLike = (laid * share + dimmed * (1 - share)).astype(np.uint8)
    return mixed


def _shine(frame: MatLike, scene: Scene) -> MatLike:
    """A lamp mirrored on the paper, right of its middle."""
    corners = page_corners(scene)
    x, y = corners.mean(axis=0) + (corners[1] - corners[0]) * 0.18
    radius = scene.height * 0.05
    across = ((np.arange(scene.width, dtype=np.float32) - x) / (1.5 * radius)) ** 2
    down = ((np.arange(scene.height, dtype=np.float32) - y) / radius) ** 2
    glow = 190 * np.exp(-(across[None, :] + down[:, None]) / 1.2)
    lit: MatLike = (frame + glow[..., None]).clip(0, 255).astype(np.uint8)
    return lit
