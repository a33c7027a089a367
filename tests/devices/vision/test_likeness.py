"""A page is known again in other light, pushed, turned a little or under a hand; another one is another one."""

from dataclasses import replace

import cv2
import pytest
from cv2.typing import MatLike

from devices.bench.desk_scene import Scene
from devices.vision.likeness import Face, face_of, likeness
from devices.vision.page_outline import find_pages
from tests.devices.vision.scenes import seen

TAKEN = Scene(width=1280, height=960, page="contract-1", angle=2.0)
OTHER = replace(TAKEN, page="contract-2")


def face(scene: Scene, *, hand: tuple[float, float] | None = None) -> Face:
    picture: MatLike = seen(scene, seed=3)
    corners = find_pages(picture)[0].corners
    if hand is not None:
        centre = (int(hand[0] * scene.width), int(hand[1] * scene.height))
        cv2.ellipse(picture, centre, (110, 130), 20, 0, 360, (120, 150, 200), -1)
    return face_of(picture, corners)


@pytest.mark.parametrize(
    "same",
    [
        TAKEN,
        replace(TAKEN, light=0.6),
        replace(TAKEN, light=1.1, warmth=0.1),
        replace(TAKEN, glare=True),
        replace(TAKEN, angle=-4.0, offset=(0.03, 0.02)),
        replace(TAKEN, tilt=0.12, plate="white"),
    ],
    ids=["noise", "darker", "lighter", "glare", "pushed", "tilted"],
)
def test_the_same_page_is_known_again(same: Scene) -> None:
    assert likeness(face(TAKEN), face(same)) > 0.9


def test_a_hand_hides_what_is_under_it_and_no_more() -> None:
    assert 0.7 < likeness(face(TAKEN), face(TAKEN, hand=(0.55, 0.6))) < 0.95


@pytest.mark.parametrize("page", ["contract-2", "plan", "blank"])
def test_another_page_is_another_page(page: str) -> None:
    other = face(replace(TAKEN, page=page, light=0.8))
    assert likeness(face(TAKEN), other) < 0.25
    assert likeness(other, face(TAKEN)) < 0.25


def test_two_blank_pages_are_alike_and_other_formats_are_not() -> None:
    blank = face(replace(TAKEN, page="blank"))
    assert likeness(blank, face(replace(TAKEN, page="blank", light=0.7))) == 1
    assert likeness(face(TAKEN), face(replace(TAKEN, angle=88.0))) == 0
