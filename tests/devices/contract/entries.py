"""Every registered driver, and how it is stood up. A new driver gets a line in `CONTRACTS`; a test says so when it is missing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from devices.api.cabinet import CabinetSensors
from devices.api.code_scanner import ScannedCode, ScanRefused
from devices.api.errors import DeviceFault
from devices.api.smart_card_reader import CardRefusal
from devices.bench.cabinet import CabinetBench
from devices.bench.code_scanner import CodeScannerBench
from devices.bench.device import BenchDevice, JsonObject
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.document_printer import DocumentPrinterBench
from devices.bench.face_camera import FaceCameraBench
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.id_card_reader_hid import HidIdCardReaderBench
from devices.bench.power_supply import PowerSupplyBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.smart_card_reader import SmartCardReaderBench
from devices.bench.wire_faults import Operator
from devices.registry import driver_classes
from tests.devices.contract.contract import ALTERING, NOT_ON_A_STREAM, NOT_ON_TCP, Contract
from tests.devices.contract.transactions import (
    CODE,
    PAGE,
    WHO,
    Same,
    emptied,
    feed,
    print_document,
    print_receipt,
    read_id_card,
    read_power,
    read_smart_card,
    scan,
    see_nobody,
    see_page,
    sense_and_light,
)

PERSONAL = (WHO.name, WHO.number, WHO.number[6:14], WHO.address)
HASTE = 8.0
"""how much faster the clock of a driver under test runs: its time-outs are waited out so often"""


def hasty(name: str) -> Callable[[Mapping[str, object]], Any]:
    """The driver with a fast clock."""
    return lambda options: driver_classes()[name](options, monotonic=lambda: time.monotonic() * HASTE)


def knob(*turns: tuple[str, dict[str, Any]]) -> Callable[[BenchDevice], None]:
    """Turn these, in order."""

    def prepare(bench: BenchDevice) -> None:
        for verb, args in turns:
            bench.command(verb, args)

    return prepare


def port(**more: object) -> Callable[[JsonObject], Mapping[str, object]]:
    """The bench's port, and more options."""
    return lambda entry: {"port": entry["port"], **more}


