"""All screens are compiled ahead, and none of them broken."""

from pathlib import Path

from PySide6.QtQml import QQmlComponent, QQmlEngine
from pytestqt.qtbot import QtBot

from ui import art
from ui.preload import Preload

QML = Path(art.__file__).parent / "qml"


def test_every_screen_is_compiled(qtbot: QtBot, qapp: object) -> None:
    assert qapp
    engine = QQmlEngine()
    engine.addImportPath(str(QML))
    preload = Preload(engine, QML / "Suishiban" / "Screens")
    with qtbot.waitSignal(preload.finished, timeout=60_000):
        preload.begin()
    assert preload.done
    screens = [path.name for path in (QML / "Suishiban" / "Screens").glob("*Screen.qml")]
    assert len(preload._kept) == len(screens)
    assert {component.status() for component in preload._kept} == {QQmlComponent.Status.Ready}
    preload.stop()
