"""The listener in the cable: it runs at the rate of whoever listens, also when nothing is ever written."""

import os
import termios
import threading
import tty
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


def test_a_device_that_nobody_listens_to_does_not_hold_the_recording_up(
    tmp_path: Path, eventually: Callable[[Callable[[], bool]], bool]
) -> None:
    """With ``--link`` and no kiosk yet, a chattering line once filled the terminal, and Ctrl-C waited for ever."""
    device, port = os.openpty()
    tty.setraw(port)
    link, wanted = tmp_path / "tapped", 256 * 1024
    talker = threading.Thread(target=os.write, args=(device, bytes(wanted)), daemon=True)
    try:
        with WireTap(lambda: os.ttyname(port), 115200, link) as tap:
            assert tap.wait_until_open(5.0)
            talker.start()
            heard = eventually(lambda: sum(len(each.data) for each in tap.events) >= wanted)
            listener = os.open(link, os.O_RDWR | os.O_NOCTTY)
            termios.tcflush(listener, termios.TCIFLUSH)  # frees a tap that waits, so that the test can say so
            os.close(listener)
        assert heard
    finally:
        os.close(port)
        os.close(device)
    talker.join(5.0)
    assert not talker.is_alive()
