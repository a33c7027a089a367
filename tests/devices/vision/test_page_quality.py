"""What is wrong with a picture is said, and a good one passes, whatever is on the page."""

from dataclasses import replace

import pytest

from devices.api.document_camera import PageQuality
from devices.api.errors import DeviceFault
from devices.bench import papers
from devices.bench.desk_scene import Scene, page_corners
from devices.vision.page_outline import find_page
from devices.vision.page_quality import judge
from tests.devices.vision.scenes import seen

SHEETS = pytest.mark.parametrize("page", papers.names())


def verdict(scene: Scene) -> PageQuality:
    frame = seen(scene)
    return judge(frame, find_page(frame))[0]


@SHEETS
def test_a_good_picture_passes(page: str) -> None:
    assert verdict(Scene(page=page, angle=5)).good


@SHEETS
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"blur": True}, DeviceFault.PAGE_BLURRED),
        ({"glare": True}, DeviceFault.PAGE_GLARE),
        ({"dark": True}, DeviceFault.PAGE_DARK),
        ({"black": True}, DeviceFault.PAGE_DARK),
        ({"offset": (0.3, 0.0)}, DeviceFault.PAGE_CUT),
        ({"page": None}, DeviceFault.PAGE_MISSING),
    ],
)
def test_each_thing_that_is_wrong_comes_first_in_the_verdict(
    page: str, wrong: dict[str, object], fault: DeviceFault
) -> None:
    scene = replace(Scene(page=page), **wrong)  # type: ignore[arg-type]  # one field at a time
    assert verdict(scene).faults[:1] == (fault,)


@pytest.mark.parametrize("height", [960, 1440, 1944])
def test_sharpness_means_the_same_for_every_camera(height: int) -> None:
    scene = Scene(width=height * 4 // 3, height=height, page="contract-1")
    sharp, blurred = seen(scene), seen(replace(scene, blur=True))
    good = judge(sharp, find_page(sharp))[1].sharpness
    bad = judge(blurred, find_page(blurred))[1].sharpness
    assert good > 0.35
    assert bad < 0.23


def test_the_box_of_the_glare_lies_where_the_lamp_shines() -> None:
    scene = Scene(page="contract-2", glare=True)
    box = verdict(scene).glare
    assert box is not None
    corners = page_corners(scene)
    lamp = corners.mean(axis=0) + (corners[1] - corners[0]) * 0.18
    x, y, w, h = box
    assert abs(x + w / 2 - lamp[0] / scene.width) < 0.02
    assert abs(y + h / 2 - lamp[1] / scene.height) < 0.02
    assert 0.02 < w < 0.25
    assert verdict(replace(scene, glare=False)).glare is None
