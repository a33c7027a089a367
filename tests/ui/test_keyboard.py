"""Typing with a finger on the real on-screen keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage
from tests.ui.test_reach import HIGHEST
from tests.ui.visual_tree import controls, find_control, walk

KEYS = 1144
"""Where the keyboard with its candidates begins"""


def _press(stage: Stage, text: str) -> None:
    """Press the key that shows ``text``, or the candidate that reads so."""
    for item in walk(stage.stage):
        if item.metaObject().className().startswith("KeyFace_QML") and str(item.property("text")).lower() == text:
            _click(stage, item)
            return
    shown = sorted(
        str(i.property("text")) for i in walk(stage.stage) if i.metaObject().className().startswith("KeyFace")
    )
    raise LookupError(f"no key {text!r} among {shown}")


def _click(stage: Stage, item: QQuickItem) -> None:
    point = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
    QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    stage.app.processEvents()


@pytest.fixture
def search(stage: Stage, qtbot: QtBot) -> Stage:
    home, empty = all_samples()["home-day"], all_samples()["search-empty"]
    stage.show(home.screen, home.view("zh_CN"), look_of(home, "zh_CN", "normal"))
    stage.show(empty.screen, empty.view("zh_CN"), look_of(empty, "zh_CN", "normal"))
    stage.window.requestActivate()
    qtbot.waitUntil(lambda: bool(stage.window.isActive()))
    find_control(stage.stage, "searchFieldInput").item.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()))
    stage.kiosk.intents.clear()
    return stage


def test_search_gets_raw_letters(search: Stage) -> None:
    for letter in "sbk":
        _press(search, letter)
    assert [args["text"] for name, args in search.kiosk.intents if name == "query"] == ["s", "sb", "sbk"]


def test_search_keeps_the_keyboards_own_guesses_away(search: Stage) -> None:
    _press(search, "s")
    shown = [item for item in walk(search.stage) if item.objectName() == "wordCandidateView"]
    assert all(item.property("count") in (0, None) for item in shown)


@pytest.mark.parametrize(("variant", "fitting"), [("normal", 2), ("elder", 1)])
def test_low_controls_bring_field_and_results_between_reach_and_keys(search: Stage, variant: str, fitting: int) -> None:
    found = all_samples()["real-list-sbk"]
    search.show(found.screen, found.view("zh_CN"), {**look_of(found, "zh_CN", variant), "reach": True})
    panel = search.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    assert panel.isVisible()
    picture = search.picture()
    assert not picture.isNull()
    body = [
        control
        for control in controls(search.stage)
        if control.item.objectName().startswith(("result-", "searchField", "candidate-"))
    ]
    assert [control.name for control in body if control.box.top() < HIGHEST] == []
    rows = [control for control in body if control.item.objectName().startswith("result-")]
    assert len(rows) == fitting
    assert [row.name for row in rows if row.box.bottom() > KEYS] == []


PINYIN = """
import QtQuick
import Suishiban.Theme
import Suishiban.Components
Item {
    width: 1080; height: 1920
    TextField { objectName: "address"; x: 48; y: 794; width: 984; boxHeight: 128; wantsFocus: true; enterText: "填好了" }
}
"""


def test_pinyin_becomes_the_candidate_that_is_tapped(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    guide = all_samples()["guide"]
    stage.show(guide.screen, guide.view("zh_CN"), look_of(guide, "zh_CN", "normal"))
    file = tmp_path / "Address.qml"
    file.write_text(PINYIN, encoding="utf-8")
    planted = stage.show_file(file)
    stage.window.requestActivate()
    field = find_control(stage.stage, "addressInput").item
    field.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()))
    for letter in "xincun":
        _press(stage, letter)
    view = next(item for item in walk(stage.stage) if item.objectName() == "wordCandidateView")
    qtbot.waitUntil(lambda: view.property("count") > 0)
    _press(stage, "空格")
    assert field.property("text") == "新村"
    stage.take_away(planted)


def _candidates(stage: Stage) -> QQuickItem:
    return next(item for item in walk(stage.stage) if item.objectName() == "wordCandidateView")


def test_a_shortcut_leaves_no_guesses_and_no_candidate_is_cut(stage: Stage, qtbot: QtBot) -> None:
    guide, form = all_samples()["guide"], all_samples()["form-address"]
    stage.show(guide.screen, guide.view("zh_CN"), look_of(guide, "zh_CN", "normal"))
    stage.show(form.screen, form.view("zh_CN"), look_of(form, "zh_CN", "normal"))
    stage.window.requestActivate()
    field = find_control(stage.stage, "answerFieldInput").item
    field.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()))
    for letter in "xincun":
        _press(stage, letter)
    _press(stage, "空格")
    bar = _candidates(stage)
    qtbot.waitUntil(lambda: bar.property("count") > 10, timeout=5000)  # what may follow the word
    stage.picture()
    content = bar.property("contentItem")
    shown = [item for item in content.childItems() if item.isVisible() and item.property("room") is not None]
    assert len(shown) > 5
    assert max(item.x() + item.width() for item in shown) <= bar.width()
    _click(stage, find_control(stage.stage, "shortcut").item)
    assert "号" in field.property("text")
    assert bar.property("count") == 0


@pytest.fixture
def address(stage: Stage, qtbot: QtBot) -> Iterator[Stage]:
    """Where the card is sent to, with the keys there; afterwards it spells pinyin again."""
    guide, form = all_samples()["guide"], all_samples()["form-address"]
    stage.show(guide.screen, guide.view("zh_CN"), look_of(guide, "zh_CN", "normal"))
    stage.show(form.screen, form.view("zh_CN"), look_of(form, "zh_CN", "normal"))
    stage.window.requestActivate()
    find_control(stage.stage, "answerFieldInput").item.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()))
    stage.kiosk.intents.clear()
    yield stage
    if find_key(stage, "中/英") and not find_key(stage, "分词"):
        _press(stage, "中/英")


def find_key(stage: Stage, text: str) -> QQuickItem | None:
    """The key of that word, if it is there now."""
    faces = (item for item in walk(stage.stage) if item.metaObject().className().startswith("KeyFace_QML"))
    return next((item for item in faces if item.isVisible() and str(item.property("text")).lower() == text), None)


def _comes(stage: Stage, qtbot: QtBot, key: str) -> None:
    qtbot.waitUntil(lambda: find_key(stage, key) is not None)


def _answered(stage: Stage) -> list[str]:
    return [args["answers"]["mail_address"] for name, args in stage.kiosk.intents if name == "page_answered"]


@pytest.mark.parametrize(
    ("keys", "kept"),
    [
        (["b", "q", "填好了"], "bq"),
        (["b", "q", "123", "8", "号", "填好了"], "bq8号"),
        (["123", "8", "拼音", "b", "123", "，", "填好了"], "8b，"),
        (["b", "q", "中/英", "a", "填好了"], "bqa"),
    ],
)
def test_no_letter_is_lost_or_guessed_over(address: Stage, qtbot: QtBot, keys: list[str], kept: str) -> None:
    """A word half spelt goes with the rest, as it stands in the field; one press of 填好了 is enough."""
    for key in keys:
        _comes(address, qtbot, key)
        _press(address, key)
    assert _answered(address) == [kept]


def test_who_hides_the_keys_or_changes_the_language_keeps_the_letters(address: Stage, qtbot: QtBot) -> None:
    form, field = all_samples()["form-address"], find_control(address.stage, "answerFieldInput").item
    for letter in "bq":
        _press(address, letter)
    address.show(form.screen, form.view("en"), look_of(form, "en", "normal"))
    assert field.property("text") == "bq"
    address.show(form.screen, form.view("zh_CN"), look_of(form, "zh_CN", "normal"))
    _comes(address, qtbot, "分词")
    _press(address, "x")
    _press(address, "收起")
    assert field.property("text") == "bqx"


def test_the_keyboard_comes_back_after_the_timeout_sheet(search: Stage, qtbot: QtBot) -> None:
    sample = all_samples()["search-empty"]
    panel = search.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    waiting = {"open": True, "seconds": 20, "total": 30, "cardOnReader": False}
    look = look_of(sample, "zh_CN", "normal")
    search.show(sample.screen, sample.view("zh_CN"), {**look, "timeout": waiting})
    qtbot.waitUntil(lambda: not panel.isVisible())
    search.show(sample.screen, sample.view("zh_CN"), look)
    qtbot.waitUntil(lambda: bool(panel.isVisible()))


def test_a_phone_number_has_a_keypad_of_digits_and_takes_nothing_else(stage: Stage, qtbot: QtBot) -> None:
    sample = all_samples()["form-phone-wrong"]
    blank = all_samples()["guide"]
    stage.show(blank.screen, blank.view("zh_CN"), look_of(blank, "zh_CN", "normal"))
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    stage.window.requestActivate()
    field = find_control(stage.stage, "answerFieldInput").item
    field.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()) and _keys(stage) >= set("0123456789"))
    assert _keys(stage) == {*"0123456789", "收起", "填好了"}
    for digit in "1366219":
        _press(stage, digit)
    assert field.property("text") == "13800013662", "eleven digits and no more"
    for key in (Qt.Key.Key_A, Qt.Key.Key_1, Qt.Key.Key_Minus):
        QTest.keyClick(stage.window, key)
    assert field.property("text") == "13800013662"
    QTest.keyClick(stage.window, Qt.Key.Key_Backspace)
    for key in (Qt.Key.Key_A, Qt.Key.Key_Minus):
        QTest.keyClick(stage.window, key)
    assert field.property("text") == "1380001366", "a hardware keyboard types no letters either"


def _field(stage: Stage, qtbot: QtBot, name: str) -> QQuickItem:
    sample, blank = all_samples()[name], all_samples()["guide"]
    stage.show(blank.screen, blank.view("zh_CN"), look_of(blank, "zh_CN", "normal"))
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    stage.window.requestActivate()
    field = find_control(stage.stage, "answerFieldInput").item
    field.forceActiveFocus()
    panel = stage.window.findChild(QQuickItem, "inputPanel")
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.isVisible()))
    return field


def test_an_id_number_has_an_x_beside_the_digits(stage: Stage, qtbot: QtBot) -> None:
    field = _field(stage, qtbot, "form-id-number-wrong")
    qtbot.waitUntil(lambda: _keys(stage) >= {*"0123456789", "X"})
    _press(stage, "x")
    assert field.property("text") == "11010519491231002X"
    QTest.keyClick(stage.window, Qt.Key.Key_Backspace)
    QTest.keyClick(stage.window, Qt.Key.Key_A)
    assert field.property("text") == "11010519491231002"


def test_a_credit_code_is_typed_in_letters_and_takes_no_guesses(stage: Stage, qtbot: QtBot) -> None:
    field = _field(stage, qtbot, "form-credit-code-wrong")
    qtbot.waitUntil(lambda: "Q" in _keys(stage))
    _press(stage, "w")
    assert str(field.property("text")).upper() == "11370800MB2855918W"


def _keys(stage: Stage) -> set[str]:
    faces = [item for item in walk(stage.stage) if item.metaObject().className().startswith("KeyFace_QML")]
    return {str(face.property("text")) for face in faces} - {""}
