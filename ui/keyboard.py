"""The on-screen keyboard: Qt Virtual Keyboard in our style, with our two layouts. An option, see README on its licence."""

import os
from pathlib import Path

from PySide6.QtCore import QMetaObject, QObject, QUrl
from PySide6.QtQml import QQmlEngine

_QML = Path(__file__).parent / "qml"
_QUIET = "qt.multimedia.symbolsresolver.warning=false;qt.qml.propertyCache.append.warning=false"
"""What it says on a machine without sound, and of itself; nothing of ours can avoid either"""
PANEL = QUrl.fromLocalFile(str(_QML / "Suishiban" / "Keyboard" / "KeyboardPanel.qml"))


def keep_data_in(engine: QQmlEngine, folder: Path) -> None:
    """Let the keyboard keep its files in ``folder`` only; to be called before the panel is loaded."""
    _typing(engine).setProperty("dataFolder", str(folder))


def wipe(engine: QQmlEngine) -> None:
    """Make the keyboard forget what it learned; part of ending a visit."""
    QMetaObject.invokeMethod(_typing(engine), "wiped")


def _typing(engine: QQmlEngine) -> QObject:
    typing = engine.singletonInstance("Suishiban.Theme", "Typing")
    if not isinstance(typing, QObject):
        msg = "Suishiban.Theme/Typing is not on the QML import path"
        raise TypeError(msg)
    return typing


def prepare() -> None:
    """Choose the keyboard, its style and its layouts. To be called before the application object exists."""
    os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"
    os.environ["QT_VIRTUALKEYBOARD_STYLE"] = "suishiban"
    os.environ["QT_VIRTUALKEYBOARD_LAYOUT_PATH"] = str(_QML / "keyboard-layouts")
    os.environ["QT_VIRTUALKEYBOARD_DESKTOP_DISABLE"] = "1"
    os.environ.setdefault("QT_LOGGING_RULES", _QUIET)
