"""Pages are found on dark, light and white plates, and none where none lies."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike

from devices.bench import page_set
from devices.bench.desk_scene import PLATES, Scene, page_corners
from devices.vision.page_outline import find_page, find_pages
from devices.vision.quad import Quad, ordered, overlap
from devices.vision.side_fit import refine
from tests.devices.vision.scenes import seen, some_scene


def one_threshold_and_the_largest_contour(frame: MatLike) -> Quad | None:
    """The simple way that the search replaces."""
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    contours, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:1]:
        polygon = cv2.approxPolyDP(contour, 0.02 * cv2.arcLength(contour, closed=True), closed=True)
        if len(polygon) == 4:
            return ordered(polygon.astype(np.float32))
    return None


@pytest.mark.parametrize(("plate", "least"), [("dark", 38), ("light", 36), ("white", 36)])
def test_pages_are_found_on_every_plate_where_one_threshold_finds_few_on_light_ones(plate: str, least: int) -> None:
    found = simply_found = 0
    for frame, true in page_set.frames(plate):
        outline, simple = find_page(frame), one_threshold_and_the_largest_contour(frame)
        found += outline is not None and overlap(outline.corners, true) > 0.95
        simply_found += simple is not None and overlap(simple, true) > 0.95
    assert found >= least
    assert plate == "dark" or simply_found < least / 2


@pytest.mark.parametrize("plate", PLATES)
def test_no_page_is_seen_on_an_empty_plate_of_any_kind(plate: str) -> None:
    empty = [replace(page_set.scene_of(plate, number), page=None) for number in range(5)]
    assert [find_page(seen(scene, number)) for number, scene in enumerate(empty)] == [None] * 5


def test_the_other_hypotheses_come_behind_the_likeliest() -> None:
    looked = [find_pages(frame) for frame, _ in page_set.frames("white", 12)]
    assert max(map(len, looked)) > 1
    for outlines in looked:
        scores = [each.score for each in outlines]
        assert scores == sorted(scores, reverse=True)


def test_corners_are_exact_to_a_few_pixels_and_begin_at_the_top_left() -> None:
    for seed in range(8):
        scene = some_scene(seed)
        found = find_page(seen(scene, seed))
        assert found is not None
        off = np.linalg.norm(found.corners - ordered(page_corners(scene)), axis=1).max()
        assert off < 2.0


def test_refining_brings_corners_that_are_off_back_to_the_page() -> None:
    scene = some_scene(3)
    true = ordered(page_corners(scene))
    off = true + np.array([[4, 3], [-4, 3], [-3, -4], [4, -3]], dtype=np.float32)
    assert np.linalg.norm(refine(seen(scene), off, 8.0) - true, axis=1).max() < 2.0


@pytest.mark.parametrize("black", [False, True])
def test_an_empty_desk_holds_no_page(*, black: bool) -> None:
    assert find_page(seen(Scene(width=1280, height=960, black=black))) is None


@pytest.mark.parametrize("offset", [(0.3, 0.0), (-0.3, 0.0), (0.0, 0.25), (0.0, -0.25), (0.32, 0.2)])
@pytest.mark.parametrize("angle", [0.0, 9.0, -17.0])
def test_a_page_that_leaves_the_picture_is_cut(offset: tuple[float, float], angle: float) -> None:
    scene = replace(some_scene(0), angle=angle, offset=offset, fill=0.8)
    found = find_page(seen(scene))
    assert found is not None
    assert found.cut


def test_a_page_within_the_picture_is_not_cut() -> None:
    found = [find_page(seen(some_scene(seed), seed)) for seed in range(8)]
    assert [each is not None and each.cut for each in found] == [False] * 8
