"""The sheet behind 更多, drawn: made when it is opened, its cards where the pages were worked out, closed with its visit."""

import pytest
from PySide6.QtQuick import QQuickItem

from tests.gallery.all_samples import look_of
from tests.gallery.samples_more import SAMPLES, WRITTEN
from tests.gallery.stage import Stage
from tests.ui.test_bridge import Screen, screen
from tests.ui.visual_tree import box_of, find_control, walk

__all__ = ["screen"]  # a fixture, used by its name


def _cards(stage: Stage) -> list[QQuickItem]:
    sheet = stage.window.findChild(QQuickItem, "moreSheet")
    assert sheet is not None
    return [item for item in walk(sheet) if item.metaObject().className().startswith("Card_")]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", [name for name in SAMPLES if name.count("-") and "little" not in name])
def test_the_cards_end_above_the_buttons(stage: Stage, name: str, language: str) -> None:
    sample = SAMPLES[name]
    stage.show(sample.screen, sample.view(language), look_of(sample, language, sample.variants[0]))
    cards = _cards(stage)
    assert cards
    paged = any(item.objectName() == "nextPage" for item in walk(stage.stage))
    limit = find_control(stage.stage, "nextPage" if paged else "primaryAction").box.top()
    assert max(box_of(card, stage.stage).bottom() for card in cards) <= limit - 24


def test_the_sheet_is_made_when_it_is_opened_and_let_go_when_it_is_closed(stage: Stage) -> None:
    sample = SAMPLES["more"]
    closed = {**look_of(sample, "zh_CN", "normal"), "more": None}
    stage.show(sample.screen, sample.view("zh_CN"), closed)
    assert stage.window.findChild(QQuickItem, "moreSheet") is None
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    assert find_control(stage.stage, "more-faqs").name == "常见问题"


def test_it_is_read_topic_by_topic_and_back_leads_out_step_by_step(screen: Screen) -> None:
    screen.opens(WRITTEN.code)
    assert (screen.view["more"], screen.chrome["more"]) == (True, None)
    screen.press("more")
    assert screen.chrome["more"]["topics"][0]["key"] == "faqs"
    screen.press("moreTopic", key="faqs")
    assert "要去原来的城市吗" in screen.chrome["more"]["blocks"][0]["title"]
    screen.press("back")
    assert screen.chrome["more"]["topic"] == ""
    screen.press("back")
    assert (screen.chrome["more"], screen.name) == (None, "guide")


@pytest.mark.parametrize("out", ["exit", "start"])
def test_it_is_closed_with_the_guide(screen: Screen, out: str) -> None:
    screen.opens(WRITTEN.code).press("more").press(out)
    screen.shows("home" if out == "exit" else "identify")
    assert screen.chrome["more"] is None
    if out == "exit":
        assert screen.opens(WRITTEN.code).chrome["more"] is None
