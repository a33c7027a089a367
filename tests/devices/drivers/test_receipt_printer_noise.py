"""What noise on the line must not do to a receipt printer for good. Found by ``tests/devices/contract``."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api.errors import DeviceError, DeviceFault
from devices.api.receipt_printer import Receipt, TextLine
from devices.bench.device import Places
from devices.bench.line_knobs import turn
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.drivers.receipt_printer_escpos import EscPosPrinter

RECEIPT = Receipt((TextLine("张三"),))


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[ReceiptPrinterBench]:
    bench = ReceiptPrinterBench(Places(tmp_path))
    bench.start()
    yield bench
    bench.stop()


def _opened(tmp_path: Path) -> EscPosPrinter:
    port = Places(tmp_path).serial_link("receipt_printer")
    printer = EscPosPrinter({"port": str(port), "answer_timeout_s": 0.15})
    printer.open()
    return printer


def test_an_xoff_that_was_noise_does_not_halt_for_good(bench: ReceiptPrinterBench, tmp_path: Path) -> None:
    """Once only: every later receipt waited for an XON that no printer would ever send, until its time was up."""
    printer = _opened(tmp_path)
    turn(bench, "fault", {"operator": "noise", "data": "13", "where": "after", "line": "serial"})
    printer.print(RECEIPT)
    printer.print(RECEIPT)
    printer.close()
    assert len(bench.state()["papers"]) == 2


def test_a_paper_end_that_was_noise_is_not_held_against_the_next_job(
    bench: ReceiptPrinterBench, tmp_path: Path
) -> None:
    """The barrier's answer, 00, came as 04. The printer has said since then that there is paper."""
    printer = _opened(tmp_path)
    printer.print(RECEIPT)
    turn(bench, "fault", {"operator": "flip", "at": 0, "bit": 2, "first": 4, "line": "serial"})
    with pytest.raises(DeviceError) as refused:
        printer.print(RECEIPT)
    assert refused.value.fault is DeviceFault.RECEIPT_PAPER_OUT
    printer.print(RECEIPT)
    printer.close()
