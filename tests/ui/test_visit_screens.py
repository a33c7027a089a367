"""The screens of the visit under a finger: what they ask for and what they hide."""

from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage
from tests.ui.visual_tree import Sight, box_of, covered_texts, find_control, walk


def show(stage: Stage, name: str, language: str = "zh_CN", variant: str = "normal") -> None:
    sample = all_samples()[name]
    blank = all_samples()["attract-day"]
    stage.show(blank.screen, blank.view(language), look_of(blank, language, "normal"))
    stage.show(sample.screen, sample.view(language), look_of(sample, language, variant))
    stage.kiosk.intents.clear()


def middle(stage: Stage, name: str) -> QPoint:
    return find_control(stage.stage, name).box.center().toPoint()


def tap(stage: Stage, name: str) -> None:
    QTest.mouseClick(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(stage, name))
    stage.app.processEvents()


def asked(stage: Stage) -> list[tuple[str, dict[str, Any]]]:
    """What the screen asked for; that it was touched at all is the shell's own news."""
    return [intent for intent in stage.kiosk.intents if intent[0] not in ("touched", "typing")]


def labels(stage: Stage) -> list[QQuickItem]:
    return [
        item
        for item in walk(stage.stage)
        if item.metaObject().className().startswith("Label_QMLTYPE") and item.property("text")
    ]


def texts(stage: Stage) -> str:
    return "\n".join(str(item.property("text")) for item in labels(stage))


def test_words_under_a_button_are_caught(stage: Stage, tmp_path: Path) -> None:
    show(stage, "review")
    file = tmp_path / "Bad.qml"
    file.write_text(
        'import QtQuick\nimport Suishiban.Components\nItem { Label { x: 300; y: 1640; text: "压在下面" } }',
        encoding="utf-8",
    )
    planted = stage.show_file(file)
    assert covered_texts(Sight(stage.stage)) == ["'压在下面' lies under primaryAction"]
    stage.take_away(planted)


def test_the_form_answers_with_what_was_chosen_and_counts_nothing_typed(stage: Stage) -> None:
    show(stage, "form")
    tap(stage, "choice-pickup")
    tap(stage, "primaryAction")
    assert asked(stage) == [("page_answered", {"answers": {"delivery": "pickup"}, "typed": {}})]


def test_large_type_asks_after_it_has_shown(stage: Stage) -> None:
    show(stage, "form", variant="elder")
    tap(stage, "primaryAction")
    assert asked(stage) == []
    tap(stage, "choice-post")
    tap(stage, "primaryAction")
    assert asked(stage) == [("page_answered", {"answers": {"delivery": "post"}, "typed": {}})]


def test_values_are_veiled_until_the_button_is_held(stage: Stage) -> None:
    show(stage, "form")
    assert "王建国" not in texts(stage)
    where = middle(stage, "holdToShow")
    QTest.mousePress(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    stage.app.processEvents()
    assert "王建国" in texts(stage)
    QTest.mouseRelease(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    stage.app.processEvents()
    assert "王建国" not in texts(stage)


def test_the_shortcut_fills_the_field_without_a_character_typed(stage: Stage) -> None:
    show(stage, "form-address")
    tap(stage, "shortcut")
    field = find_control(stage.stage, "answerFieldInput").item
    assert field.property("text") == "云桥区北桥路100弄5号602室"
    field.forceActiveFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Return)
    answered = (
        "page_answered",
        {"answers": {"mail_address": "云桥区北桥路100弄5号602室"}, "typed": {"mail_address": 0}},
    )
    assert asked(stage) == [answered]


def test_a_wrong_answer_stays_in_its_field_with_the_reason_beside_it(stage: Stage) -> None:
    show(stage, "form-phone-wrong")
    assert find_control(stage.stage, "answerFieldInput").item.property("text") == "138000"
    assert "手机号是 11 位数字" in texts(stage)


def test_an_answer_that_is_being_put_right_is_not_called_wrong(stage: Stage, qtbot: QtBot) -> None:
    show(stage, "form-phone-wrong")
    field = find_control(stage.stage, "answerFieldInput").item
    qtbot.waitUntil(lambda: "手机号是 11 位数字" in texts(stage))
    field.setProperty("text", "1380000")
    assert "手机号是 11 位数字" not in texts(stage)
    field.setProperty("text", "138000")
    assert "手机号是 11 位数字" in texts(stage)


@pytest.mark.parametrize(("name", "asked_for"), [("materials-full", False), ("materials-empty", True)])
def test_on_an_empty_desk_a_paper_is_asked_for_while_one_can_be_taken(
    stage: Stage, name: str, *, asked_for: bool
) -> None:
    samples = all_samples()
    show(stage, name)
    stage.show("materials", samples[name].view("zh_CN"), look_of(samples["materials-empty"], "zh_CN", "normal"))
    assert ("请把材料平放到拍摄台上" in texts(stage)) is asked_for


def test_a_long_name_of_a_case_in_large_type_leaves_room_under_the_day(stage: Stage) -> None:
    show(stage, "errand-cases-large", "en", "elder")
    row = next(item for item in walk(stage.stage) if item.objectName() == "row-2")
    inside = [label for label in labels(stage) if row.isAncestorOf(label)]
    lowest = max(label.mapToItem(row, QPointF(0, label.height())).y() for label in inside)
    assert lowest <= row.height() - 8 - 12, "12 px above the ledge"


@pytest.mark.parametrize(("found", "opened"), [(6, False), (1, True)])
def test_the_search_key_opens_the_one_that_was_found_and_of_several_none(
    stage: Stage, found: int, *, opened: bool
) -> None:
    """The planted bug: 搜索 leads into the first of six, and the list is never seen whole."""
    sample = all_samples()["search"]
    show(stage, "attract-day")
    stage.show("search", {**sample.view("zh_CN"), "found": found}, look_of(sample, "zh_CN", "normal"))
    stage.kiosk.intents.clear()
    field = find_control(stage.stage, "searchFieldInput").item
    field.forceActiveFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Return)
    stage.app.processEvents()
    assert ("matter" in [name for name, _ in asked(stage)]) is opened


