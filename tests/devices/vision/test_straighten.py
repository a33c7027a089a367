"""A page seen at an angle comes out as the sheet that was laid."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike

from devices.bench import papers
from devices.bench.desk_scene import Scene, page_corners
from devices.vision.page_outline import find_page
from devices.vision.straighten import jpeg_of, page_size, straighten, thumbnail
from tests.devices.vision.scenes import seen


def likeness(one: MatLike, other: MatLike) -> float:
    """Normalised correlation of two pages at a scale where strokes of text still count."""
    small = [
        cv2.GaussianBlur(
            cv2.resize(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), (620, 877), interpolation=cv2.INTER_AREA), (0, 0), 1.5
        )
        for page in (one, other)
    ]
    inner = [page[20:-20, 20:-20] for page in small]
    return float(cv2.matchTemplate(inner[0], inner[1], cv2.TM_CCOEFF_NORMED)[0, 0])


@pytest.mark.parametrize("angle", [0.0, 6.0, -14.0])
@pytest.mark.parametrize("page", ["contract-1", "contract-2"])
def test_the_straight_page_is_the_sheet(page: str, angle: float) -> None:
    frame = seen(Scene(page=page, angle=angle, fill=0.8, tilt=0.06))
    outline = find_page(frame)
    assert outline is not None
    straight = straighten(frame, outline.corners)
    assert straight.shape == (3508, 2480, 3)
    assert likeness(straight, papers.sheet(page)) > 0.9


def test_the_measure_tells_a_page_that_is_one_per_cent_off() -> None:
    scene = Scene(page="contract-1", angle=6, fill=0.8)
    frame = seen(scene)
    corners = page_corners(scene)
    off = corners + np.array([[18, 0], [0, 0], [0, 0], [0, 0]], dtype=np.float32)
    sheet = papers.sheet("contract-1")
    assert likeness(straighten(frame, off), sheet) < 0.8 < likeness(straighten(frame, corners), sheet)


def quad(width: float, height: float) -> np.ndarray:
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)


def test_an_a4_page_has_300_dots_an_inch_whatever_the_camera() -> None:
    assert page_size(quad(700, 1000)) == page_size(quad(3000, 4200)) == (2480, 3508)
    assert page_size(quad(700, 1000), dpi=150) == (1240, 1754)


def test_a_landscape_page_stays_landscape() -> None:
    assert page_size(quad(1000, 710)) == (3508, 2480)


def test_a_ratio_near_a4_is_taken_for_a4_and_another_is_kept() -> None:
    assert page_size(quad(1000, 1500)) == (2480, 3508)
    width, height = page_size(quad(856, 540))
    assert width / height == pytest.approx(856 / 540, rel=0.01)


def test_thumbnail_and_jpeg() -> None:
    page = replace(Scene(page="plan"), width=1280, height=960)
    small = thumbnail(seen(page))
    assert max(small.shape[:2]) == 320
    assert jpeg_of(small)[:2] == b"\xff\xd8"
