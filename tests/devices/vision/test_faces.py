"""Drawn faces are found by the real cascade, counted, and judged for light and stillness; nothing is made up on an empty wall."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from cv2.typing import MatLike

from devices.api.face_camera import FaceHint, FaceLight, FaceView
from devices.bench.face_scene import Lobby, draw_lobby
from devices.bench.sensor import noisy
from devices.vision.faces import FaceWatch


def grey(lobby: Lobby, take: int = 0) -> MatLike:
    return cv2.cvtColor(noisy(draw_lobby(lobby), take), cv2.COLOR_BGR2GRAY)


def seen(lobby: Lobby, times: int = 2) -> FaceView:
    watch = FaceWatch()
    views = [watch.look(grey(lobby, take)) for take in range(times)]
    return views[-1]


@pytest.mark.parametrize(("faces", "size"), [(0, 0.4), (1, 0.42), (2, 0.36), (3, 0.28)])
def test_faces_are_counted(faces: int, size: float) -> None:
    assert len(seen(Lobby(faces=faces, size=size)).faces) == faces


@pytest.mark.parametrize(
    ("lobby", "hint"),
    [
        (Lobby(), FaceHint.READY),
        (Lobby(faces=0), FaceHint.NOBODY),
        (Lobby(faces=2, size=0.36), FaceHint.SEVERAL),
        (Lobby(size=0.16), FaceHint.TOO_FAR),
        (Lobby(size=0.95), FaceHint.TOO_NEAR),
        (Lobby(shift=0.25), FaceHint.OFF_CENTRE),
        (Lobby(light=0.15), FaceHint.DARK),
        (Lobby(behind=True), FaceHint.BACKLIT),
    ],
)
def test_the_one_thing_to_do_is_named(lobby: Lobby, hint: FaceHint) -> None:
    assert seen(lobby).hint is hint


def test_a_face_that_moves_is_not_still_and_one_that_stands_is() -> None:
    watch = FaceWatch()
    moving = [watch.look(grey(Lobby(shift=shift))) for shift in (-0.1, 0.0, 0.1)]
    assert [view.still for view in moving] == [False, False, False]
    assert moving[-1].hint is FaceHint.MOVING
    assert watch.look(grey(Lobby(shift=0.1), 1)).still


def test_an_unchanged_picture_is_not_searched_anew_for_ever() -> None:
    watch = FaceWatch()
    searched = 0
    plain = watch._boxes

    def counting(small: MatLike) -> list[tuple[int, int, int, int]]:
        nonlocal searched
        searched += 1
        return plain(small)

    watch._boxes = counting  # type: ignore[method-assign]
    views = [watch.look(grey(Lobby(), take % 6)) for take in range(15)]
    assert searched == 3
    assert [view.number for view in views] == list(range(1, 16))
    assert not watch.look(grey(replace(Lobby(), faces=0))).present


def test_neither_noise_nor_darkness_is_a_face() -> None:
    rng = np.random.default_rng(3)
    noise = np.asarray(rng.integers(0, 255, (480, 640), dtype=np.uint8))
    assert FaceWatch().look(noise) == FaceView(number=1)
    assert FaceWatch().look(grey(Lobby(light=0.0))).light is FaceLight.UNKNOWN
