"""The next screen is made while the present one is looked at; nothing of a visit outlives it, made ahead or not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Property, Signal
from PySide6.QtQuick import QQuickItem

from tests.gallery.all_samples import all_samples
from tests.gallery.samples import chrome
from tests.gallery.stage import SampleKiosk, Stage

WAIT_MS = 10_000


class ForeseeingKiosk(SampleKiosk):
    """Knows what comes next."""

    nextChanged = Signal()  # noqa: N815 - QML derives onX from it

    def __init__(self) -> None:
        super().__init__()
        self.following: dict[str, Any] | None = None

    @Property(str, notify=nextChanged)
    def nextText(self) -> str:  # noqa: N802 - a name of QML
        return json.dumps(self.following)


@pytest.fixture
def stage(qapp: object) -> Iterator[Stage]:
    assert qapp is not None
    shown = Stage(with_keyboard=False)
    shown.kiosk = ForeseeingKiosk()
    yield shown
    assert shown.warnings == []
    shown.close()


def sample_of(screen: str) -> tuple[str, dict[str, Any]]:
    """The first sample of a screen, in Chinese."""
    sample = next(each for each in all_samples().values() if each.screen == screen)
    return screen, sample.view("zh_CN")


def shows(stage: Stage, screen: str, then: str | None = None) -> None:
    """`screen`, while `then` is what comes next."""
    assert isinstance(stage.kiosk, ForeseeingKiosk)
    following = None if then is None else dict(zip(("screen", "view"), sample_of(then), strict=True))
    stage.kiosk.following = following
    stage.show(*sample_of(screen), chrome("zh_CN"))


def loaded(stage: Stage) -> dict[str, QQuickItem]:
    """What the two loaders hold, by screen."""
    items = [loader.property("item") for loader in stage.window.findChildren(QQuickItem, "screenLoader")]
    return {item.metaObject().className().partition("Screen_")[0].lower(): item for item in items if item is not None}


def test_what_was_made_ahead_is_what_is_shown(stage, qtbot):
    shows(stage, "review", then="sign")
    qtbot.waitUntil(lambda: "sign" in loaded(stage), timeout=WAIT_MS)
    ahead = loaded(stage)["sign"]
    assert not ahead.isVisible()
    shows(stage, "sign")
    assert loaded(stage)["sign"] is ahead
    assert ahead.isVisible()
    qtbot.waitUntil(lambda: set(loaded(stage)) == {"sign"}, timeout=WAIT_MS)


def test_a_view_that_came_out_otherwise_is_shown_as_it_is(stage, qtbot):
    shows(stage, "review", then="sign")
    qtbot.waitUntil(lambda: "sign" in loaded(stage), timeout=WAIT_MS)
    screen, view = sample_of("sign")
    text = next(key for key, value in view.items() if isinstance(value, str))
    stage.show(screen, {**view, text: "otherwise"}, chrome("zh_CN"))
    assert loaded(stage)["sign"].property("view").toVariant()[text] == "otherwise"


def test_another_screen_than_the_foreseen_one_takes_its_place(stage, qtbot):
    shows(stage, "review", then="sign")
    qtbot.waitUntil(lambda: "sign" in loaded(stage), timeout=WAIT_MS)
    shows(stage, "form")
    assert loaded(stage)["form"].isVisible()
    qtbot.waitUntil(lambda: set(loaded(stage)) == {"form"}, timeout=WAIT_MS)


def test_home_lets_go_of_the_last_screen_and_of_the_one_made_ahead(stage, qtbot):
    shows(stage, "form", then="review")
    qtbot.waitUntil(lambda: set(loaded(stage)) == {"form", "review"}, timeout=WAIT_MS)
    shows(stage, "home")
    qtbot.waitUntil(lambda: not loaded(stage), timeout=WAIT_MS)
