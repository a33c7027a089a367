"""Reach mode: on every page whatever can be pressed comes within reach, and the primary action stays where it is."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtTest import QTest

from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage
from tests.ui.visual_tree import Control, controls, find_control

HIGHEST = 640
"""463 mm above the screen's lower edge (DESIGN.md section 3)"""
ROW_END = 784
"""Where the row of tools ends and the body begins"""
PAGES = [
    "guide",
    "identify",
    "identify-reader-down",
    "form",
    "materials",
    "review-offline",
    "sign",
    "payment",
    "result",
    "errand-cases",
]

CASES = [(name, variant) for name in PAGES for variant in all_samples()[name].variants] + [("home-day", "elder")]


def show(stage: Stage, name: str, language: str, variant: str, *, reach: bool) -> None:
    blank, sample = all_samples()["attract-day"], all_samples()[name]
    stage.show(blank.screen, blank.view(language), look_of(blank, language, "normal"))
    stage.show(sample.screen, sample.view(language), {**look_of(sample, language, variant), "reach": reach})
    stage.picture()


def theme(stage: Stage) -> QObject:
    found = stage.engine.singletonInstance("Suishiban.Theme", "Theme")
    assert isinstance(found, QObject)
    return found


def within_reach(stage: Stage, shown: Sequence[Control]) -> set[str]:
    """What of `shown` can be pressed now: low enough, and neither cut off nor under the action bar."""
    bar = theme(stage).property("actionY")
    return {
        control.name
        for control in shown
        if control.enabled
        and control.box.top() >= HIGHEST
        and (control.box.bottom() <= bar or control.box.top() >= bar)
        and (control.box.top() >= ROW_END or control.box.bottom() <= ROW_END)
    }


def primary(shown: Sequence[Control]) -> QRectF:
    return next(control.box for control in shown if control.item.objectName() == "primaryAction")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(("name", "variant"), CASES)
def test_everything_comes_within_reach_in_one_half_or_the_other_and_the_primary_action_stays(
    stage: Stage, name: str, variant: str, language: str
) -> None:
    show(stage, name, language, variant, reach=False)
    before = controls(stage.stage)
    wanted, stays = {control.name for control in before if control.enabled}, primary(before)
    show(stage, name, language, variant, reach=True)
    reached: set[str] = set()
    for part in (0, 1):
        theme(stage).setProperty("reachPart", part)
        stage.picture()
        shown = controls(stage.stage)
        reached |= within_reach(stage, shown)
        assert primary(shown) == stays
    assert wanted <= reached


def test_a_tap_shows_the_other_half_and_another_screen_begins_with_its_own(stage: Stage) -> None:
    show(stage, "form", "zh_CN", "normal", reach=True)
    assert theme(stage).property("reachPart") == 0
    point = find_control(stage.stage, "reachPart").box.center().toPoint()
    QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    assert theme(stage).property("reachPart") == 1
    show(stage, "review", "zh_CN", "normal", reach=True)
    assert theme(stage).property("reachPart") == 0
    show(stage, "payment", "zh_CN", "normal", reach=True)
    assert theme(stage).property("reachPart") == 1, "the code to scan lies in the lower half"
