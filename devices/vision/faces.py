"""Faces in a grey picture by OpenCV's haar cascade: how many, where, in what light, how still. Never whose."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from cv2.typing import MatLike

from devices.api.face_camera import FaceBox, FaceLight, FaceView

SEARCH_WIDTH = 320
"""width in pixels at which faces are searched; a face at arm's length is about 90 of them high there"""

_CASCADE = "haarcascade_frontalface_default.xml"
_STEP = 1.2
_NEIGHBOURS = 4
_SMALLEST = 28
_DARK = 48.0
_BACKLIT_SHARE = 0.62
_BRIGHT_BEHIND = 120.0
_STILL = 0.03
"""share of its height that a face may move or grow between two looks"""
_SAME_PICTURE = 2.5
"""mean difference in grey levels of two thumbnails up to which nothing has changed; sensor noise has about 1"""
_THUMBNAIL = (40, 30)
_LOOK_AGAIN = 6
"""after so many unchanged pictures the cascade looks all the same"""


class FaceWatch:
    """Looks at one picture after another. Not thread-safe."""

    def __init__(self) -> None:
        """Loads the cascade from the OpenCV wheel (4.x; 5.x has none)."""
        self._cascade = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / _CASCADE))
        self._evener = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4))
        self._last = FaceView()
        self._thumbnail: MatLike | None = None
        self._unchanged = 0

    def look(self, grey: MatLike) -> FaceView:
        """What is in a picture of any size. About 10 ms on one core; 0.2 ms when nothing has changed."""
        if self._same(grey):
            self._last = replace(self._last, still=self._last.present, number=self._last.number + 1)
            return self._last
        scale = min(1.0, SEARCH_WIDTH / grey.shape[1])
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
        boxes = self._boxes(small)
        faces = tuple(_as_shares(box, small) for box in boxes)
        light = _light(small, boxes[0]) if boxes else FaceLight.UNKNOWN
        self._last = FaceView(faces, light, _still(self._last, faces), self._last.number + 1)
        return self._last

    def forget(self) -> None:
        """Nothing is known of what was seen."""
        self._last = FaceView(number=self._last.number)
        self._thumbnail, self._unchanged = None, 0

    def _same(self, grey: MatLike) -> bool:
        """Whether the picture is the last one that was searched, but for noise."""
        tiny = cv2.resize(grey, _THUMBNAIL, interpolation=cv2.INTER_AREA)
        same = self._thumbnail is not None and float(cv2.absdiff(tiny, self._thumbnail).mean()) < _SAME_PICTURE
        if same and self._unchanged < _LOOK_AGAIN:
            self._unchanged += 1
            return True
        self._thumbnail, self._unchanged = tiny, 0
        return False

    def _boxes(self, small: MatLike) -> list[tuple[int, int, int, int]]:
        # Evened out place by place: over the whole picture a bright window behind somebody would decide everything.
        even = self._evener.apply(small)
        found = self._cascade.detectMultiScale(even, _STEP, _NEIGHBOURS, minSize=(_SMALLEST, _SMALLEST))
        boxes = [(int(x), int(y), int(w), int(h)) for x, y, w, h in found]
        return sorted(boxes, key=lambda box: -box[3])


def _as_shares(box: tuple[int, int, int, int], small: MatLike) -> FaceBox:
    high, wide = small.shape[:2]
    x, y, w, h = box
    return FaceBox(round(x / wide, 4), round(y / high, 4), round(w / wide, 4), round(h / high, 4))


def _light(small: MatLike, box: tuple[int, int, int, int]) -> FaceLight:
    x, y, w, h = box
    face = float(small[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4].mean())
    behind = np.ones(small.shape, dtype=bool)
    behind[max(0, y - h // 3) :, max(0, x - w // 4) : x + w + w // 4] = False
    around = float(small[behind].mean()) if behind.any() else face
    if face < _BACKLIT_SHARE * around and around > _BRIGHT_BEHIND:
        return FaceLight.BACKLIT
    return FaceLight.DARK if face < _DARK else FaceLight.GOOD


def _still(last: FaceView, faces: tuple[FaceBox, ...]) -> bool:
    if not last.faces or not faces:
        return False
    before, now = last.faces[0], faces[0]
    moved = max(
        abs(before.x + before.width / 2 - now.x - now.width / 2),
        abs(before.y + before.height / 2 - now.y - now.height / 2),
        abs(before.height - now.height) / 2,
    )
    return moved < _STILL
