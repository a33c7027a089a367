"""The bridge between a real kiosk and the screens: what is pressed, what is shown, what is forgotten."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.matters.plan import Step
from kiosk.runtime import Kiosk
from kiosk.visit.state import Visit
from tests.ui.conftest import LeapingClock
from tools.rig import Rig
from ui.art import FrameProvider, unpacked
from ui.bridge import Bridge
from ui.views.live import LiveView
from ui.views.qml_map import qml_map

REPLACEMENT, CERTIFICATE = "social-security-card-replacement", "social-insurance-certificate"
WAIT_MS = 60_000


class Screen:
    """The bridge, and hands before it."""

    def __init__(self, kiosk: Kiosk, rig: Rig, clock: LeapingClock, qtbot: QtBot) -> None:
        self.kiosk = kiosk
        self.control = rig.control
        self.clock = clock
        self.qtbot = qtbot
        self.frames = FrameProvider()
        self.bridge = Bridge(kiosk, self.frames)
        self.languages: list[str] = []
        self.wipes = 0
        self.bridge.languageChanged.connect(self.languages.append)
        self.bridge.wiped.connect(self._count_wipe)

    def _count_wipe(self) -> None:
        self.wipes += 1

    @property
    def name(self) -> str:
        return str(self.bridge.screen)

    @property
    def view(self) -> Any:
        return self.bridge.view

    @property
    def chrome(self) -> Any:
        return self.bridge.chrome

    @property
    def visit(self) -> Visit:
        visit = self.kiosk.runner.visit
        assert visit is not None
        return visit

    def press(self, name: str, **args: object) -> "Screen":
        self.bridge.touched()
        self.bridge.intent(name, args)
        return self

    def until(self, reached: Callable[[], object]) -> "Screen":
        self.qtbot.waitUntil(lambda: bool(reached()), timeout=WAIT_MS)
        return self

    def shows(self, name: str) -> "Screen":
        return self.until(lambda: self.name == name)

    def opens(self, code: str = REPLACEMENT) -> "Screen":
        return self.press("matter", code=code).shows("guide")

    def lays(self, card: str) -> "Screen":
        self.control.send("id_card_reader", "place", card=card)
        return self

    def lifts(self) -> "Screen":
        self.control.send("id_card_reader", "lift")
        return self.until(lambda: not self.kiosk.identity.card_present)

    def leaves(self) -> None:
        if self.kiosk.runner.visit is not None:
            self.bridge.intent("leave", {})
            self.until(lambda: self.kiosk.runner.visit is None)
        self.lifts()
        self.kiosk.errands.end()
        self.bridge.stop()


@pytest.fixture
def screen(kiosk: Kiosk, rig: Rig, clock: LeapingClock, qtbot: QtBot) -> Iterator[Screen]:
    """Somebody has touched the attract screen."""
    shown = Screen(kiosk, rig, clock, qtbot)
    assert shown.name == "attract"
    shown.press("start").shows("home")
    yield shown
    shown.leaves()
    kiosk.runner._listeners.clear()
    kiosk.runner.elder = False


def test_the_texts_are_the_maps(screen):
    assert json.loads(screen.bridge.viewText) == json.loads(json.dumps(screen.view))
    assert json.loads(screen.bridge.chromeText) == json.loads(json.dumps(screen.chrome))


@pytest.mark.parametrize("key", ["queue"])
def test_a_tile_that_is_off_really_does_nothing(screen, key):
    before = screen.name, screen.bridge.viewText, screen.chrome["helpOpen"]
    screen.press("quick", key=key)
    assert (screen.name, screen.bridge.viewText, screen.chrome["helpOpen"]) == before
    assert screen.kiosk.runner.visit is None


@pytest.mark.parametrize("intent", ["teleport", "rate", "submit", "matter", "capture", "finish"])
def test_what_means_nothing_in_the_lobby_changes_nothing(screen, intent):
    before = screen.name, screen.bridge.viewText
    screen.press(intent, code="no-such-matter", score=1)
    assert (screen.name, screen.bridge.viewText) == before


def test_the_language_changes_at_once_on_home(screen):
    title = screen.kiosk.catalogue.home.themes[0].title
    screen.press("language", language="en")
    assert screen.view["themes"][0]["title"] == title.en
    assert (screen.chrome["language"], screen.languages) == ("en", ["en"])
    screen.press("language", language="zh_CN")
    assert screen.view["themes"][0]["title"] == title.zh


def test_the_language_changes_in_the_middle_of_a_visit_and_goes_back_after_it(screen):
    screen.opens()
    title = screen.visit.matter.title
    assert screen.view["title"] == title.zh
    screen.press("language", language="en").until(lambda: screen.visit.language == "en")
    assert screen.view["title"] == title.en
    screen.press("start").shows("identify").press("exit").shows("home")
    assert screen.chrome["language"] == "zh_CN"
    assert screen.languages == ["en", "zh_CN"]


def test_large_type_changes_at_once_and_doubles_the_waiting(screen):
    screen.opens()
    screen.until(lambda: screen.chrome["idleTotal"] == 90)
    screen.press("elder")
    assert (screen.chrome["elder"], screen.chrome["idleTotal"]) == (True, 180)
    screen.press("elder")
    assert (screen.chrome["elder"], screen.chrome["idleTotal"]) == (False, 90)


def test_reach_mode_is_switched(screen):
    assert screen.press("reach").chrome["reach"] is True
    assert screen.press("reach").chrome["reach"] is False


@pytest.mark.parametrize(("intent", "args"), [("help", {}), ("staff", {})])
def test_help_opens_and_closes(screen, intent, args):
    assert screen.press(intent, **args).chrome["helpOpen"] is True
    assert screen.press("closeHelp").chrome["helpOpen"] is False
    assert screen.name == "home"


def test_back_closes_the_help_before_it_goes_anywhere(screen):
    screen.opens().press("help").press("back")
    assert (screen.name, screen.chrome["helpOpen"]) == ("guide", False)


def test_help_restarts_a_visit_only_where_that_was_chosen(screen):
    screen.opens().press("help").press("helpWay", key="counter")
    assert (screen.name, screen.chrome["helpOpen"]) == ("guide", False)
    screen.press("help").press("helpWay", key="restart").shows("home")
    assert screen.kiosk.runner.visit is None


def test_a_quiet_search_goes_home_and_a_quiet_home_goes_dark(screen):
    delays = screen.kiosk.delays
    screen.press("language", language="en").press("elder").press("search").shows("search")
    screen.clock.leap(delays.idle * delays.elder_factor - 20)
    screen.bridge._tick()
    assert screen.name == "search"
    screen.clock.leap(21)
    screen.bridge._tick()
    assert screen.name == "home"
    screen.clock.leap(delays.attract + 1)
    screen.bridge._tick()
    assert (screen.name, screen.chrome["language"], screen.chrome["elder"]) == ("attract", "zh_CN", False)


def test_a_touch_keeps_the_search_open(screen):
    screen.press("search")
    screen.clock.leap(screen.kiosk.delays.idle - 1)
    screen.bridge.touched()
    screen.clock.leap(screen.kiosk.delays.idle - 1)
    screen.bridge._tick()
    assert screen.name == "search"


def test_the_warning_opens_at_thirty_seconds_and_a_touch_closes_it(screen):
    screen.opens()
    assert screen.chrome["timeout"]["open"] is False
    screen.clock.leap(61)
    screen.bridge._tick()
    assert screen.chrome["timeout"]["open"] is True
    assert 0 < screen.chrome["timeout"]["seconds"] <= 30
    assert screen.press("stay").chrome["timeout"]["open"] is False
    assert screen.name == "guide"


def test_a_visit_nobody_continues_ends_and_the_screen_is_home(screen):
    screen.opens()
    screen.clock.leap(91)
    screen.shows("home")
    assert screen.kiosk.runner.visit is None
    assert screen.wipes == 1


def test_a_card_laid_first_lists_what_its_holder_can_do_and_is_not_asked_for_again(screen):
    screen.lays("wang").shows("search")
    assert screen.view["results"][0]["code"] == REPLACEMENT, "what most people come for is the first"
    screen.opens(CERTIFICATE).press("start").shows("form")
    assert screen.visit.holder is not None
    screen.press("leave").shows("home")


def test_a_card_that_is_taken_closes_its_list(screen):
    screen.lays("wang").shows("search")
    screen.lifts().shows("home")


def test_a_guest_comes_back_from_the_guide_to_the_list_with_the_card_still_there(screen):
    screen.lays("wang").shows("search")
    screen.opens(CERTIFICATE).press("back").shows("search")
    assert screen.view["results"][0]["code"] == REPLACEMENT, "what most people come for is the first"


def test_a_card_left_behind_is_not_read_for_the_next(screen):
    screen.lays("wang").shows("search")
    screen.opens(CERTIFICATE).press("start").shows("form").press("leave").shows("home")
    screen.opens(CERTIFICATE).press("start").shows("identify")
    screen.until(lambda: screen.visit.trouble is not None)
    assert screen.visit.trouble.fault == "card.left"
    assert screen.visit.holder is None
    screen.lifts()
    screen.lays("li").shows("form")


def test_a_forged_card_is_said_on_the_card_s_screen(screen):
    screen.lays("forged").shows("identify")
    screen.press("back").shows("home")


def test_the_end_of_a_visit_forgets_its_pictures(screen):
    screen.opens().press("start").shows("identify")
    page = QImage(40, 40, QImage.Format.Format_RGB32)
    screen.frames.put("home_proof-0", page)
    assert screen.frames.requestImage("home_proof-0/1", QSize(), QSize()).width() == 40
    screen.press("exit").shows("home")
    assert screen.frames.requestImage("home_proof-0/1", QSize(), QSize()).width() == 1
    assert screen.wipes == 1
    assert screen.bridge.live == qml_map(LiveView())


def test_the_guide_is_printed_for_whoever_wants_paper(screen):
    before = len(screen.control.send("receipt_printer", "state")["papers"])
    screen.opens().press("printGuide")
    assert (screen.view["printing"], screen.view["printLabel"]) == (True, "正在打印")
    screen.until(lambda: len(screen.control.send("receipt_printer", "state")["papers"]) > before)
    screen.until(lambda: screen.view["paperText"] == "指南打好了，在屏幕左下方取纸")
    assert screen.visit.step is Step.GUIDE
    screen.control.send("receipt_printer", "take_paper")


def test_a_guide_that_does_not_come_out_is_said_with_its_reason(screen):
    screen.opens()
    screen.control.send("receipt_printer", "empty_paper")
    try:
        screen.press("printGuide")
        screen.until(lambda: screen.view["paperTone"] == "warn")
        assert screen.view["paperText"].startswith("指南没打出来：")
    finally:
        screen.control.send("receipt_printer", "load_paper")
    screen.until(lambda: screen.view["canPrint"])


def test_the_keyboard_gives_time(screen):
    screen.opens()
    screen.bridge.typing(True)
    screen.until(lambda: screen.chrome["idleTotal"] == 180)
    screen.bridge.typing(False)
    screen.until(lambda: screen.chrome["idleTotal"] == 90)


def test_a_double_tap_begins_one_visit_and_a_late_press_does_not_replace_it(screen):
    screen.press("matter", code=REPLACEMENT).press("matter", code=REPLACEMENT).shows("guide")
    first = screen.visit.id
    screen.press("matter", code=CERTIFICATE)
    screen.bridge._tick()
    assert (screen.visit.id, screen.view["title"]) == (first, screen.visit.matter.title.zh)
    assert screen.wipes == 0


def test_only_what_is_a_jpeg_is_unpacked_and_no_other_plug_in_is_asked():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>'
    page = QImage(8, 6, QImage.Format.Format_RGB32)
    packed = QBuffer()
    assert page.save(packed, "JPG")  # type: ignore[call-overload]  # as in `unpacked`
    assert unpacked(bytes(packed.data().data())).size() == QSize(8, 6)
    assert not QImage.fromData(drawing).isNull()
    assert unpacked(drawing).isNull()
