"""What the simulated face camera sees: a lobby wall, and drawn people before it. Nobody real: ovals with light and shade.

The faces are shaded so that OpenCV's haar cascades find them: eyes darker than cheeks, the bridge of the nose lighter than the
eyes, brow and mouth dark.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

_WALL = (176, 182, 178)
_SKINS = ((150, 184, 224), (122, 160, 204), (96, 134, 182))
_HAIR, _INK, _LIP, _COAT = (38, 36, 40), (34, 30, 34), (92, 92, 158), (92, 74, 66)
_MOST = 3
_ABOVE = 62
"""hundredths of the face's height above its middle that belong to the head"""
_DRAWN = 3.0
"""drawn larger, shrunk for soft edges"""
_IN_SHADE = 0.5

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lobby:
    """The picture at one moment: `faces` people, each face `size` of the picture's height high.

    `shift` moves everybody, in shares of the width; `light` is the lamp's strength, `behind` a bright window in their back.
    """

    width: int = 640
    height: int = 480
    faces: int = 1
    size: float = 0.42
    shift: float = 0.0
    light: float = 1.0
    behind: bool = False


def draw_lobby(lobby: Lobby) -> MatLike:
    """The scene as BGR picture, without sensor noise."""
    frame = _wall(lobby)
    for number in range(min(lobby.faces, _MOST)):
        centre = (number + 1) / (lobby.faces + 1) + lobby.shift
        face = _face(round(lobby.height * lobby.size), _SKINS[number % len(_SKINS)], dimmed=lobby.behind)
        _paste(frame, face, round(lobby.width * centre), round(lobby.height * 0.46))
    return cv2.convertScaleAbs(cv2.GaussianBlur(frame, (0, 0), 1.0), alpha=lobby.light)


def _wall(lobby: Lobby) -> MatLike:
    across = np.linspace(-1, 1, lobby.width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, lobby.height, dtype=np.float32)[:, None]
    shade = 1 - 0.12 * (across**2 + down**2)
    if lobby.behind:
        shade = shade * 1.45
    wall: MatLike = (shade[..., None] * np.array(_WALL, dtype=np.float32)).clip(0, 255).astype(np.uint8)
    return wall


class _Head:
    """A head with hair and shoulders, drawn in hundredths of the face's height around the face's middle."""

    def __init__(self, height: float, skin: tuple[int, int, int]) -> None:
        self.unit = height / 100
        self.skin = skin
        wide, high = round(170 * self.unit), round(190 * self.unit)
        self.picture: MatLike = np.zeros((high, wide, 3), np.uint8)
        self.cover: MatLike = np.zeros((high, wide), np.uint8)

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round((85 + x) * self.unit), round((_ABOVE + y) * self.unit)

    def oval(
        self, place: tuple[float, float], axes: tuple[float, float], colour: Colour, *, body: bool = False
    ) -> None:
        """`body` parts hide what is behind the head; the others lie on it."""
        half = (max(1, round(axes[0] * self.unit)), max(1, round(axes[1] * self.unit)))
        cv2.ellipse(self.picture, self.at(*place), half, 0, 0, 360, colour, -1, cv2.LINE_AA)
        if body:
            cv2.ellipse(self.cover, self.at(*place), half, 0, 0, 360, (255,), -1, cv2.LINE_AA)

    def stroke(self, start: tuple[float, float], end: tuple[float, float], wide: float, colour: Colour) -> None:
        thick = max(1, round(wide * self.unit))
        cv2.line(self.picture, self.at(*start), self.at(*end), colour, thick, cv2.LINE_AA)

    def brow(self, x: float) -> None:
        axes = (round(11 * self.unit), round(5 * self.unit))
        thick = max(1, round(3.4 * self.unit))
        cv2.ellipse(self.picture, self.at(x, -9), axes, 0, 200, 340, _HAIR, thick, cv2.LINE_AA)


def _face(height: int, skin: tuple[int, int, int], *, dimmed: bool) -> NDArray[np.float32]:
    """A head, BGR and how much of each pixel it covers: 1.9 times `height` high."""
    head = _Head(height * _DRAWN, skin)
    head.oval((0, 112), (66, 48), _COAT, body=True)
    head.oval((0, 52), (17, 32), skin, body=True)
    head.oval((0, -8), (44, 52), _HAIR, body=True)
    head.oval((0, 4), (36, 48), skin, body=True)
    _features(head)
    light = _lit(head.picture.shape[1], head.picture.shape[0], head.at(-12, -6), head.unit * 62)
    shaded = head.picture.astype(np.float32) * light[..., None] * (_IN_SHADE if dimmed else 1.0)
    both = np.dstack([shaded, head.cover.astype(np.float32) / 255])
    shrunk = cv2.resize(both, None, fx=1 / _DRAWN, fy=1 / _DRAWN, interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk, dtype=np.float32)


def _features(head: _Head) -> None:
    blue, green, red = head.skin
    darker = (blue * 0.72, green * 0.72, red * 0.72)
    lighter = (min(255, blue * 1.1), min(255, green * 1.1), min(255, red * 1.1))
    for side in (-1, 1):
        head.oval((side * 15, -4), (11, 7), darker)
        head.oval((side * 15, -2), (7.5, 3.6), (226, 228, 230))
        head.oval((side * 15, -2), (3.4, 3.6), _INK)
        head.brow(side * 15)
        head.oval((side * 19, 20), (9, 8), lighter)
        head.oval((side * 4, 19), (2.6, 1.6), darker)
    head.stroke((0, -4), (0, 14), 7, lighter)
    head.oval((0, 14), (6, 5), lighter)
    head.oval((0, 33), (13, 3.6), _LIP)
    head.stroke((-13, 33), (13, 33), 1.4, _INK)
    head.oval((0, 42), (9, 3), darker)


def _lit(width: int, height: int, centre: tuple[int, int], reach: float) -> NDArray[np.float32]:
    across = (np.arange(width, dtype=np.float32) - centre[0])[None, :] / reach
    down = (np.arange(height, dtype=np.float32) - centre[1])[:, None] / reach
    return np.asarray(0.62 + 0.46 * np.exp(-(across**2 + down**2)), dtype=np.float32)


def _paste(frame: MatLike, face: NDArray[np.float32], x: int, y: int) -> None:
    """Lay the head over the frame, its face's middle at (x, y); what is outside the frame is cut off."""
    high, wide = face.shape[:2]
    left, top = x - wide // 2, y - round(high * _ABOVE / 190)
    first_x, first_y = max(0, left), max(0, top)
    last_x, last_y = min(frame.shape[1], left + wide), min(frame.shape[0], top + high)
    if first_x >= last_x or first_y >= last_y:
        return
    part = face[first_y - top : last_y - top, first_x - left : last_x - left]
    cover = part[..., 3:]
    under = frame[first_y:last_y, first_x:last_x].astype(np.float32)
    frame[first_y:last_y, first_x:last_x] = (part[..., :3] * cover + under * (1 - cover)).clip(0, 255).astype(np.uint8)
