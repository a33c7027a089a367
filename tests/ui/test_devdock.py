"""The development dock drives the bench over its control socket, shows how devices stand, and asks them to show something."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtQuick import QQuickItem, QQuickView
from pytestqt.qtbot import QtBot

from devices.api.errors import DeviceFault
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.bench.client import BenchControl
from devices.metrics import Meter
from devices.supervisor import Supervisor
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, load_config
from kiosk.runtime import Kiosk
from kiosk.runtime import supervised as supervised_device
from tests.central import databases
from tests.devices.conftest import eventually
from tests.devices.fair_time import fair_time
from tools.rig import Rig
from ui.app import DOCK
from ui.devdock.dock import Dock
from ui.devdock.knobs import CODES, WIRE, Turn, groups
from ui.devdock.standing import line, tone
from ui.devdock.trials import TRIALS, veiled

WAIT_MS = 15_000
HOLD_S = 0.7
DRIVERS = {
    "id_card_reader": "id_card_reader.sam_v",
    "receipt_printer": "receipt_printer.escpos",
    "document_printer": "document_printer.ipp",
    "document_camera": "document_camera.opencv",
    "face_camera": "face_camera.opencv",
    "code_scanner": "code_scanner.serial",
    "smart_card_reader": "smart_card_reader.pcsc",
    "cabinet": "cabinet.modbus",
    "power_supply": "power_supply.megatec",
    "hardware_watchdog": "hardware_watchdog.linux",
}
OTHER_DRIVERS = {"id_card_reader": "id_card_reader.sam_v_hid", "code_scanner": "code_scanner.keyboard"}
EMPTY_HANDED = {("payment", "pay"), ("payment", "pending"), ("payment", "fail")}
"""what the bench refuses while nobody pays"""


@pytest.fixture(scope="module")
def supervised(rig: Rig, kiosk: Kiosk) -> Iterator[dict[str, Supervisor[Any]]]:
    """The devices of the running kiosk, and a reader for smart cards; other tests may have left its paper used up."""
    for device in ("receipt_printer", "document_printer"):
        rig.control.send(device, "load_paper")
    reader = supervised_device(load_config(rig.config_path), "smart_card_reader")
    devices = {role: kiosk.devices.role(role) for role in kiosk.devices.roles} | {"smart_card_reader": reader}
    assert set(devices) == {*DEVICE_ROLES, *OPTIONAL_ROLES}, "the rig configures them all"
    assert eventually(lambda: all(each.status.usable for each in devices.values()), 15), devices
    yield devices
    reader.close()
    for device, knob in (("id_card_reader", "lift"), ("face_camera", "reset"), ("smart_card_reader", "remove")):
        rig.control.send(device, knob)


@pytest.fixture
def dock(rig: Rig, supervised: dict[str, Supervisor[Any]], qtbot: QtBot) -> Iterator[Dock]:
    opened = Dock(rig.bench["control"], supervised, DRIVERS)
    qtbot.waitUntil(lambda: bool(opened.people) and bool(opened.state) and bool(opened.standing), timeout=WAIT_MS)
    yield opened
    opened.close()


def turn(dock: Dock, device: str, do: str, **args: object) -> None:
    dock.turn(json.dumps([Turn(device, do, args).as_plain()]))


def test_it_knows_the_people_and_the_devices(dock: Dock) -> None:
    assert {"wang", "li", "smith", "forged", "transport"} <= {person["key"] for person in dock.people}
    assert set(DRIVERS) <= set(dock.state)


def test_a_knob_is_turned_and_seen(dock: Dock, qtbot: QtBot) -> None:
    turn(dock, "receipt_printer", "empty_paper")
    qtbot.waitUntil(lambda: dock.state["receipt_printer"]["paper"] == "end", timeout=WAIT_MS)
    turn(dock, "receipt_printer", "load_paper")
    qtbot.waitUntil(lambda: dock.state["receipt_printer"]["paper"] == "ok", timeout=WAIT_MS)
    assert dock.said == ""


def test_what_the_bench_refuses_is_said_and_ends_the_row(dock: Dock, qtbot: QtBot) -> None:
    laid = Turn("id_card_reader", "place", {"card": "nobody"}), Turn("receipt_printer", "empty_paper")
    dock.turn(json.dumps([each.as_plain() for each in laid]))
    qtbot.waitUntil(lambda: dock.said != "", timeout=WAIT_MS)
    assert "nobody" in news(dock)["said"]
    turn(dock, "id_card_reader", "lift")
    qtbot.waitUntil(lambda: dock.said == "", timeout=WAIT_MS)
    assert dock.state["receipt_printer"]["paper"] == "ok", "after a refusal the rest is not done"


def test_without_a_bench_it_says_so_and_does_not_fall(tmp_path: Path, qtbot: QtBot) -> None:
    lonely = Dock(tmp_path / "control", {})
    qtbot.waitUntil(lambda: "does not answer" in news(lonely)["said"], timeout=WAIT_MS)
    assert lonely.people == []
    lonely.close()


# how devices stand


def test_every_device_of_the_kiosk_stands_there(dock: Dock, supervised: dict[str, Supervisor[Any]]) -> None:
    assert set(dock.standing) == set(supervised) == set(DRIVERS)
    assert {each["tone"] for each in dock.standing.values()} == {"good"}
    assert "正常 online" in dock.standing["cabinet"]["line"]


@pytest.mark.expects_log("code_scanner is lost")
def test_a_pulled_device_is_shown_and_the_others_stay(dock: Dock, qtbot: QtBot) -> None:
    turn(dock, "code_scanner", "unplug")
    qtbot.waitUntil(lambda: dock.standing["code_scanner"]["tone"] == "down", timeout=WAIT_MS)
    assert "scanner.lost · 技术员来 technician" in dock.standing["code_scanner"]["line"]
    assert {each["tone"] for role, each in dock.standing.items() if role != "code_scanner"} == {"good"}
    turn(dock, "code_scanner", "replug")
    qtbot.waitUntil(lambda: dock.standing["code_scanner"]["tone"] == "good", timeout=WAIT_MS)


def test_the_line_says_state_fault_action_and_counts() -> None:
    meter = Meter()
    meter.worked(0.1)
    meter.failed(DeviceFault.UPS_NO_ANSWER)
    meter.reconnected()
    status = DeviceStatus(DeviceState.DEGRADED, RequiredAction.OPERATOR, DeviceFault.UPS_ON_BATTERY)
    words = "能用，要人来 degraded · ups.on_battery · 值班员来 operator · 命令 2 · 失败 1 · 重连 1"
    assert (line(status, meter.read()), tone(status)) == (words, "care")


def test_every_state_and_action_has_words() -> None:
    for state in DeviceState:
        for action in RequiredAction:
            assert line(DeviceStatus(state, action), Meter().read())
            assert tone(DeviceStatus(state, action)) in ("good", "care", "down")


# the knobs


def every_turn(drivers: dict[str, str]) -> list[Turn]:
    return [
        turn
        for group in groups(drivers)
        for knob in group.knobs
        for turn in (*knob.turns, *knob.back)
        if turn.device != WIRE
    ]


def test_every_knob_is_one_that_the_bench_has(tmp_path: Path) -> None:
    """On a bench of its own, so that nobody's devices are pulled."""
    databases.fresh(tmp_path / "rig" / "central")
    with Rig(tmp_path / "rig") as rig:
        for turn in every_turn(DRIVERS) + every_turn(DRIVERS | OTHER_DRIVERS):
            if (turn.device, turn.do) in EMPTY_HANDED:
                continue
            rig.control.send(turn.device, turn.do, **turn.args)
        check_lamps(rig.control)
        check_wires(rig.control)


