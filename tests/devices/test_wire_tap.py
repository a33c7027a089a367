"""The listener in the cable: it runs at the rate of whoever listens, also when nothing is ever written."""

from collections.abc import Callable
from pathlib import Path

from devices.bench.code_scanner import CodeScannerBench
from devices.bench.device import Places
from devices.drivers.code_scanner_serial import SerialCodeScanner
from devices.recording import Source
from devices.wire_tap import WireTap


def test_a_line_that_is_only_listened_to_runs_at_the_drivers_rate(
    tmp_path: Path, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    bench = CodeScannerBench(Places(tmp_path))
    port = str(bench.start()["port"])
    link = tmp_path / "tapped"
    try:
        with WireTap(lambda: port, 115200, link) as tap:
            assert tap.wait_until_open(5.0)
            assert tap.baud == 115200
            scanner = SerialCodeScanner({"port": str(link)})
            scanner.open()
            assert eventually(lambda: tap.baud == 9600)
            bench.command("scan", {"text": "A1"})
            assert eventually(lambda: any(each.source is Source.DEVICE for each in tap.events))
            scanner.close()
        changes = [each.event for each in tap.events if each.source is Source.LINE]
        assert changes == ["plugged", "baud 9600"]
    finally:
        bench.stop()
