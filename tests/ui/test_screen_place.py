"""What a screen was given goes with the screen: a kiosk shows hundreds of thousands of them in one life."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMetaObject, QUrl
from PySide6.QtQml import QQmlApplicationEngine

from ui.window import QML

SCREEN = """
import Suishiban.Components
KioskScreen {}
"""
STAGE = """
import QtQuick
import Suishiban.Components
Item {
    id: stage
    property int gone: 0
    readonly property bool empty: place.item === null
    readonly property bool holds: place.item !== null && place.item.view.thing !== undefined
    // Whatever nothing refers to any more is destroyed by the collector, and counted.
    property Component thing: Component {
        QtObject {
            Component.onDestruction: stage.gone += 1
        }
    }
    function show(): void {
        place.put(Qt.resolvedUrl("Shown.qml"), { thing: stage.thing.createObject(null) });
    }
    function clear(): void {
        place.clear();
    }
    ScreenPlace {
        id: place
    }
}
"""


@pytest.fixture
def engine(qapp: object, tmp_path: Path) -> QQmlApplicationEngine:
    assert qapp is not None
    (tmp_path / "Shown.qml").write_text(SCREEN, encoding="utf-8")
    made = QQmlApplicationEngine()
    made.addImportPath(str(QML))
    made.loadData(STAGE.encode(), QUrl.fromLocalFile(str(tmp_path / "Stage.qml")))
    return made


def collect(engine: QQmlApplicationEngine) -> None:
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        engine.collectGarbage()


def test_what_a_screen_was_given_goes_with_it(engine: QQmlApplicationEngine) -> None:
    (stage,) = engine.rootObjects()
    for _ in range(20):
        QMetaObject.invokeMethod(stage, "show")
        assert stage.property("holds")
        collect(engine)
    assert stage.property("gone") >= 18, "all but those of the last"
    QMetaObject.invokeMethod(stage, "clear")
    collect(engine)
    assert stage.property("empty")
    assert stage.property("gone") == 20
