"""Every screen × language × size, checked on the visual tree; and bad screens that each check must catch."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.samples_supplements import SAMPLES as OF_A_SUPPLEMENT
from tests.gallery.samples_visit import SAMPLES as OF_A_VISIT
from tests.gallery.stage import Stage
from tests.ui import visual_tree
from tests.ui.visual_tree import (
    Sight,
    all_complaints,
    clipped_texts,
    crowded_targets,
    find_control,
    small_targets,
    small_texts,
    spilled_texts,
    unnamed_controls,
)

CASES = [
    (name, language, variant)
    for name, sample in all_samples().items()
    for language in ("zh_CN", "en")
    for variant in sample.variants
]


@lru_cache(maxsize=1)
def view_of(name: str, language: str) -> dict[str, Any]:
    """Of both sizes: what a bundle asks takes a second to put together."""
    return all_samples()[name].view(language)


@pytest.mark.parametrize(("name", "language", "variant"), CASES)
def test_a_screen_is_named_reachable_and_unclipped(stage: Stage, name: str, language: str, variant: str) -> None:
    blank, sample = all_samples()["attract-day"], all_samples()[name]
    if name in OF_A_VISIT or name in OF_A_SUPPLEMENT:  # as it appears, not as it changes from the sample before
        stage.show(blank.screen, blank.view(language), look_of(blank, language, "normal"))
    stage.show(sample.screen, view_of(name, language), look_of(sample, language, variant))
    assert all_complaints(stage.stage) == []
    assert visual_tree.controls(stage.stage)


BAD = {
    "unnamed": (unnamed_controls, 'Button { objectName: "bad"; width: 200; height: 112 }'),
    "unfindable": (unnamed_controls, 'Button { text: "好"; width: 200; height: 112 }'),
    "low": (small_targets, 'Button { objectName: "bad"; text: "好"; width: 200; height: 88 }'),
    "narrow": (small_targets, 'Button { objectName: "bad"; text: "好"; width: 80; height: 112 }'),
    "crowded": (
        crowded_targets,
        'Row { spacing: 8; Repeater { model: 2; Button { objectName: "bad"; text: "甲"; width: 200; height: 112 } } }',
    ),
    "clipped": (clipped_texts, 'Label { width: 120; text: "这一句话放不进这么窄的地方" }'),
    "tall": (clipped_texts, 'Label { width: 120; height: 60; lines: 3; text: "这一句话放不进这么矮的地方" }'),
    "off the stage": (clipped_texts, 'Label { x: 1000; text: "跑到外面去了" }'),
    "spilled": (
        spilled_texts,
        'Button { objectName: "bad"; text: "好"; width: 200; height: 112; Label { x: 150; width: 200; text: "出去了" } }',
    ),
    "over a note": (
        spilled_texts,
        'Note { width: 400; height: 96; title: "没有扣钱"; text: "换一个新码再付，不会重复扣钱" }',
    ),
    "tiny": (small_texts, 'Label { size: 20; text: "太小" }'),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_screen_is_caught(stage: Stage, tmp_path: Path, kind: str) -> None:
    check: Callable[[Sight], list[str]]
    check, body = BAD[kind]
    file = tmp_path / "Bad.qml"
    file.write_text(
        "import QtQuick\nimport Suishiban.Components\nItem { width: 1080; height: 1920; " + body + " }",
        encoding="utf-8",
    )
    sample = all_samples()["attract-day"]
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    assert check(Sight(stage.stage)) == []
    planted = stage.show_file(file)
    assert check(Sight(stage.stage)) != []
    stage.take_away(planted)


def _show_home(stage: Stage) -> None:
    sample = all_samples()["home-day"]
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    stage.kiosk.intents.clear()


def test_a_tap_asks_for_what_the_control_says(stage: Stage) -> None:
    _show_home(stage)
    box = find_control(stage.stage, "popular-sbk").box
    QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.center().toPoint())
    assert stage.kiosk.intents == [("touched", {}), ("matter", {"code": "sbk"})]


def test_the_keypad_reaches_and_presses_a_control(stage: Stage) -> None:
    _show_home(stage)
    stage.window.requestActivate()
    control = find_control(stage.stage, "primaryAction")
    control.item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(stage.window, Qt.Key.Key_Return)
    assert stage.kiosk.intents == [("identify", {})]


def test_a_disabled_control_asks_for_nothing(stage: Stage) -> None:
    _show_home(stage)
    box = find_control(stage.stage, "backButton").box
    QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.center().toPoint())
    assert [intent for intent in stage.kiosk.intents if intent[0] != "touched"] == []


def test_language_changes_while_a_screen_is_shown(stage: Stage) -> None:
    _show_home(stage)
    assert find_control(stage.stage, "searchBox").name == "输入事项名称或拼音首字母"
    sample = all_samples()["home-day"]
    stage.show(sample.screen, sample.view("en"), look_of(sample, "en", "normal"))
    assert find_control(stage.stage, "searchBox").name == "Type a service name or initials"


def test_the_timeout_sheet_blocks_what_lies_under_it(stage: Stage) -> None:
    sample = all_samples()["timeout"]
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    stage.kiosk.intents.clear()
    for name in ("elderToggle", "exitButton"):
        box = find_control(stage.stage, name).box
        center = box.center().toPoint()
        QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, center)
    assert [name for name, _ in stage.kiosk.intents if name == "elder"] == []


def _tab_order(stage: Stage, steps: int) -> list[str]:
    stage.window.requestActivate()
    order = []
    for _ in range(steps):
        QTest.keyClick(stage.window, Qt.Key.Key_Tab)
        item = stage.window.activeFocusItem()
        order.append(item.objectName())
    return order


def test_the_keypad_goes_body_primary_secondary_footer_header(stage: Stage) -> None:
    for name in ("attract-day", "guide"):
        sample = all_samples()[name]
        stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    order = _tab_order(stage, 13)
    wanted = ["primaryAction", "secondaryAction", "moreButton", "backButton", "helpButton", "reachButton", "exitButton"]
    start = order.index("primaryAction")
    assert order[start : start + 7] == wanted
    assert order[start + 7 : start + 10] == ["language-zh_CN", "language-en", "elderToggle"]


def test_the_keypad_cannot_leave_an_open_sheet(stage: Stage) -> None:
    sample = all_samples()["timeout"]
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    assert set(_tab_order(stage, 8)) <= {"timeoutSheet", "stayButton", "leaveButton"}