def test_what_was_signed_comes_as_shares_of_the_pad(stage: Stage) -> None:
    show(stage, "sign")
    assert not find_control(stage.stage, "primaryAction").enabled
    pad = next(item for item in walk(stage.stage) if item.objectName() == "signaturePad")
    box = box_of(pad, stage.stage)
    start = box.center().toPoint() - QPoint(200, 0)
    QTest.mousePress(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 21):
        QTest.mouseMove(stage.window, start + QPoint(step * 20, step * 4))
    QTest.mouseRelease(stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPoint(400, 80))
    stage.app.processEvents()
    tap(stage, "primaryAction")
    [(name, args)] = asked(stage)
    assert name == "signed"
    points = [point for stroke in args["strokes"] for point in stroke]
    assert len(points) >= 12
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y, _ in points)
    assert points[0][0] == pytest.approx((start.x() - box.left() - 6) / (box.width() - 12), abs=0.01)


def test_a_refusal_goes_when_the_picture_is_good_again(stage: Stage) -> None:
    show(stage, "materials-refused")
    assert "拍糊了" in texts(stage)
    deadline = monotonic() + 10
    while "拍糊了" in texts(stage):
        assert monotonic() < deadline
        stage.app.processEvents()


def test_a_refusal_stays_while_the_picture_is_bad(stage: Stage) -> None:
    sample, bad = all_samples()["materials-refused"], all_samples()["materials"]
    look = look_of(bad, "zh_CN", "normal")
    assert look["live"]["ready"] is False
    stage.show(sample.screen, sample.view("zh_CN"), look)
    timers = [timer for timer in stage.window.findChildren(QObject) if timer.property("interval") == 2000]
    assert timers
    assert not any(timer.property("running") for timer in timers)


def test_the_shot_is_counted_down_and_a_taken_page_asked_about(stage: Stage) -> None:
    show(stage, "materials-counting")
    assert "放稳了，马上拍" in texts(stage)
    assert find_control(stage.stage, "primaryAction").item.property("text") == "拍这一页"
    show(stage, "materials-asked")
    assert "这一页已经拍过了" in texts(stage)
    assert find_control(stage.stage, "primaryAction").item.property("text") == "再拍一次这一页"
    tap(stage, "primaryAction")
    assert asked(stage) == [("capture", {})]