def check_lamps(control: BenchControl) -> None:
    """Every lamp looks at a place that there is."""
    for group in groups(DRIVERS):
        if group.device == WIRE:
            continue
        state = control.send(group.device, "state")
        for place in (*group.notes, *(knob.lit[0] for knob in group.knobs if knob.lit)):
            found: object = state
            for key in place.split("."):
                assert isinstance(found, dict)
                assert key in found, (group.key, place)
                found = found[key]


def check_wires(control: BenchControl) -> None:
    (wires,) = (group for group in groups(DRIVERS) if group.device == WIRE)
    assert len(wires.wires) == 9
    for device in wires.wires:
        for knob in wires.knobs:
            for turn in knob.turns:
                control.send(device, turn.do, **turn.args)
            wrong = control.send(device, "state")["wire"]
            assert wrong == ([knob.lit[1]] * len(wrong) if knob.lit else []), (device, knob.text)
        control.send(device, "calm")


def test_a_kiosk_without_optional_devices_has_no_knobs_for_them() -> None:
    few = {role: driver for role, driver in DRIVERS.items() if role not in OPTIONAL_ROLES}
    assert {group.key for group in groups(few)} == {*few, "payment", "network", "wires", "host"}
    assert {turn.device for turn in every_turn(few)} <= {*few, "payment", "network", "host"}


