"""The first screen before there is a kiosk: what is touched on it counts, and a refused start leaves no window."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.config import load_config
from kiosk.runtime import Kiosk
from offline_cache.errors import StoreInUse, StoreNotNow, StoreRefused
from tests.central import databases
from tests.prepared import prepared
from tools.rig import Rig
from ui import opening
from ui.app import Application
from ui.doorway import Doorway
from ui.opening import Opening
from ui.remembered import Remembered, remember
from ui.window import Window

WAIT_MS = 60_000
NIGHT, DAY = datetime(2026, 11, 22, 15, 30, tzinfo=UTC), datetime(2026, 11, 22, 2, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One of its own: a kiosk that other tests share holds the devices of theirs. No smart cards: one service a process."""
    folder = tmp_path_factory.mktemp("rig")
    databases.fresh(folder / "central")
    prepared(folder / "kiosk")
    with Rig(folder) as started:
        text = started.config_path.read_text(encoding="utf-8")
        started.config_path.write_text(re.sub(r"\[devices\.smart_card_reader\]\n(?:.+\n)+", "", text), encoding="utf-8")
        yield started


@pytest.fixture(scope="module")
def lobby(rig: Rig, qapp: object) -> Remembered:
    """As an application of this configuration keeps it."""
    assert qapp is not None
    config = load_config(rig.config_path).model_copy(update={"dock": None})
    application = Application(config)
    application.kiosk.start()
    kept = application.lobby()
    application.shell.engine.clearComponentCache()
    application.close()
    return kept


@pytest.fixture
def window(qapp: object) -> Iterator[Window]:
    assert qapp is not None
    made = Window()
    yield made
    made.close()


def shows(window: Window, doorway: Doorway, qtbot: QtBot) -> None:
    seen: list[bool] = []
    window.open(doorway, full_screen=False, then=lambda: seen.append(True), bareStart=True)
    qtbot.waitUntil(lambda: bool(seen), timeout=WAIT_MS)


def tap(window: Window, name: str) -> None:
    item = window.root.findChild(QQuickItem, name)
    assert item is not None, name
    point: QPoint = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
    QTest.mouseClick(window.root, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)


def on_screen(window: Window) -> object:
    return window.root.property("shownScreen")


def test_the_time_of_day_is_that_of_now(lobby):
    night, day = Doorway(lobby, NIGHT), Doorway(lobby, DAY)
    assert '"scene": "night"' in str(night.viewText)
    assert '"clockText": "23:30"' in str(night.viewText)
    assert '"night": true' in str(night.chromeText)
    assert '"clockText": "10:05"' in str(day.viewText)
    assert '"night": false' in str(day.chromeText)
    assert '"network": "offline"' in str(day.chromeText)  # nothing has been heard of the platform yet


def test_the_first_frame_leads_home_when_touched(lobby, window, qtbot):
    doorway = Doorway(lobby, DAY)
    shows(window, doorway, qtbot)
    assert on_screen(window) == "attract"
    tap(window, "startButton")
    assert on_screen(window) == "home"
    assert window.root.findChild(QQuickItem, "helpButton") is not None
    assert doorway.was_touched


def test_what_is_touched_while_the_kiosk_is_assembled_is_done_when_it_is_there(lobby, window, rig, qtbot):
    doorway = Doorway(lobby, DAY)
    shows(window, doorway, qtbot)
    tap(window, "startButton")
    qtbot.wait(400)  # another tap, not a double one
    tap(window, "searchBox")
    assert on_screen(window) == "home"  # nobody there yet who could search
    config = load_config(rig.config_path).model_copy(update={"dock": None})
    application = Application(config, kiosk=Kiosk(config), shell=window)
    application.step_in(doorway)
    try:
        assert str(application.bridge.screen) == "search"
        assert on_screen(window) == "search"
        qtbot.waitUntil(lambda: window.root.findChild(QQuickItem, "inputPanel") is not None, timeout=WAIT_MS)
    finally:
        application.close()


def test_a_start_that_is_refused_behind_its_first_screen_leaves_no_window(lobby, rig, tmp_path, qtbot):
    config = tmp_path / "kiosk.toml"
    text = rig.config_path.read_text(encoding="utf-8")
    config.write_text(
        text.replace('state = "kiosk"', 'state = "state"').replace('"scan_to_pay.simulated"', '"scan_to_pay.no"')
    )
    (tmp_path / "state").mkdir(mode=0o700)
    remember(config, tmp_path / "state", lobby)
    opening = Opening(config)
    opening.begin()
    assert opening._window.root.isVisible()
    qtbot.waitUntil(lambda: opening.refusal != "", timeout=WAIT_MS)
    opening.close()
    assert "'scan_to_pay.no' is not known" in opening.refusal
    assert not [shown for shown in QGuiApplication.topLevelWindows() if shown.isVisible()]


def test_a_window_that_is_closed_before_there_is_a_kiosk_ends_what_was_begun(lobby, rig, tmp_path, qtbot):
    config = tmp_path / "kiosk.toml"
    text = rig.config_path.read_text(encoding="utf-8")
    config.write_text(text.replace('state = "kiosk"', 'state = "state"'))
    (tmp_path / "state").mkdir(mode=0o700)
    remember(config, tmp_path / "state", lobby)
    opening = Opening(config)
    opening.begin()
    qtbot.waitUntil(lambda: opening._assembling.ident is not None, timeout=WAIT_MS)
    opening.close()
    assert opening.application is None
    assert not opening._assembling.is_alive()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (StoreNotNow("full"), opening.BEGIN_ANEW),
        (StoreInUse("in use"), opening.BEGIN_ANEW),
        (StoreRefused("newer"), 78),
    ],
)
def test_a_refusal_that_may_pass_is_tried_again(error, code, tmp_path, monkeypatch):
    """systemd never tries again after 78, however much room there is by then."""
    monkeypatch.setattr("kiosk.config.load_config", lambda _: None)
    monkeypatch.setattr("kiosk.runtime.Kiosk", Mock(side_effect=error))
    monkeypatch.setattr(opening, "_PAUSE_S", 0.0)
    monkeypatch.setattr("ui.opening.signal.signal", Mock())
    with pytest.raises(opening.StartRefusedError) as refused:
        opening.assembled(tmp_path / "kiosk.toml")
    assert opening._refuse(str(refused.value), passing=refused.value.passing) == code
