"""Words, shot and button agree on what lies under the camera."""

from dataclasses import replace

import pytest

from kiosk.matters.plan import Step
from kiosk.visit.events import CaptureTapped, Failed, MaterialCaptured, PageDiscarded
from kiosk.visit.machine import handle
from kiosk.visit.state import Page, Visit
from tests.gallery import visits
from tests.ui.test_live_camera import BLURRED, ELSEWHERE, EMPTY, GOOD, MOVING, STACKED, STILL_THERE
from ui.desk import Desk
from ui.live_camera import AUTO_SHOT_S, Live
from ui.views.live import LiveView

PAPER = "home_proof"


class Table:
    """A visit at the materials, and the desk that hears of it as the bridge tells it."""

    def __init__(self) -> None:
        self.visit: Visit = visits.at_materials("zh_CN")
        assert self.visit.step is Step.MATERIALS
        self.desk = Desk()
        self.now = 0.0

    def happens(self, event: object) -> None:
        before = self.visit
        self.visit, _ = handle(before, event)  # type: ignore[arg-type]  # an event of the test
        self.desk.heard(before, self.visit)

    def sees(self, preview: object = GOOD, seconds: float = 0.1) -> LiveView:
        """The picture for so long; a shot that comes is taken."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            shown, shoot = self.desk.look(Live(preview), self.visit, self.now)  # type: ignore[arg-type]  # as above
            if shoot:
                self.happens(CaptureTapped())
                self.happens(MaterialCaptured(PAPER, Page(b"jpeg", b"thumbnail")))
        return shown

    def presses(self) -> None:
        if self.desk.press():
            self.happens(CaptureTapped())
            self.happens(MaterialCaptured(PAPER, Page(b"jpeg", b"thumbnail")))

    @property
    def pages(self) -> int:
        state = self.visit.materials.get(PAPER)
        return len(state.pages) if state is not None else 0


def test_an_empty_table_has_one_calm_line():
    shown = Table().sees(EMPTY)
    assert [chip.tone for chip in shown.chips] == ["wait"]
    assert (shown.notice, shown.taken) == ("", False)


def test_the_shot_is_announced_and_counted_down_before_it_comes():
    table = Table()
    shown = table.sees(seconds=AUTO_SHOT_S / 2)
    assert shown.notice == "放稳了，马上拍"
    assert 0.2 < shown.progress < 0.8
    assert table.pages == 0
    table.sees(seconds=AUTO_SHOT_S)
    assert table.pages == 1


def test_after_the_shot_nothing_comes_until_another_page_lies_there():
    table = Table()
    shown = table.sees(seconds=20)
    assert (table.pages, shown.notice, shown.taken) == (1, "这一页拍好了，请换下一页", True)
    table.sees(ELSEWHERE, seconds=3)
    assert table.pages == 2


def test_pressing_on_a_page_that_was_taken_asks_first_and_who_presses_again_means_it():
    table = Table()
    table.sees(seconds=3)
    table.presses()
    assert table.pages == 1
    shown = table.sees()
    assert (shown.notice, shown.again) == ("这一页已经拍过了，请换一页", True)
    table.presses()
    assert table.pages == 2


def test_a_page_slid_exactly_onto_the_last_one_is_asked_for_and_taken_at_the_first_press():
    table = Table()
    table.sees(seconds=3)
    table.sees(MOVING, seconds=0.2)
    shown = table.sees(seconds=5)
    assert (table.pages, shown.notice, shown.again) == (1, "已经换了一页？请点“拍这一页”", False)
    table.presses()
    assert table.pages == 2
    assert table.sees().notice == "这一页拍好了，请换下一页"


def test_a_page_laid_on_the_last_one_is_taken_by_itself_and_only_once():
    table = Table()
    table.sees(seconds=3)
    table.sees(STILL_THERE, seconds=3)
    shown = table.sees(STACKED)
    assert (table.pages, shown.notice, shown.taken) == (1, "放稳了，马上拍", False)
    table.sees(STACKED, seconds=AUTO_SHOT_S + 0.1)
    assert table.pages == 2
    shown = table.sees(STILL_THERE, seconds=20)
    assert (table.pages, shown.taken) == (2, True)


def test_a_page_that_has_not_come_to_rest_when_it_is_taken_is_no_other_page():
    table = Table()
    table.sees(MOVING)
    table.presses()
    shown = table.sees(MOVING, seconds=0.3)
    assert (table.pages, shown.notice) == (1, "这一页拍好了，请换下一页")
    table.presses()
    assert table.pages == 1


def test_the_question_goes_with_the_page():
    table = Table()
    table.sees(seconds=3)
    table.presses()
    table.sees(EMPTY, seconds=1)
    shown = table.sees(ELSEWHERE)
    assert (shown.again, shown.taken) == (False, False)
    table.presses()
    assert table.pages == 2


def test_the_button_is_there_all_the_time():
    table = Table()
    table.sees()
    table.presses()
    assert table.pages == 1, "before the camera would have shot by itself"


def test_a_page_that_is_thrown_away_may_be_taken_again_by_hand():
    table = Table()
    table.sees(seconds=3)
    table.happens(PageDiscarded(PAPER, 0))
    shown = table.sees(seconds=5)
    assert (table.pages, shown.taken, shown.notice) == (0, False, "可以拍了，请点“拍这一页”")
    table.presses()
    assert table.pages == 1


def test_a_refused_picture_is_not_shot_again_and_again():
    table = Table()
    table.desk.look(Live(GOOD), table.visit, 0.0)
    assert table.desk.press()
    table.happens(CaptureTapped())
    table.happens(Failed("CaptureMaterial", "page.blurred", of=PAPER))
    assert table.sees(seconds=5).progress < 0
    table.sees(BLURRED)
    table.sees(seconds=3)
    assert table.pages == 1


def test_nothing_is_shot_or_said_when_all_pages_are_there():
    table = Table()
    table.visit = visits.at_materials("zh_CN", pages=6)
    shown = table.sees(seconds=5)
    assert (shown.notice, shown.progress) == ("", -1.0)


@pytest.mark.parametrize("fault", ["camera.lost"])
def test_a_camera_in_trouble_shoots_nothing(fault):
    shown, shoot = Desk().look(Live(None, fault), replace(visits.at_materials("zh_CN")), 5.0)
    assert shown.trouble
    assert not shoot
