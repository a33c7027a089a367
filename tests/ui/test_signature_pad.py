"""A finger on the signature pad."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import SIGNAL, QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage

PAD = """
import QtQuick
import Suishiban.Components
SignaturePad { x: 48; y: 978; name: "签名区"; hint: "签名区"; doneText: "已签名" }
"""
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _pad(stage: Stage, folder: Path) -> QQuickItem:
    sample = all_samples()["attract-day"]
    stage.show(sample.screen, sample.view("zh_CN"), look_of(sample, "zh_CN", "normal"))
    file = folder / "Pad.qml"
    file.write_text(PAD, encoding="utf-8")
    return stage.show_file(file)


def _strokes(pad: QQuickItem) -> list[list[list[float]]]:
    value: Any = pad.property("strokes")
    strokes: list[list[list[float]]] = value.toVariant() if hasattr(value, "toVariant") else value
    return strokes


def _draw(stage: Stage, *points: tuple[int, int]) -> None:
    QTest.mousePress(stage.window, LEFT, NONE, QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(stage.window, QPoint(*point))
    QTest.mouseRelease(stage.window, LEFT, NONE, QPoint(*points[-1]))
    stage.app.processEvents()


def test_strokes_are_points_with_times_and_ink(stage: Stage, tmp_path: Path) -> None:
    pad = _pad(stage, tmp_path)
    changed: list[bool] = []
    QObject.connect(pad, SIGNAL("strokesChanged()"), lambda: changed.append(True))
    _draw(stage, (200, 1200), (300, 1200), (400, 1220))
    _draw(stage, (500, 1100), (500, 1300))
    strokes = _strokes(pad)
    assert [len(stroke) for stroke in strokes] == [3, 2]
    assert strokes[0][0][:2] == [200 - 48 - 6, 1200 - 978 - 6]
    times = [point[2] for stroke in strokes for point in stroke]
    assert times == sorted(times)
    assert len(changed) == 2
    assert stage.picture().pixelColor(500, 1200) == QColor("#13212F")
    assert stage.picture().pixelColor(700, 1400) == QColor("#FFFFFF")
    stage.take_away(pad)


def test_a_surface_that_feels_pressure_tells_it(stage: Stage, tmp_path: Path) -> None:
    pad = _pad(stage, tmp_path)
    pen = QPointingDevice(
        "pen",
        7,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )
    at = QPointF(300, 1200)
    for kind, pressure in ((QEvent.Type.TabletPress, 0.75), (QEvent.Type.TabletRelease, 0.0)):
        event = QTabletEvent(kind, pen, at, at, pressure, 0, 0, 0, 0, 0, NONE, LEFT, LEFT)
        QCoreApplication.sendEvent(stage.window, event)
    _draw(stage, (300, 1300), (340, 1300))
    felt, unfelt = _strokes(pad)
    assert [point[3] for point in felt] == [0.75]
    assert {len(point) for point in unfelt} == {3}
    stage.take_away(pad)


def test_clearing_leaves_neither_points_nor_ink(stage: Stage, tmp_path: Path) -> None:
    pad = _pad(stage, tmp_path)
    _draw(stage, *((200 + 20 * step, 1200 + step % 3) for step in range(16)))
    assert pad.property("signed") is True
    pad.metaObject().invokeMethod(pad, "clear")
    stage.app.processEvents()
    assert _strokes(pad) == []
    assert pad.property("signed") is False
    assert stage.picture().pixelColor(300, 1201) == QColor("#FFFFFF")
    stage.take_away(pad)
