"""Hands the chosen language to QML, live."""

import json

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlEngine

from ui import i18n


def apply_language(engine: QQmlEngine, language: str) -> None:
    """Make every ``Tr.t(...)`` in ``engine`` speak ``language`` from now on.

    The whole catalogue goes over as one JSON text, because a JavaScript object is looked up faster than a
    call into Python, and assigning it re-evaluates every binding that read it.
    """
    tr = engine.singletonInstance("Suishiban.Theme", "Tr")
    if not isinstance(tr, QObject):
        msg = "Suishiban.Theme/Tr is not on the QML import path"
        raise TypeError(msg)
    tr.setProperty("source", json.dumps(i18n.catalogue(language), ensure_ascii=False))
    tr.setProperty("language", language)
