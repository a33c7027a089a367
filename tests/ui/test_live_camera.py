"""When the camera shoots by itself, and that it looks only while somebody does."""

import threading
from dataclasses import replace

import pytest

from devices.api.document_camera import PageQuality, Preview
from devices.api.errors import DeviceError, DeviceFault
from kiosk.clock import SystemClock
from ui.live_camera import AUTO_SHOT_S, AutoShot, Live, LiveCamera

GOOD = Preview(b"", 640, 480, ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)), PageQuality(), steady=True, number=1)
EMPTY = replace(GOOD, corners=None, steady=False)
BLURRED = replace(GOOD, quality=PageQuality((DeviceFault.PAGE_BLURRED,)))
MOVING = replace(GOOD, steady=False)
NUDGED = replace(GOOD, corners=((0.11, 0.1), (0.91, 0.1), (0.91, 0.9), (0.11, 0.9)))
ELSEWHERE = replace(GOOD, corners=((0.15, 0.1), (0.95, 0.1), (0.95, 0.9), (0.15, 0.9)))
STILL_THERE = replace(GOOD, alike=0.97)
HALF_COVERED = replace(GOOD, alike=0.55)
STACKED = replace(GOOD, alike=0.1)
DEADLINE_S = 60.0


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


def taken() -> AutoShot:
    """A page was shot by itself, and is there."""
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    assert auto.ready(GOOD, 1.2)
    auto.took()
    return auto


def shoots(auto: AutoShot, preview: Preview, since: float) -> bool:
    return any(auto.ready(preview, since + tick / 10) for tick in range(200))


def test_the_same_page_is_never_taken_twice():
    auto = taken()
    assert not shoots(auto, GOOD, 1.3)
    assert auto.taken


@pytest.mark.parametrize("passing", [BLURRED, MOVING, EMPTY, NUDGED], ids=["blurred", "a hand", "lost", "nudged"])
def test_a_page_that_lies_there_is_the_same_page_whatever_happens_for_a_moment(passing):
    auto = taken()
    for tick in range(2):
        auto.ready(passing, 1.3 + tick / 10)
    assert not shoots(auto, GOOD, 1.6)
    assert auto.taken


def test_taking_the_page_away_arms_the_shot_again():
    auto = taken()
    for tick in range(3):
        auto.ready(EMPTY, 2.0 + tick / 10)
    assert not auto.taken
    assert not auto.ready(GOOD, 3.0)
    assert auto.ready(GOOD, 4.2)


def test_another_page_at_another_place_arms_the_shot_again():
    auto = taken()
    auto.ready(MOVING, 1.4)
    assert shoots(auto, ELSEWHERE, 1.5)


def test_a_page_laid_on_top_of_the_one_that_was_taken_is_another_page():
    auto = taken()
    assert not auto.ready(STACKED, 1.3), "it has to lie still for as long as any"
    assert shoots(auto, STACKED, 1.4)


@pytest.mark.parametrize(
    "passing", [STACKED, EMPTY, HALF_COVERED], ids=["a dark sleeve", "a hand on the edge", "a hand"]
)
def test_the_page_that_was_taken_is_known_again_when_the_hand_is_gone(passing):
    auto = taken()
    for tick in range(9):
        assert not auto.ready(passing, 1.3 + tick / 10)
    assert not shoots(auto, STILL_THERE, 2.3)
    assert auto.taken
    assert not auto.doubtful


def test_the_page_that_was_taken_is_the_same_wherever_it_is_pushed():
    auto = taken()
    assert not shoots(auto, replace(ELSEWHERE, alike=0.9), 1.3)
    assert auto.taken


def test_a_page_of_which_half_is_another_is_asked_about():
    auto = taken()
    assert not shoots(auto, HALF_COVERED, 1.3)
    assert (auto.taken, auto.doubtful) == (True, True)


def test_for_the_next_paper_the_same_page_may_be_laid_again():
    auto = taken()
    auto.turned_over()
    assert not shoots(auto, STILL_THERE, 1.3)
    for tick in range(3):
        auto.ready(EMPTY, 30.0 + tick / 10)
    assert shoots(auto, STILL_THERE, 31.0)


def test_a_page_taken_by_hand_is_not_taken_again_by_itself():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    auto.took()
    assert not shoots(auto, GOOD, 0.1)


def test_a_refused_picture_is_not_tried_again_until_something_changes():
    auto = AutoShot()
    auto.ready(GOOD, 0.0)
    assert auto.ready(GOOD, 1.2)
    auto.missed()
    assert not shoots(auto, GOOD, 1.3)
    auto.ready(BLURRED, 30.0)
    assert shoots(auto, GOOD, 30.1)


def test_the_countdown_is_the_wait_before_the_shot():
    auto = AutoShot()
    assert auto.progress(0.0) < 0
    auto.ready(GOOD, 0.0)
    assert auto.progress(0.6) == pytest.approx(0.5)
    auto.ready(BLURRED, 0.7)
    assert auto.progress(0.8) < 0


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
    camera = LiveCamera(desk.fetch, desk.show, SystemClock())
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
    camera = LiveCamera(desk.fetch, desk.show, SystemClock())
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
    camera = LiveCamera(Desk().fetch, Desk().show, SystemClock())
    camera.stop()
    assert not camera._thread.is_alive()


def test_stopping_does_not_wait_for_a_camera_in_trouble_to_be_asked_again():
    desk = Desk()
    desk.trouble = DeviceFault.CAMERA_LOST
    camera = LiveCamera(desk.fetch, desk.show, Frozen())
    camera.look(on=True)
    desk.waits_for(1)
    camera.stop()
    assert not camera._thread.is_alive()


class Frozen(SystemClock):
    """A clock whose time stands still: what waits by it waits its full time."""

    def monotonic(self) -> float:
        return 0.0