def test_a_reader_behind_hid_and_a_scanner_that_types_have_their_own_knobs() -> None:
    turns = every_turn(DRIVERS | OTHER_DRIVERS)
    assert {turn.device for turn in turns} >= {"id_card_reader_hid"}
    assert "id_card_reader" not in {turn.device for turn in turns}
    assert {turn.do for turn in turns if turn.device == "code_scanner"} == {"type", "unplug", "replug"}


# trials


def tried(dock: Dock, qtbot: QtBot, role: str) -> str:
    dock.tryOut(role)
    assert dock.tried[role] == TRIALS[role].meanwhile, "the GUI thread goes on at once"
    qtbot.waitUntil(lambda: role not in trying(dock), timeout=WAIT_MS)
    return dock.tried[role]


def test_every_device_answers_its_trial(rig: Rig, dock: Dock, qtbot: QtBot) -> None:
    assert set(TRIALS) == set(DRIVERS)
    rig.control.send("face_camera", "stand", faces=2)
    rig.control.send("cabinet", "feel", sensor="tray")
    rig.control.send("power_supply", "load", percent=61)
    said = {role: tried(dock, qtbot, role) for role in TRIALS if role not in ("code_scanner", "smart_card_reader")}
    rig.control.send("cabinet", "calm", sensor="tray")
    assert "自检通过" in said["id_card_reader"]
    assert "有纸，盖已合" in said["receipt_printer"]
    assert "%" in said["document_printer"]
    assert "没有纸 no page" in said["document_camera"]
    assert "2 人 faces" in said["face_camera"]
    assert "门 door 关着" in said["cabinet"]
    assert "出纸口 tray 有纸" in said["cabinet"]
    assert "有市电 on mains" in said["power_supply"]
    assert "61%" in said["power_supply"]
    assert "喂了一次" in said["hardware_watchdog"]


def test_a_smart_card_is_read_and_veiled(rig: Rig, dock: Dock, qtbot: QtBot) -> None:
    assert tried(dock, qtbot, "smart_card_reader") == "没有卡 no card"
    rig.control.send("smart_card_reader", "insert", card="wang")
    said = tried(dock, qtbot, "smart_card_reader")
    wang = next(person for person in dock.people if person["key"] == "wang")
    assert "social_security_card" in said
    assert "name 王＊" in said
    assert wang["name"] not in said
    assert veiled("card_number", "Z01234567") in said
    assert "Z01234567" not in said
    rig.control.send("smart_card_reader", "insert", card="blank")
    assert "不是社保卡" in tried(dock, qtbot, "smart_card_reader")


def trying(dock: Dock) -> list[str]:
    return list(news(dock)["trying"])


def news(dock: Dock) -> dict[str, Any]:
    return dict(json.loads(str(dock.property("newsText"))))


def scanned(rig: Rig, dock: Dock, qtbot: QtBot, text: str) -> str:
    """A scanner does not hear whether anybody expects a code: it is held up now and again until it was taken."""
    dock.tryOut("code_scanner")
    next_at = 0.0

    def read() -> bool:
        nonlocal next_at
        if monotonic() >= next_at:
            rig.control.send("code_scanner", "scan", text=text)
            next_at = monotonic() + HOLD_S
        return trying(dock) == []

    qtbot.waitUntil(read, timeout=WAIT_MS)
    return dock.tried["code_scanner"]


