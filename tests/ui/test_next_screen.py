"""The next screen is made while the present one is looked at; nothing of a visit outlives it, made ahead or not."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQuick import QQuickItem

from tests.gallery.all_samples import all_samples
from tests.gallery.samples import chrome
from tests.gallery.stage import Stage
from tests.ui.visual_tree import walk
from ui.stills import StillKiosk

WAIT_MS = 60_000


class ForeseeingKiosk(StillKiosk):
    """Knows what comes next."""

    nextChanged = Signal()  # noqa: N815 - QML derives onX from it

    def __init__(self) -> None:
        super().__init__()
        self.following: dict[str, Any] | None = None
        self.leads_to: dict[str, Any] | None = None
        self.aims: list[tuple[str, dict[str, Any]]] = []

    @Property(str, notify=nextChanged)
    def nextText(self) -> str:  # noqa: N802 - a name of QML
        return coming(self.following)

    @Slot(str, "QVariant", result=str)
    def aimed(self, name: str, args: Any) -> str:
        self.aims.append((name, args.toVariant()))
        return coming(self.leads_to)


def coming(following: dict[str, Any] | None) -> str:
    """As `ui.views.qml_map.coming_text`, with the sample kiosk's spelling of a view."""
    if following is None:
        return "null"
    return json.dumps({"screen": following["screen"], "text": json.dumps(following["view"], ensure_ascii=False)})


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
    items = [place.property("item") for place in stage.window.findChildren(QQuickItem, "screenPlace")]
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


def test_what_came_as_foreseen_is_not_given_its_view_again(stage, qtbot):
    shows(stage, "review", then="sign")
    qtbot.waitUntil(lambda: "sign" in loaded(stage), timeout=WAIT_MS)
    given: list[None] = []
    loaded(stage)["sign"].viewChanged.connect(lambda: given.append(None))  # type: ignore[attr-defined]  # a QML property's
    shows(stage, "sign")
    assert given == []


def test_what_lies_ready_follows_the_screen_before_it(stage, qtbot):
    shows(stage, "review", then="sign")
    qtbot.waitUntil(lambda: "sign" in loaded(stage), timeout=WAIT_MS)
    ahead = loaded(stage)["sign"]
    screen, view = sample_of("sign")
    text = next(key for key, value in view.items() if isinstance(value, str))
    stage.kiosk.following = {"screen": screen, "view": {**view, text: "otherwise"}}
    stage.show("review", {**sample_of("review")[1], "title": "otherwise"}, chrome("zh_CN"))
    qtbot.waitUntil(lambda: ahead.property("view").toVariant()[text] == "otherwise", timeout=WAIT_MS)
    assert loaded(stage)["sign"] is ahead


def test_a_press_makes_ready_what_it_leads_to(stage):
    stage.kiosk.leads_to = dict(zip(("screen", "view"), sample_of("guide"), strict=True))
    shows(stage, "home")
    pill = next(item for item in walk(stage.stage) if item.objectName().startswith("popular-"))
    pill.setProperty("held", True)
    assert stage.kiosk.aims == [("matter", {"code": pill.objectName().removeprefix("popular-")})]
    assert not loaded(stage)["guide"].isVisible()


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
