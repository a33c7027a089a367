"""试一试: one harmless question to each kind of device, asked through the kiosk's own supervisor, and its answer in words.

Nothing is printed, and nothing that was on a card or in a code is shown but veiled.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from devices.api.cabinet import Cabinet, GuideLight
from devices.api.cancel import Cancel
from devices.api.code_scanner import CodeScanner, ScanProblem, ScanRefused
from devices.api.document_camera import DocumentCamera
from devices.api.document_printer import DocumentPrinter
from devices.api.errors import DeviceError
from devices.api.face_camera import FaceCamera, FaceLight
from devices.api.hardware_watchdog import HardwareWatchdog
from devices.api.id_card_reader import IdCardReader
from devices.api.power_supply import PowerSupply
from devices.api.receipt_printer import ReceiptPrinter
from devices.api.smart_card_reader import CardRefusal, CardState, SmartCardReader, SmartCardRecord
from devices.selftest import Level
from devices.supervisor import Supervisor
from kiosk.matters.masks import STAR, masked_id_number, masked_name
from ui.devdock.knobs import CODES
from ui.devdock.standing import line

SCAN_S = 10.0
_SOON_S = 5.0
_STARS = 4
_CARD = "social_security_card"


@dataclass(frozen=True, slots=True)
class Trial:
    """`text` stands on the button, `meanwhile` below it until `ask` has the answer. `ask` blocks and raises `DeviceError`."""

    text: str
    ask: Callable[[Supervisor[Any], Cancel], str]
    meanwhile: str = "问着呢… asking"


def answer(role: str, supervisor: Supervisor[Any], cancel: Cancel) -> str:
    """Ask the device of `role` what its trial asks. What the world answers with a fault is an answer too."""
    try:
        return TRIALS[role].ask(supervisor, cancel)
    except DeviceError as error:
        return f"没成 failed: {error}"


def _id_card_reader(reader: Supervisor[IdCardReader], _cancel: Cancel) -> str:
    result = reader.self_test(Level.HANDSHAKE, deadline_s=_SOON_S)
    took = f"{result.took_s * 1000:.0f} ms"
    if not result.passed:
        return f"自检没过 self-test failed: {result.fault} {result.detail} ({took})"
    return f"自检通过 self-test 1 passed ({took}): {', '.join(result.seen)}"


def _receipt_printer(printer: Supervisor[ReceiptPrinter], cancel: Cancel) -> str:
    status = printer.call("try: status", lambda device: device.status(), deadline_s=_SOON_S, cancel=cancel)
    can = printer.capabilities
    model = f"{getattr(can, 'model', '')}, {getattr(can, 'columns', '?')} 列 columns: "
    if status.fault is None:
        return f"{model}有纸，盖已合 paper in, cover closed"
    return f"{model}{line(status, printer.metrics)} {status.detail}"


def _document_printer(printer: Supervisor[DocumentPrinter], cancel: Cancel) -> str:
    supplies = printer.call("try: supplies", lambda device: device.supplies(), deadline_s=_SOON_S, cancel=cancel)
    said = [
        f"{each.name} {'?' if each.percent is None else each.percent}%{' 要补 low' if each.low else ''}"
        for each in supplies
    ]
    return "; ".join(said) or "打印机不说耗材 it tells no supplies"


def _document_camera(camera: Supervisor[DocumentCamera], cancel: Cancel) -> str:
    seen = camera.call("try: preview", lambda device: device.preview(), deadline_s=_SOON_S, cancel=cancel)
    codes = camera.call("try: codes", lambda device: device.codes(), deadline_s=_SOON_S, cancel=cancel)
    page = "有纸 page" if seen.corners is not None else "没有纸 no page"
    faults = ", ".join(fault.value for fault in seen.quality.faults) or "画面好 good"
    kinds = ", ".join(f"{code.kind} {len(code.text)} 字 characters" for code in codes) or "没有码 no codes"
    return f"{seen.width}×{seen.height}; {page}; {faults}; {kinds}"


_LIGHTS = {
    FaceLight.UNKNOWN: "光线未知 light unknown",
    FaceLight.GOOD: "光线好 light good",
    FaceLight.DARK: "太暗 dark",
    FaceLight.BACKLIT: "背光 backlit",
}


def _face_camera(camera: Supervisor[FaceCamera], cancel: Cancel) -> str:
    view = camera.call("try: view", lambda device: device.view(), deadline_s=_SOON_S, cancel=cancel)
    if not view.present:
        return "没有人 nobody"
    near = f"脸高 {view.faces[0].height:.0%} of the picture"
    return f"{len(view.faces)} 人 faces; {near}; {_LIGHTS[view.light]}; {view.hint.value}"


_PROBLEMS = {
    ScanProblem.TOO_LONG: "太长 too long",
    ScanProblem.NOT_TEXT: "不是文字 not text",
    ScanProblem.CONTROL_CHARACTERS: "有控制字符 control characters",
}


def _code_scanner(scanner: Supervisor[CodeScanner], cancel: Cancel) -> str:
    scan = scanner.call("try: scan", lambda device: device.scan(SCAN_S), deadline_s=SCAN_S + 2.0, cancel=cancel)
    if scan is None:
        return f"{SCAN_S:.0f} 秒内没有扫到 nothing was scanned"
    if isinstance(scan, ScanRefused):
        return f"读到了，不能用 refused: {_PROBLEMS[scan.problem]}"
    return f"{kind_of(scan.text)}, {len(scan.text)} 字 characters{_if_ours(scan.text)}"


def kind_of(text: str) -> str:
    """What a code seems to hold, without saying it."""
    if "://" in text:
        return "网址 URL"
    if text.isdecimal() and text.isascii():
        return "数字 digits"
    return "字母数字 ASCII" if text.isascii() else "文字 text"


def _if_ours(text: str) -> str:
    """Only what the dock itself held up is shown: whatever else is scanned may be somebody's."""
    return f": {text}" if text in CODES.values() else ""


