"""From a page seen at an angle to a straight picture of it."""

import cv2
import numpy as np
from cv2.typing import MatLike

from devices.vision.quad import Quad, size_of

A4_RATIO = 297 / 210
A4_TOLERANCE = 0.08
"""a sheet within 8 % of A4's ratio is taken for A4: perspective alone distorts the measured ratio that much"""
DPI = 300
A4_LONG_INCHES = 297 / 25.4

_JPEG_QUALITY = 88
_THUMBNAIL_SIDE = 320


def page_size(corners: Quad, dpi: int = DPI) -> tuple[int, int]:
    """Width and height in pixels of the straight page: A4 at `dpi`, 2480×3508 at 300.

    A sheet of another ratio keeps its own, with A4's long side.
    """
    width, height = size_of(corners)
    ratio = max(width, height) / max(1.0, min(width, height))
    if abs(ratio / A4_RATIO - 1) <= A4_TOLERANCE:
        ratio = A4_RATIO
    long_side = round(A4_LONG_INCHES * dpi)
    short_side = round(long_side / ratio)
    return (short_side, long_side) if height >= width else (long_side, short_side)


def straighten(frame: MatLike, corners: Quad, dpi: int = DPI) -> MatLike:
    """The page inside `corners` (clockwise from top left) as a straight BGR picture of `page_size`."""
    width, height = page_size(corners, dpi)
    # Half a pixel outward, where the paper ends, and one and a half more, so that no line of the plate is left.
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    target += np.array([[-2, -2], [1, -2], [1, 1], [-2, 1]], dtype=np.float32)
    return cv2.warpPerspective(
        frame,
        cv2.getPerspectiveTransform(corners, target),
        (width, height),
        # Cubic takes four times as long, and is half a per cent nearer to the sheet (correlation, 8 megapixel camera).
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )


def thumbnail(page: MatLike) -> MatLike:
    """The page with its long side at 320 pixels."""
    # Every second pixel is plenty, and averaging a whole page at 300 dpi takes 20 ms.
    coarse = page
    if max(page.shape[:2]) > 4 * _THUMBNAIL_SIDE:
        coarse = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_NEAREST)
    scale = _THUMBNAIL_SIDE / max(coarse.shape[:2])
    return cv2.resize(coarse, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def jpeg_of(picture: MatLike, quality: int = _JPEG_QUALITY) -> bytes:
    """The picture as JPEG bytes (baseline, 4:2:0)."""
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"a picture of shape {picture.shape} cannot be a JPEG")
    return encoded.tobytes()