def test_a_code_is_scanned_and_only_our_own_is_shown(rig: Rig, dock: Dock, qtbot: QtBot) -> None:
    ours = CODES["条码 EAN-13"]
    assert scanned(rig, dock, qtbot, ours) == f"数字 digits, 13 字 characters: {ours}"
    assert scanned(rig, dock, qtbot, "990101199001011216") == "数字 digits, 18 字 characters"


def test_knobs_work_and_a_scan_can_be_ended_while_it_waits(dock: Dock, qtbot: QtBot) -> None:
    dock.tryOut("code_scanner")
    turn(dock, "cabinet", "feel", sensor="proximity")
    qtbot.waitUntil(lambda: dock.state["cabinet"]["sensors"]["proximity"], timeout=WAIT_MS)
    assert trying(dock) == ["code_scanner"]
    dock.tryOut("code_scanner")
    qtbot.waitUntil(lambda: trying(dock) == [], timeout=WAIT_MS)
    assert "cancelled" in dock.tried["code_scanner"]
    turn(dock, "cabinet", "calm", sensor="proximity")
    qtbot.waitUntil(lambda: not dock.state["cabinet"]["sensors"]["proximity"], timeout=WAIT_MS)


def test_closing_ends_a_scan(rig: Rig, supervised: dict[str, Supervisor[Any]], qtbot: QtBot) -> None:
    dock = Dock(rig.bench["control"], supervised, DRIVERS)
    dock.tryOut("code_scanner")
    qtbot.waitUntil(lambda: supervised["code_scanner"].busy != "", timeout=WAIT_MS)
    began = fair_time()
    dock.close()
    assert fair_time() - began < 3.0


# as it is seen


def texts(item: QQuickItem) -> Iterator[QQuickItem]:
    for child in item.childItems():
        if child.isVisible():
            if child.metaObject().className().startswith("QQuickText"):
                yield child
            yield from texts(child)


@pytest.fixture
def shown(dock: Dock, qtbot: QtBot) -> Iterator[QQuickItem]:
    view = QQuickView()
    view.setInitialProperties({"model": dock})
    view.setSource(DOCK)
    view.resize(400, 1080)
    view.show()
    root = view.rootObject()
    assert root is not None, view.errors()
    qtbot.waitUntil(lambda: any("online" in text.property("text") for text in texts(root)), timeout=WAIT_MS)
    yield root
    view.close()
    view.deleteLater()


def test_everything_is_listed_and_nothing_is_cut_off(shown: QQuickItem, qtbot: QtBot) -> None:
    shown.setProperty("unfolded", [*DRIVERS, "payment", "network", "wires", "host"])
    qtbot.waitUntil(lambda: len(list(texts(shown))) > 150, timeout=WAIT_MS)
    seen = list(texts(shown))
    said = [text.property("text") for text in seen]
    for group in groups(DRIVERS):
        assert group.title in said
        assert all(knob.text in said or knob.back_text in said for knob in group.knobs), group.key
        assert all(any(place in text for text in said) for place in group.notes), group.key
    assert all(trial.text in said for trial in TRIALS.values())
    assert [text.property("text") for text in seen if text.property("truncated")] == []


def test_an_answer_moves_nothing_away_from_under_a_hand(shown: QQuickItem, dock: Dock, qtbot: QtBot) -> None:
    shown.setProperty("unfolded", ["cabinet", "power_supply"])
    titles = {group.title for group in groups(DRIVERS)}

    def places() -> dict[str, float]:
        found = {str(each.property("text")): each.mapToScene(QPointF(0, 0)).y() for each in texts(shown)}
        return {text: y for text, y in found.items() if text in titles}

    def at_rest() -> bool:
        before = places()
        qtbot.wait(50)
        return len(before) == len(titles) and places() == before

    qtbot.waitUntil(at_rest, timeout=WAIT_MS)
    before = places()
    tried(dock, qtbot, "cabinet")
    turn(dock, "payment", "pay")
    qtbot.waitUntil(lambda: dock.said != "", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: any(dock.said == text.property("text") for text in texts(shown)), timeout=WAIT_MS)
    assert places() == before


def test_without_a_dock_in_the_configuration_nothing_of_it_is_loaded() -> None:
    """It is the only part of the screens that knows the simulated hardware."""
    code = "import sys, ui.app; print([name for name in sys.modules if 'devdock' in name or 'bench' in name])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "[]"