_SLOTS = {
    CardState.READY: "有卡 card in",
    CardState.NO_CARD: "没有卡 no card",
    CardState.NO_READER: "没有读卡器 no reader",
    CardState.CARD_ERROR: "卡不应答 the card is mute",
    CardState.UNKNOWN_ERROR: "未知错误 unknown error",
}
_REFUSALS = {
    CardRefusal.NO_CARD: "没有卡 no card",
    CardRefusal.MOVED: "读时拔了 pulled while read",
    CardRefusal.MUTE: "卡不应答 mute",
    CardRefusal.OTHER_KIND: "不是社保卡 another kind",
    CardRefusal.GARBLED: "答得不对 garbled",
}


def _smart_card_reader(reader: Supervisor[SmartCardReader], cancel: Cancel) -> str:
    slot = reader.call("try: state", lambda device: device.state(), deadline_s=_SOON_S, cancel=cancel)
    if slot is not CardState.READY:
        return _SLOTS[slot]
    read = reader.call("try: read", lambda device: device.read(_CARD), deadline_s=_SOON_S, cancel=cancel)
    if not isinstance(read, SmartCardRecord):
        return f"{_SLOTS[slot]}; {_REFUSALS[read]}"
    return f"社会保障卡 {read.kind}: " + ", ".join(f"{key} {veiled(key, value)}" for key, value in read.values.items())


def veiled(key: str, value: str) -> str:
    """A value off a card as the dock may show it; `key` is the profile's."""
    if key == "name":
        return masked_name(value)
    if key == "id_number":
        return masked_id_number(value)
    return value[:1] + STAR * min(len(value) - 1, _STARS)


def _cabinet(cabinet: Supervisor[Cabinet], cancel: Cancel) -> str:
    felt = cabinet.call("try: sensors", lambda device: device.sensors(), deadline_s=_SOON_S, cancel=cancel)
    said = (
        ("门 door", felt.door_open, "开着 open", "关着 closed"),
        ("人 person", felt.person_near, "在 near", "不在 away"),
        ("出纸口 tray", felt.tray_occupied, "有纸 paper", "空 empty"),
    )
    lights: frozenset[GuideLight] = getattr(cabinet.capabilities, "lights", frozenset())
    wired = f"灯 lights wired: {', '.join(sorted(light.value for light in lights)) or '无 none'}"
    return "; ".join([*(f"{what} {_felt(value, yes, no)}" for what, value, yes, no in said), wired])


def _felt(value: bool | None, yes: str, no: str) -> str:  # noqa: FBT001 - what a sensor feels, None where there is none
    return "没装 none" if value is None else yes if value else no


def _power_supply(supply: Supervisor[PowerSupply], cancel: Cancel) -> str:
    now = supply.call("try: read", lambda device: device.read(), deadline_s=_SOON_S, cancel=cancel)
    source = "用电池 on battery" if now.on_battery else "有市电 on mains"
    marks = [mark for mark, is_so in (("电池快空 low", now.battery_low), ("电源坏了 failed", now.failed)) if is_so]
    volts = f"输入 {now.input_v:.0f} V, 电池 {now.battery_v:.1f} V, {now.temperature_c:.0f} °C"
    return "; ".join([source, *marks, f"负载 load {now.load_percent}%", volts])


def _hardware_watchdog(watchdog: Supervisor[HardwareWatchdog], cancel: Cancel) -> str:
    watchdog.call("try: feed", lambda device: device.feed(), deadline_s=_SOON_S, cancel=cancel)
    metrics = watchdog.metrics
    return f"喂了一次 fed once more; 共 {metrics.commands - metrics.failed} 次 times since the start"


TRIALS: Mapping[str, Trial] = MappingProxyType(
    {
        "id_card_reader": Trial("试一试：自检 self-test", _id_card_reader),
        "receipt_printer": Trial("试一试：问纸和盖 status", _receipt_printer),
        "document_printer": Trial("试一试：问耗材 supplies", _document_printer),
        "document_camera": Trial("试一试：看画面和码 look", _document_camera),
        "face_camera": Trial("试一试：看有没有人 look", _face_camera),
        "code_scanner": Trial("试一试：扫 10 秒 scan", _code_scanner, "10 秒内扫一个码… scan a code now"),
        "smart_card_reader": Trial("试一试：读卡 read", _smart_card_reader),
        "cabinet": Trial("试一试：问传感器 sensors", _cabinet),
        "power_supply": Trial("试一试：问供电 power", _power_supply),
        "hardware_watchdog": Trial("试一试：喂一次 feed", _hardware_watchdog),
    }
)
