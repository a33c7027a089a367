"""The faults a device can report, and the one exception that leaves the device layer.

Everything a driver meets (``SerialException``, ``OSError``, ``termios.error``, HTTP errors, a dead helper process) is
translated at the seam into `DeviceError`; nothing else escapes `devices.supervisor.Supervisor.call`.
The citizen's sentence and the technician's hint for each fault are rows of ``kiosk/faults.py``; a test holds the two in step.
"""

from enum import StrEnum


class DeviceFault(StrEnum):
    """One code per thing that can go wrong, ``<device>.<what>``."""

    # The line to the device, any kind.
    READER_LOST = "reader.lost"
    READER_NO_ANSWER = "reader.no_answer"
    READER_SELF_TEST_FAILED = "reader.self_test_failed"
    READER_UNAUTHORISED = "reader.unauthorised"
    READER_REFUSED = "reader.refused"

    CARD_UNREADABLE = "card.unreadable"
    CARD_MOVED = "card.moved"
    CARD_FORGED = "card.forged"
    CARD_NOT_AN_ID = "card.not_an_id"
    CARD_GARBLED = "card.garbled"

    RECEIPT_LOST = "receipt.lost"
    RECEIPT_NO_ANSWER = "receipt.no_answer"
    RECEIPT_PAPER_OUT = "receipt.paper_out"
    RECEIPT_COVER_OPEN = "receipt.cover_open"
    RECEIPT_CUTTER = "receipt.cutter"
    RECEIPT_OVERHEATED = "receipt.overheated"
    RECEIPT_HARDWARE = "receipt.hardware"
    RECEIPT_IN_DOUBT = "receipt.in_doubt"

    PRINTER_LOST = "printer.lost"
    PRINTER_PAPER_OUT = "printer.paper_out"
    PRINTER_JAM = "printer.jam"
    PRINTER_COVER_OPEN = "printer.cover_open"
    PRINTER_TONER_EMPTY = "printer.toner_empty"
    PRINTER_STOPPED = "printer.stopped"
    PRINTER_JOB_FAILED = "printer.job_failed"
    PRINTER_IN_DOUBT = "printer.in_doubt"

    CAMERA_LOST = "camera.lost"
    CAMERA_STALLED = "camera.stalled"
    FACE_CAMERA_LOST = "face_camera.lost"
    FACE_CAMERA_STALLED = "face_camera.stalled"
    PAGE_MISSING = "page.missing"
    PAGE_CUT = "page.cut"
    PAGE_BLURRED = "page.blurred"
    PAGE_GLARE = "page.glare"
    PAGE_DARK = "page.dark"

    # Any device.
    DEVICE_SWAPPED = "device.swapped"

    SCANNER_LOST = "scanner.lost"
    SCANNER_NO_ANSWER = "scanner.no_answer"

    SMART_CARD_LOST = "smart_card.lost"
    SMART_CARD_NO_ANSWER = "smart_card.no_answer"

    CABINET_LOST = "cabinet.lost"
    CABINET_NO_ANSWER = "cabinet.no_answer"
    CABINET_REFUSED = "cabinet.refused"

    UPS_LOST = "ups.lost"
    UPS_NO_ANSWER = "ups.no_answer"
    UPS_ON_BATTERY = "ups.on_battery"
    UPS_BATTERY_LOW = "ups.battery_low"
    UPS_FAILED = "ups.failed"

    WATCHDOG_LOST = "watchdog.lost"


class DeviceError(Exception):
    """The one exception of the device layer.

    `detail` is for the technician's log: codes, byte counts, states. It never holds what was on a card or a page.
    """

    def __init__(self, fault: DeviceFault, detail: str = "") -> None:
        """Name the fault; `detail` must be free of personal data."""
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault
        self.detail = detail