SAM_V = Contract(
    name="id_card_reader",
    driver="id_card_reader.sam_v",
    bench=IdCardReaderBench,
    options=port(baud=230400),
    prepare=knob(("lift", {}), ("place", {"card": "wang"})),
    transact=read_id_card,
    truth=WHO,
    no_answer=DeviceFault.READER_NO_ANSWER,
    lost=DeviceFault.READER_LOST,
    make=hasty("id_card_reader.sam_v"),
    personal=PERSONAL,
    budget=4,
)
_SAME_MACHINE = "a socket of this machine, from a service that comes with the library: it loses and changes nothing"
NOT_ON_A_SOCKET = {
    **dict.fromkeys(ALTERING - {Operator.TRUNCATE}, _SAME_MACHINE),
    **dict.fromkeys((Operator.DUPLICATE, Operator.STALE, Operator.UNSOLICITED, Operator.ECHO), _SAME_MACHINE),
    Operator.BUSY: "the service reads each request at once and answers late: see delay and silence",
}
_ASKED_ONLY = "a card speaks only when its reader has asked, and the reader hands over one answer at a time"
NOT_ON_A_CARD = {
    Operator.ECHO: _ASKED_ONLY,
    Operator.BUSY: _ASKED_ONLY,
    Operator.HANG_UP_AND_RETURN: "a card that was out and in again is another one to its reader: see hang_up",
}
NOT_WHERE_NOTHING_IS_SAID = dict.fromkeys(
    set(Operator) - {Operator.BUSY, Operator.HANG_UP, Operator.HANG_UP_AND_RETURN},
    "a watchdog is written to and says nothing: there is no answer to spoil, to delay or to leave out",
)
SMART_CARD = Contract(
    name="smart_card_reader",
    driver="smart_card_reader.pcsc",
    bench=SmartCardReaderBench,
    options=lambda entry: {"socket": entry["socket"]},
    prepare=knob(("insert", {"card": "wang"})),
    transact=read_smart_card,
    truth=Same(),
    no_answer=DeviceFault.SMART_CARD_NO_ANSWER,
    lost=DeviceFault.SMART_CARD_LOST,
    line="service",
    without=NOT_ON_A_SOCKET,
    refusals=(CardRefusal,),
    deadline_s=1.0,
    personal=(WHO.name, WHO.number),
    budget=2,
)
_NO_CHECK = "the protocol has no check sum: what still has the form of an answer is one"
RECEIPT_PRINTER = Contract(
    name="receipt_printer_serial",
    driver="receipt_printer.escpos",
    bench=lambda places: ReceiptPrinterBench(places, speed_mm_s=4000),
    options=port(answer_timeout_s=0.08),
    prepare=emptied,
    transact=print_receipt,
    truth=Same(),
    no_answer=DeviceFault.RECEIPT_NO_ANSWER,
    lost=DeviceFault.RECEIPT_LOST,
    line="serial",
    personal=(WHO.name, WHO.number),
    deadline_s=3.0,
    cycles=5,
    budget=2,
)
DOCUMENT_CAMERA = Contract(
    name="document_camera",
    driver="document_camera.opencv",
    bench=DocumentCameraBench,
    options=lambda entry: {"source": entry["url"]},
    prepare=knob(),
    transact=see_page,
    truth=(960, 720),
    no_answer=DeviceFault.CAMERA_STALLED,
    lost=DeviceFault.CAMERA_LOST,
    line="http",
    without=NOT_ON_A_STREAM,
    deadline_s=3.0,
    comes_back_s=3.0,
    budget=1,
    cycles=3,
)
SCANNER = Contract(
    name="code_scanner_serial",
    driver="code_scanner.serial",
    bench=CodeScannerBench,
    options=port(baud=115200),
    prepare=knob(),
    transact=scan("scan"),
    truth=ScannedCode(CODE),
    no_answer=DeviceFault.SCANNER_NO_ANSWER,
    lost=DeviceFault.SCANNER_LOST,
    line="serial",
    unprotected=ALTERING,
    why_unprotected=_NO_CHECK,
    refusals=(ScanRefused, type(None)),
    deadline_s=1.5,
    budget=2,
)
CONTRACTS: tuple[Contract, ...] = (
    SAM_V,
    replace(
        SAM_V,
        name="id_card_reader_hid",
        driver="id_card_reader.sam_v_hid",
        bench=HidIdCardReaderBench,
        options=port(),
        make=None,
        budget=1,
    ),
    RECEIPT_PRINTER,
    replace(
        RECEIPT_PRINTER,
        name="receipt_printer_network",
        options=lambda entry: {"port": entry["address"], "answer_timeout_s": 0.08},
        truth=Same(),
        line="network",
        without=NOT_ON_TCP,
    ),
    Contract(
        name="document_printer",
        driver="document_printer.ipp",
        bench=lambda places: DocumentPrinterBench(places, seconds_per_page=0.02),
        options=lambda entry: {
            "url": entry["url"],
            "poll_s": 0.05,
            "answer_timeout_s": 0.3,
            "connect_timeout_s": 0.3,
            "cancel_timeout_s": 0.5,
            "job_timeout_s": 3,
        },
        prepare=emptied,
        transact=print_document,
        truth=[PAGE],
        no_answer=DeviceFault.PRINTER_LOST,
        lost=DeviceFault.PRINTER_LOST,
        line="http",
        without=NOT_ON_A_STREAM,
        deadline_s=3.0,
        comes_back_s=1.0,
        budget=2,
    ),
    DOCUMENT_CAMERA,
    replace(
        DOCUMENT_CAMERA,
        name="face_camera",
        driver="face_camera.opencv",
        bench=FaceCameraBench,
        transact=see_nobody,
        truth=False,
        no_answer=DeviceFault.FACE_CAMERA_STALLED,
        lost=DeviceFault.FACE_CAMERA_LOST,
    ),
    SCANNER,
    replace(
        SCANNER,
        name="code_scanner_keyboard",
        driver="code_scanner.keyboard",
        options=lambda entry: {"path": entry["keyboard"]},
        transact=scan("type"),
        line="keyboard",
        without=NOT_ON_A_STREAM,
        why_unprotected="the kernel hands over whole records; what a scanner types, it types",
        budget=1,
    ),
    SMART_CARD,
    replace(
        SMART_CARD,
        name="smart_card",
        truth=Same(),
        line="card",
        without=NOT_ON_A_CARD,
        unprotected=ALTERING | {Operator.STALE, Operator.DUPLICATE, Operator.MERGE, Operator.UNSOLICITED},
        why_unprotected="the reader checks every block of T=1; what gets past that has no further check",
        cycles=2,
        budget=4,
    ),
    Contract(
        name="cabinet",
        driver="cabinet.modbus",
        bench=CabinetBench,
        options=port(baud=115200),
        prepare=knob(("feel", {"sensor": "door"})),
        transact=sense_and_light,
        truth=(CabinetSensors(door_open=True, person_near=False, tray_occupied=False), ("card",)),
        no_answer=DeviceFault.CABINET_NO_ANSWER,
        lost=DeviceFault.CABINET_LOST,
        make=hasty("cabinet.modbus"),
        budget=14,
    ),
    Contract(
        name="power_supply",
        driver="power_supply.megatec",
        bench=PowerSupplyBench,
        options=port(baud=115200),
        prepare=knob(("mains_return", {})),
        transact=read_power,
        truth=(False, False, False),
        no_answer=DeviceFault.UPS_NO_ANSWER,
        lost=DeviceFault.UPS_LOST,
        make=hasty("power_supply.megatec"),
        budget=24,
    ),
    Contract(
        name="hardware_watchdog",
        driver="hardware_watchdog.linux",
        bench=HardwareWatchdogBench,
        options=lambda entry: {"path": entry["path"]},
        prepare=knob(),
        transact=feed,
        truth="fed",
        no_answer=DeviceFault.WATCHDOG_LOST,
        lost=DeviceFault.WATCHDOG_LOST,
        without=NOT_WHERE_NOTHING_IS_SAID,
        cycles=10,
    ),
)
NOT_DEVICES = {
    "face_verifier.remote": "a service, not a device that is opened: tests/devices/drivers/test_face_verifier_remote.py",
    "face_verifier.onnx": "models that are loaded: tests/devices/drivers/test_face_verifier_onnx.py",
}


def named(name: str) -> Contract:
    """The entry of that name."""
    return next(each for each in CONTRACTS if each.name == name)
