"""From a page seen at an angle to a straight picture of it."""

import cv2
import numpy as np
from cv2.typing import MatLike

from devices.vision.quad import Quad, size_of

A4_RATIO = 297 / 210
A4_TOLERANCE = 0.08
"""a sheet within 8 % of A4's ratio is taken for A4: perspective alone distorts the measured ratio that much"""
LONG_SIDE_LEAST = 1754
"""A4 at 150 dpi"""
LONG_SIDE_MOST = 3508
"""A4 at 300 dpi"""

_JPEG_QUALITY = 88
_THUMBNAIL_SIDE = 320


def page_size(corners: Quad) -> tuple[int, int]:
    """Width and height in pixels of the straight page: A4 between 150 and 300 dpi, as far as the picture has detail.

    Sheets of another ratio keep theirs. The long side follows the longest side seen.
    """
    width, height = size_of(corners)
    ratio = max(width, height) / max(1.0, min(width, height))
    if abs(ratio / A4_RATIO - 1) <= A4_TOLERANCE:
        ratio = A4_RATIO
    long_side = round(min(LONG_SIDE_MOST, max(LONG_SIDE_LEAST, width, height)))
    short_side = round(long_side / ratio)
    return (short_side, long_side) if height >= width else (long_side, short_side)


def straighten(frame: MatLike, corners: Quad) -> MatLike:
    """The page inside `corners` (clockwise from top left) as a straight BGR picture of `page_size`."""
    width, height = page_size(corners)
    # Half a pixel outward, where the paper ends, and one and a half more, so that no line of the plate is left.
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    target += np.array([[-2, -2], [1, -2], [1, 1], [-2, 1]], dtype=np.float32)
    return cv2.warpPerspective(
        frame,
        cv2.getPerspectiveTransform(corners, target),
        (width, height),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )


def thumbnail(page: MatLike) -> MatLike:
    """The page with its long side at 320 pixels."""
    scale = _THUMBNAIL_SIDE / max(page.shape[:2])
    return cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def jpeg_of(picture: MatLike, quality: int = _JPEG_QUALITY) -> bytes:
    """The picture as JPEG bytes (baseline, 4:2:0)."""
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} cannot be a JPEG")
    return encoded.tobytes()
