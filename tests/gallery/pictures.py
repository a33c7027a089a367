"""Live pictures for the gallery: the desk as the bench's camera sees it, and thumbnails of what lay there."""

from functools import cache

import cv2
from PySide6.QtGui import QImage

from devices.bench import papers
from devices.bench.desk_scene import Scene, draw, page_corners
from ui.art import FrameProvider

_JPEG = ".jpg"


def _jpeg(picture: "cv2.typing.MatLike") -> bytes:
    found, data = cv2.imencode(_JPEG, picture)
    assert found
    return bytes(data)


def put_all(frames: FrameProvider) -> None:
    """Fill the slots that the samples name."""
    frames.put("camera", QImage.fromData(_jpeg(draw(SCENE))))
    for number, name in enumerate((*papers.names()[:3], *papers.names()[:3])):
        small = cv2.resize(papers.sheet(name), (152, 216), interpolation=cv2.INTER_AREA)
        frames.put(f"home_proof-{number}", QImage.fromData(_jpeg(small)))


@cache
def corners() -> list[list[float]]:
    """Where the page lies in the picture, in shares of it."""
    picture = draw(SCENE)
    height, width = picture.shape[:2]
    return [[float(x) / width, float(y) / height] for x, y in page_corners(SCENE)]


SCENE = Scene(page=papers.names()[1], angle=2.0)
