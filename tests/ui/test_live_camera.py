"""When the camera shoots by itself, and that it looks only while somebody does."""

import threading
from dataclasses import replace

from devices.api.document_camera import PageQuality, Preview
from devices.api.errors import DeviceError, DeviceFault
from ui.live_camera import AUTO_SHOT_S, AutoShot, Live, LiveCamera

GOOD = Preview(b"", 640, 480, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)), PageQuality(), steady=True, number=1)
EMPTY = replace(GOOD, corners=None, steady=False)
BLURRED = replace(GOOD, quality=PageQuality((DeviceFault.PAGE_BLURRED,)))
MOVING = replace(GOOD, steady=False)
DEADLINE_S = 10.0


def test_it_shoots_when_all_was_green_for_1_2_seconds_and_not_before():
    auto = AutoShot()
    assert not auto.ready(GOOD, 0.0)
    assert not auto.ready(GOOD, AUTO_SHOT_S - 0.01)
    assert auto.ready(GOOD, AUTO_SHOT_S)
    assert AUTO_SHOT_S == 1.2


def test_a_check_that_fails_in_between_starts_the_time_anew():
    auto = AutoShot()
    for spoiled in (BLURRED, MOVING, EMPTY):
        auto.ready(GOOD, 0.0)
        assert not auto.ready(spoiled, 1.0)
        assert not auto.ready(GOOD, 1.3)
        assert not auto.ready(GOOD, 2.4)


def test_the_same_page_is_never_taken_twice():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    assert auto.ready(GOOD, 1.2)
    assert not any(auto.ready(GOOD, 1.3 + tick / 10) for tick in range(200))


def test_a_page_that_lies_still_and_was_blurred_for_a_moment_is_still_the_same_page():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    assert auto.ready(GOOD, 1.2)
    auto.ready(BLURRED, 1.3)
    assert not any(auto.ready(GOOD, 1.4 + tick / 10) for tick in range(50))


def test_taking_the_page_away_arms_the_shot_again():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    assert auto.ready(GOOD, 1.2)
    auto.ready(EMPTY, 2.0)
    assert not auto.ready(GOOD, 3.0)
    assert auto.ready(GOOD, 4.2)


def test_a_page_taken_by_hand_is_not_taken_again_by_itself():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    auto.reset()
    assert not any(auto.ready(GOOD, 0.1 + tick / 10) for tick in range(50))


class Desk:
    """Stands where the camera stands: shows one picture after another, or its trouble."""

    def __init__(self) -> None:
        self.preview = GOOD
        self.trouble: DeviceFault | None = None
        self.fetched = threading.Event()
        self.shown: list[Live] = []
        self.came = threading.Condition()

    def fetch(self) -> Preview:
        self.fetched.set()
        if self.trouble is not None:
            raise DeviceError(self.trouble)
        return self.preview

    def show(self, live: Live) -> None:
        with self.came:
            self.shown.append(live)
            self.came.notify_all()

    def waits_for(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.shown) >= count, DEADLINE_S)


def test_pictures_come_while_somebody_looks_each_of_them_once():
    desk = Desk()
    camera = LiveCamera(desk.fetch, desk.show)
    try:
        assert desk.shown == []
        assert not desk.fetched.is_set()
        camera.look(on=True)
        desk.waits_for(1)
        desk.fetched.clear()
        assert desk.fetched.wait(DEADLINE_S)
        desk.preview = replace(GOOD, number=2)
        desk.waits_for(2)
        assert [live.preview.number for live in desk.shown if live.preview] == [1, 2]
    finally:
        camera.stop()


def test_a_camera_in_trouble_says_so_and_is_asked_again():
    desk = Desk()
    desk.trouble = DeviceFault.CAMERA_LOST
    camera = LiveCamera(desk.fetch, desk.show)
    try:
        camera.look(on=True)
        desk.waits_for(1)
        assert desk.shown[0] == Live(None, "camera.lost")
        desk.trouble = None
        desk.waits_for(2)
        assert desk.shown[-1].preview is not None
    finally:
        camera.stop()


def test_it_stops_also_when_nobody_ever_looked():
    camera = LiveCamera(Desk().fetch, Desk().show)
    camera.stop()
    assert not camera._thread.is_alive()