@pytest.mark.parametrize("variant", ["normal", "elder"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("name", ["review", "review-offline", "review-longest"])
def test_the_fee_is_in_sight_on_every_part_of_the_review(stage: Stage, name: str, language: str, variant: str) -> None:
    show(stage, name, language, variant)
    seen: set[str] = set()
    for _ in range(6):
        stage.picture()  # a frame: cards find their place when they are drawn
        bar = find_control(stage.stage, "primaryAction").box
        kind = "ReviewCard_QMLTYPE"
        cards = [
            item for item in walk(stage.stage) if item.metaObject().className().startswith(kind) and item.isVisible()
        ]
        boxes = {_plain(item.property("card"))["key"]: box_of(item, stage.stage) for item in cards}
        assert "fee" in boxes
        assert all(box.bottom() <= bar.top() for box in boxes.values())
        apart = sorted(boxes.values(), key=lambda box: box.top())
        assert all(above.bottom() <= below.top() for above, below in pairwise(apart)), boxes
        seen |= boxes.keys()
        tap(stage, "primaryAction")
        if asked(stage):
            break
    assert asked(stage) == [("accept_review", {})]
    assert {"applicant", "delivery", "materials", "fee"} <= seen


@pytest.mark.parametrize("variant", ["normal", "elder"])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_card_of_another_part_is_as_high_as_when_it_is_shown(stage: Stage, language: str, variant: str) -> None:
    """Else the parts are found anew at each turn of the page, and "Next page" leads nowhere (once so in English)."""
    show(stage, "review", language, variant)
    first = next(item for item in walk(stage.stage) if item.property("card") is not None).parentItem()
    cards = [item for item in first.childItems() if item.property("card") is not None]
    assert len(cards) >= 4
    for card in cards:
        found = set()
        for visible in (True, False):
            card.setVisible(visible)
            stage.picture()
            found.add(card.height())
        assert len(found) == 1, (_plain(card.property("card"))["key"], found)


def _plain(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = value.toVariant() if hasattr(value, "toVariant") else value
    return found


def test_two_lines_are_answered_and_the_answer_goes_with_the_next_stroke(stage: Stage) -> None:
    show(stage, "sign")
    pad = next(item for item in walk(stage.stage) if item.objectName() == "signaturePad")
    start = box_of(pad, stage.stage).center().toPoint() - QPoint(200, 0)
    draw(stage, start)
    tap(stage, "primaryAction")
    refused, look = all_samples()["sign-two-lines"], look_of(all_samples()["sign"], "zh_CN", "normal")
    stage.show("sign", refused.view("zh_CN"), look)
    assert "只看到一两笔" in texts(stage)
    assert "已签名" not in texts(stage)
    draw(stage, start + QPoint(0, 80))
    assert "只看到一两笔" not in texts(stage)
    tap(stage, "primaryAction")
    stage.app.processEvents()
    assert "只看到一两笔" in texts(stage), "said again to whoever tries again"


def draw(stage: Stage, start: QPoint) -> None:
    """A straight line of 400 pixels to the right."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(stage.window, left, none, start)
    for step in range(1, 21):
        QTest.mouseMove(stage.window, start + QPoint(step * 20, 0))
    QTest.mouseRelease(stage.window, left, none, start + QPoint(400, 0))
    stage.app.processEvents()


@pytest.mark.parametrize(("face", "score"), [(5, 1), (1, 5)])
def test_the_best_face_is_score_one_of_the_standard(stage: Stage, face: int, score: int) -> None:
    show(stage, "result")
    tap(stage, f"rate{face}")
    assert asked(stage) == [("rate", {"score": score})]


@pytest.mark.parametrize(
    ("sample", "button", "intent"),
    [
        ("identify", "primaryAction", ("help", {})),
        ("identify-not-eligible", "primaryAction", ("exit", {})),
        ("identify-not-eligible", "secondaryAction", ("other_matters", {})),
        ("materials", "primaryAction", ("capture", {})),
        ("materials", "secondaryAction", ("pages_finished", {"slot": "home_proof"})),
        ("materials", "page-0", ("discard_page", {"slot": "home_proof", "index": 0})),
        ("materials-first", "deferMaterial", ("defer_material", {"slot": "home_proof"})),
        ("review", "primaryAction", ("accept_review", {})),
        ("review", "edit-delivery", ("edit", {"step": "form"})),
        ("review", "edit-materials", ("edit", {"step": "materials"})),
        ("payment-paid", "primaryAction", ("submit", {})),
        ("payment-expired", "primaryAction", ("payment_retry", {})),
        ("payment-unreachable", "primaryAction", ("payment_defer", {})),
        ("payment-unreachable", "secondaryAction", ("payment_retry", {})),
        ("payment-unreachable-strict", "primaryAction", ("payment_retry", {})),
        ("result-paper-out", "retry-receipt", ("paper_retry", {"paper": "receipt"})),
        ("result-certificate-jam", "retry-certificate", ("paper_retry", {"paper": "certificate"})),
        ("result", "primaryAction", ("finish", {})),
        ("out-of-service", "primaryAction", ("finish", {})),
    ],
)
def test_a_button_asks_for_what_it_says(stage: Stage, sample: str, button: str, intent: tuple[str, object]) -> None:
    show(stage, sample)
    tap(stage, button)
    assert asked(stage) == [intent]


def test_there_is_no_way_out_of_the_submission(stage: Stage) -> None:
    show(stage, "filing")
    for name in ("backButton", "exitButton", "primaryAction"):
        tap(stage, name)
    assert asked(stage) == []


def test_the_chosen_way_on_is_the_one_the_button_takes(stage: Stage) -> None:
    show(stage, "identify-reader-down")
    tap(stage, "way-elsewhere")
    tap(stage, "primaryAction")
    assert asked(stage) == [("exit", {})]


@pytest.mark.parametrize("seen", [{"ready": True}, {"ready": False, "corners": [], "glare": []}])
def test_a_refusal_goes_when_the_picture_is_good_again_or_its_page_is_gone(
    stage: Stage, qtbot: QtBot, seen: dict[str, Any]
) -> None:
    sample = all_samples()["materials-refused"]
    look = look_of(sample, "zh_CN", "normal")
    show(stage, "materials-refused")
    refusal = sample.view("zh_CN")["troubleTitle"]
    stage.show(sample.screen, sample.view("zh_CN"), {**look, "live": {**look["live"], **seen}})
    assert refusal in texts(stage), "long enough to be read"
    qtbot.waitUntil(lambda: refusal not in texts(stage), timeout=30_000)
