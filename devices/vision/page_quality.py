"""What speaks against taking a picture of a page now: darkness, the border, blur, glare."""

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from devices.api.document_camera import PageQuality
from devices.api.errors import DeviceFault
from devices.vision.page_outline import Outline
from devices.vision.quad import size_of

PAGE_SIDE = 1000
"""long side of the page, in pixels, at which sharpness is measured, so that the figure does not depend on the camera"""

BLACK_PICTURE = 14.0
"""mean grey of a picture that shows nothing: a lens cap, no light at all"""
DARK_PAGE = 80.0
"""mean grey of the paper below which thin strokes drown in noise"""
SHARP_ENOUGH = 0.23
"""steepest slope of an edge as a share of its height per pixel; a blur of σ = 2 px leaves about 0.19"""
CLIPPED = 250
"""grey level from which a pixel counts as burnt out; well exposed paper stays below 245"""
GLARE_SHARE = 0.004
"""share of the page that may be burnt out"""

_WINDOW = cv2.getStructuringElement(cv2.MORPH_RECT, (9, 9))
_EDGE_HEIGHT = 45


@dataclass(frozen=True, slots=True)
class Measures:
    """The figures behind a verdict, for the technician's screen and the tests."""

    paper_grey: float
    sharpness: float
    clipped_share: float


def judge(frame: MatLike, outline: Outline | None) -> tuple[PageQuality, Measures]:
    """The verdict on a full-size BGR picture with the page that was found in it. About 8 ms on one core."""
    if outline is None:
        black = float(frame[::8, ::8].mean()) < BLACK_PICTURE
        missing = DeviceFault.PAGE_DARK if black else DeviceFault.PAGE_MISSING
        return PageQuality((missing,)), Measures(0.0, 0.0, 0.0)
    grey, mask, origin, scale = _page_crop(frame, outline)
    paper = float(cv2.mean(grey, mask)[0])
    sharpness = _sharpness(grey, mask)
    share, box = _glare(grey, mask)
    faults = []
    if paper < DARK_PAGE:
        faults.append(DeviceFault.PAGE_DARK)
    if outline.cut:
        faults.append(DeviceFault.PAGE_CUT)
    if sharpness < SHARP_ENOUGH:
        faults.append(DeviceFault.PAGE_BLURRED)
    glare = None
    if box is not None and share > GLARE_SHARE:
        faults.append(DeviceFault.PAGE_GLARE)
        glare = _as_shares(box, origin, scale, frame)
    return PageQuality(tuple(faults), glare), Measures(paper, sharpness, share)


def _page_crop(frame: MatLike, outline: Outline) -> tuple[MatLike, MatLike, tuple[int, int], float]:
    """The page's box as grey picture with the page at most `PAGE_SIDE` long, the page's mask, and the way back."""
    height, width = frame.shape[:2]
    margin = 6
    x, y, w, h = cv2.boundingRect(outline.corners)
    left, top = max(0, x - margin), max(0, y - margin)
    right, bottom = min(width, x + w + margin), min(height, y + h + margin)
    grey = cv2.cvtColor(frame[top:bottom, left:right], cv2.COLOR_BGR2GRAY)
    scale = min(1.0, PAGE_SIDE / max(size_of(outline.corners)))
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inside = (outline.corners - np.array([left, top], dtype=np.float32)) * np.float32(scale)
    mask = np.zeros(grey.shape, dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(inside).astype(np.int32), 255)
    return grey, mask, (left, top), scale


def _sharpness(grey: MatLike, mask: MatLike) -> float:
    """How steep the page's edges are: slope per pixel over height, 0 (no edge at all) to about 0.5.

    The variance of the Laplacian alone calls a sharp but nearly empty page blurred, and a blurred but full one sharp. Divided
    by the height of the edge it stands on, the slope depends on neither; the sheet's own outline counts, so a blank
    page has a figure too.
    """
    height = cv2.subtract(cv2.dilate(grey, _WINDOW), cv2.erode(grey, _WINDOW))
    across = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 1, 0, ksize=3), alpha=0.125)
    down = cv2.convertScaleAbs(cv2.Sobel(grey, cv2.CV_16S, 0, 1, ksize=3), alpha=0.125)
    slope = cv2.dilate(cv2.max(across, down), _WINDOW)
    edges = (height > _EDGE_HEIGHT) & (cv2.dilate(mask, _WINDOW) > 0)
    if int(edges.sum()) < PAGE_SIDE:
        return 0.0
    return float(np.median(slope[edges].astype(np.float32) / height[edges]))


def _glare(grey: MatLike, mask: MatLike) -> tuple[float, tuple[int, int, int, int] | None]:
    """The share of the page that is burnt out, and the box of its largest spot in crop pixels."""
    burnt = cv2.bitwise_and(cv2.inRange(grey, np.array(CLIPPED), np.array(255)), mask)
    if cv2.countNonZero(burnt) < _WINDOW.size:
        return 0.0, None
    burnt = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, _WINDOW)
    share = cv2.countNonZero(burnt) / max(1, cv2.countNonZero(mask))
    count, _, stats, _ = cv2.connectedComponentsWithStats(burnt)
    if count < 2:  # noqa: PLR2004  the first component is the rest of the picture
        return 0.0, None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    x, y, w, h = (int(value) for value in stats[largest, :4])
    return share, (x, y, w, h)


def _as_shares(
    box: tuple[int, int, int, int], origin: tuple[int, int], scale: float, frame: MatLike
) -> tuple[float, float, float, float]:
    height, width = frame.shape[:2]
    x, y, w, h = box
    return (
        round((origin[0] + x / scale) / width, 4),
        round((origin[1] + y / scale) / height, 4),
        round(w / scale / width, 4),
        round(h / scale / height, 4),
    )
