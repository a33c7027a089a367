"""What is passed over of Qt's warnings is harmless, and this Qt still says it: else it need not be passed over."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtQml import QQmlApplicationEngine
from pytestqt.qtbot import QtBot

from ui.qt_messages import HARMLESS

CLOCKWORK = b"""
import QtQuick

QtObject {
    id: clockwork

    property int rounds: 0
    property Timer pause: Timer {
        interval: 10
        onTriggered: { clockwork.rounds += 1; motion.restart(); }
    }
    property NumberAnimation motion: NumberAnimation {
        id: motion
        target: QtObject { property real way }
        property: "way"
        to: 1
        duration: 20
        running: true
        onStopped: { Qt.callLater(clockwork.pause.start); clockwork.pause.start(); clockwork.pause.stop(); }
    }
}
"""


@pytest.fixture
def said() -> Iterator[list[str]]:
    messages: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _context, message: messages.append(message))
    yield messages
    qInstallMessageHandler(before)


def test_the_clock_that_qt_finds_stopped_goes_on(qtbot: QtBot, said: list[str]) -> None:
    engine = QQmlApplicationEngine()
    engine.loadData(CLOCKWORK)
    clockwork = engine.rootObjects()[0]
    qtbot.waitUntil(lambda: clockwork.property("rounds") >= 2, timeout=30_000)
    assert {message for message in said if message.startswith(HARMLESS)} == set(said) != set()
