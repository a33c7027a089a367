"""The development dock drives the bench over its control socket, and says what it refuses."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tools.rig import Rig
from ui.devdock.dock import Dock

WAIT_MS = 10_000


def people(dock: Dock) -> list[dict[str, str]]:
    """As QML reads it."""
    return list(dock.property("people"))


def state(dock: Dock) -> dict[str, Any]:
    return dict(dock.property("state"))


def said(dock: Dock) -> str:
    return str(dock.property("said"))


@pytest.fixture
def dock(rig: Rig, qtbot: QtBot) -> Iterator[Dock]:
    opened = Dock(rig.bench["control"])
    qtbot.waitUntil(lambda: bool(people(opened)) and bool(state(opened)), timeout=WAIT_MS)
    yield opened
    opened.close()
    rig.control.send("id_card_reader", "lift")


def test_it_knows_the_people_and_the_devices(dock: Dock) -> None:
    keys = {person["key"] for person in people(dock)}
    assert {"wang", "li", "smith", "forged", "transport"} <= keys
    assert {"id_card_reader", "receipt_printer", "document_printer", "document_camera"} <= set(state(dock))


def turned(dock: Dock, qtbot: QtBot, knob: str, paper: str) -> bool:
    dock.send("receipt_printer", knob, {})
    qtbot.waitUntil(lambda: state(dock)["receipt_printer"]["paper"] == paper, timeout=WAIT_MS)
    return said(dock) == ""


def test_a_knob_is_turned_and_seen(dock: Dock, qtbot: QtBot) -> None:
    assert turned(dock, qtbot, "empty_paper", "end")
    assert turned(dock, qtbot, "load_paper", "ok")


def test_what_the_bench_refuses_is_said(dock: Dock, qtbot: QtBot) -> None:
    dock.send("id_card_reader", "place", {"card": "nobody"})
    qtbot.waitUntil(lambda: said(dock) != "", timeout=WAIT_MS)
    assert "nobody" in said(dock)
    dock.send("id_card_reader", "lift", {})
    qtbot.waitUntil(lambda: said(dock) == "", timeout=WAIT_MS)


def test_without_a_bench_it_says_so_and_does_not_fall(tmp_path, qtbot: QtBot) -> None:
    lonely = Dock(tmp_path / "control")
    qtbot.waitUntil(lambda: "does not answer" in said(lonely), timeout=WAIT_MS)
    assert people(lonely) == []
    lonely.close()
