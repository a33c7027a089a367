"""`kioskctl devices closed-loop` from a configuration to a signed report, with a hand that does what it is told."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.document_printer import DocumentPrinterBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.transports.serial_line import SerialLine
from tests.kiosk.kiosk_toml import GOOD, write_config


class Desk:
    """The devices, and the technician before them."""

    def __init__(self, folder: Path) -> None:
        places = Places(folder / "bench")
        self.camera = DocumentCameraBench(places)
        self.receipt_printer = ReceiptPrinterBench(places)
        self.document_printer = DocumentPrinterBench(places)
        self.receipt_port = str(self.receipt_printer.start()["port"])
        there = {
            'port = "/dev/null"\nbaud': f'port = "{self.receipt_port}"\nbaud',
            "http://127.0.0.1:1/ipp/print": self.document_printer.start()["url"],
            "http://127.0.0.1:1/stream": self.camera.start()["url"],
        }
        text = GOOD
        for absent, present in there.items():
            text = text.replace(absent, present)
        self._config = write_config(folder, text)

    def run(self, *arguments: str, idle: bool = False) -> tuple[int, str, str]:
        """Exit code and both outputs; what the error output asks for is done, unless the technician is `idle`."""
        command = [sys.executable, "-m", "kiosk", "--config", str(self._config), "devices", "closed-loop", *arguments]
        asked = ""
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stderr is not None
            for line in running.stderr:
                asked += line
                if not idle and line.startswith("lay the "):
                    printer = self.receipt_printer if "receipt" in line else self.document_printer
                    self.camera.command("lay", {"page": printer.state()["papers"][-1]})
            return running.wait(), running.stdout.read(), asked


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for each in (desk.camera, desk.receipt_printer, desk.document_printer):
        each.stop()


def test_both_papers_are_proven_and_the_report_is_where_it_says(desk: Desk) -> None:
    code, out, _ = desk.run("--json")
    told = json.loads(out)
    assert (code, told["ready"]) == (0, True)
    assert [proof["paper"] for proof in told["proofs"]] == ["receipt", "document"]
    assert Path(told["report"]).exists()


def test_a_paper_that_nobody_lays_is_not_proven(desk: Desk) -> None:
    code, out, asked = desk.run("--patience", "0.5", idle=True)
    assert code == 1
    assert "receipt: not proven" in out
    assert "not ready" in out
    assert "lay the receipt that comes out" in asked


def test_a_device_that_the_running_kiosk_holds_is_no_lost_one_and_nothing_is_printed(desk: Desk) -> None:
    """It once said *line gone, check the plug*, and printed the A4 page all the same."""
    line = SerialLine(desk.receipt_port)
    line.open()
    try:
        code, _, said = desk.run("--patience", "0.5", idle=True)
    finally:
        line.close()
    assert (code, "the receipt_printer is in use by another program: stop the kiosk first" in said) == (1, True)
    assert desk.document_printer.state()["papers"] == []
