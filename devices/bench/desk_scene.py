"""What the simulated document camera sees: a dark matte plate, a sheet on it, and what can be wrong with the picture."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from devices.bench import papers

PLATE_GREY = {"dark": 56, "light": 215}


@dataclass(frozen=True, slots=True)
class Scene:
    """The desk at one moment.

    `page` is a name of `papers.names` or none; `angle` in degrees, clockwise; `offset` in shares of the picture's width and
    height; `tilt` is the share by which the far side looks shorter; `fill` the page's height as share of the picture's.
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


def draw(scene: Scene) -> MatLike:
    """The scene as BGR picture, without sensor noise."""
    if scene.black:
        return np.full((scene.height, scene.width, 3), 3, dtype=np.uint8)
    frame = _plate(scene.width, scene.height, PLATE_GREY[scene.plate]).copy()
    if scene.page is not None:
        frame = _lay(frame, scene, papers.sheet(scene.page))
    if scene.glare:
        frame = _shine(frame, scene)
    if scene.blur:
        frame = cv2.GaussianBlur(frame, (0, 0), scene.height / 300)
    if scene.dark:
        frame = cv2.convertScaleAbs(frame, alpha=0.2)
    return frame


@lru_cache(maxsize=2)
def _plate(width: int, height: int, grey: int) -> MatLike:
    rng = np.random.default_rng(7)
    grain = cv2.GaussianBlur(rng.normal(0, 9, (height, width)).astype(np.float32), (0, 0), 1.6)
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    light = grey + grain * 2 - 9 * (across**2 + down**2)
    tint = np.array([1.12, 1.02, 0.92], dtype=np.float32)
    plate: MatLike = (light[..., None] * tint).clip(0, 255).astype(np.uint8)
    return plate


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
    dimmed = frame * (1 - shadow[..., None].astype(np.float32) / 255 * 0.55)
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
