"""The simulated devices, in one list. A new one is imported and added here."""

from devices.bench.cabinet import CabinetBench
from devices.bench.code_scanner import CodeScannerBench
from devices.bench.device import BenchDevice, Places
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.document_printer import DocumentPrinterBench
from devices.bench.face_camera import FaceCameraBench
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.bench.host import HostBench
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.id_card_reader_hid import HidIdCardReaderBench
from devices.bench.network import network_bench
from devices.bench.payment import PaymentBench
from devices.bench.power_supply import PowerSupplyBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.smart_card_reader import SmartCardReaderBench


def bench_devices(places: Places) -> list[BenchDevice]:
    """All devices of the bench, none started yet."""
    return [
        IdCardReaderBench(places),
        HidIdCardReaderBench(places),
        ReceiptPrinterBench(places),
        DocumentPrinterBench(places),
        DocumentCameraBench(places),
        FaceCameraBench(places),
        CodeScannerBench(places),
        SmartCardReaderBench(places),
        CabinetBench(places),
        PowerSupplyBench(places),
        HardwareWatchdogBench(places),
        PaymentBench(places),
        HostBench(places),
        *network_bench(places),
    ]
