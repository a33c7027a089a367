"""QR and bar codes in a picture: zxing-cpp on the picture as it is, and where that finds none, on better ones made of it.

zxing-cpp alone reads more than OpenCV's detectors and takes a tenth of the time (``reference/devices.md`` 5.4). What it
cannot read as it is may be small, soft or slanted: a page straightened to 300 dpi, sharpened, is where it mostly can.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from cv2.typing import MatLike

from devices.vision.quad import Quad
from devices.vision.straighten import straighten

_SMALL = 1200
"""long side in pixels up to which a picture is enlarged"""


@dataclass(frozen=True, slots=True, repr=False)
class FoundCode:
    """One code: its text and bytes, its format (``QRCode``, ``Code128`` …) and its corners in pixels, if they are known there."""

    text: str
    data: bytes
    kind: str
    corners: Quad | None


def find_codes(frame: MatLike, page: Quad | None = None) -> tuple[FoundCode, ...]:
    """All codes in a BGR or grey picture; `page`, the outline of a sheet in it, helps where they are small or slanted."""
    grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)  # noqa: PLR2004
    found = _read(grey)
    if found:
        return tuple(_code(each, _quad_of(each)) for each in found)
    for better in _better(grey, page):
        found = _read(better)
        if found:
            return tuple(_code(each, None) for each in found)
    return ()


def _better(grey: MatLike, page: Quad | None) -> Iterator[MatLike]:
    """Pictures in which a code may be read that could not be read in `grey`, cheapest first."""
    yield _sharpened(grey, 1.5)
    if page is not None:
        straight = straighten(grey, page)
        yield straight
        yield _sharpened(straight, 4.0)
    elif max(grey.shape) <= _SMALL:
        large = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
        yield large
        yield _sharpened(large, 3.0)
        yield cv2.medianBlur(large, 5)
    yield cv2.GaussianBlur(grey, (0, 0), 1.2)


def _sharpened(grey: MatLike, sigma: float) -> MatLike:
    return cv2.addWeighted(grey, 2.5, cv2.GaussianBlur(grey, (0, 0), sigma), -1.5, 0)


def _read(grey: MatLike) -> list[zxingcpp.Barcode]:
    return [each for each in zxingcpp.read_barcodes(np.ascontiguousarray(grey)) if each.valid]


def _code(found: zxingcpp.Barcode, corners: Quad | None) -> FoundCode:
    return FoundCode(found.text, bytes(found.bytes), found.format.name, corners)


def _quad_of(found: zxingcpp.Barcode) -> Quad:
    place = found.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([[point.x, point.y] for point in points], dtype=np.float32)
