"""What a camera does to a drawn scene: sensor noise, and a JPEG of it."""

import cv2
import numpy as np
from cv2.typing import MatLike

_JPEG_QUALITY = 82


def encoded(picture: MatLike) -> bytes:
    """The picture as a camera's JPEG."""
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise ValueError("the scene cannot be encoded")
    return data.tobytes()


def noisy(clean: MatLike, take: int) -> MatLike:
    """Sensor noise of about two grey levels, the same for the same take."""
    rng = np.random.default_rng(take)
    darker = np.asarray(rng.integers(0, 7, clean.shape, dtype=np.uint8))
    return cv2.add(cv2.subtract(clean, darker), np.full(clean.shape, 3, dtype=np.uint8))
