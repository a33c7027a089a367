"""`kioskctl devices record | replay`: a line written down without its people, and played again."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.api.status import DeviceState
from devices.bench.code_scanner import CodeScannerBench
from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.id_card_reader_hid import HidIdCardReaderBench
from devices.bench.people import PEOPLE
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.replay import ReplayBench
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.drivers.id_card_reader_sam_v_hid import SamVHidReader
from devices.drivers.receipt_printer_escpos import EscPosPrinter
from devices.recording import Source, load
from tests.kiosk.cli.devices.conftest import Run


def test_a_recording_of_a_card_read_holds_nobody_and_plays_again(
    run: Run, reader: IdCardReaderBench, tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    reader.command("place", {"card": "wang"})
    file, link = tmp_path / "read.jsonl", tmp_path / "again"
    code, out, _ = run("record", "id_card_reader", "--out", str(file), "--seconds", "1.5", "--json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["device"] > 1295, "the card was read"
    assert PEOPLE["wang"].card.name.encode("utf-16-le") not in load(file).bytes_from(Source.DEVICE)
    ends: list[int] = []
    playing = threading.Thread(
        target=lambda: ends.append(run("replay", str(file), "--link", str(link), "--seconds", "3")[0])
    )
    playing.start()
    assert eventually(link.is_symlink)
    driver = SamVReader({"port": str(link)})
    driver.open()
    assert driver.find()
    assert driver.read().name == "某人"
    driver.close()
    playing.join()
    assert ends == [0]


def test_a_kiosk_can_be_recorded_at_work_through_a_link(
    run: Run, reader: IdCardReaderBench, tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    reader.command("place", {"card": "li"})
    file, link = tmp_path / "work.jsonl", tmp_path / "tap"
    arguments = ("record", "id_card_reader", "--out", str(file), "--seconds", "2", "--link", str(link))
    recording = threading.Thread(target=lambda: run(*arguments))
    recording.start()
    assert eventually(link.is_symlink)
    driver = SamVReader({"port": str(link)})
    driver.open()
    driver.close()
    recording.join()
    assert load(file).bytes_from(Source.DEVICE)


def test_a_port_that_is_not_there_is_a_sentence(run: Run, tmp_path: Path) -> None:
    code, _, err = run("record", "id_card_reader", "--out", str(tmp_path / "x"), "--seconds", "1")
    assert (code, "cannot be opened: is the kiosk still running?" in err) == (1, True)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("document_printer", "document_printer.ipp has no line to record"),
        ("document_camera", "document_camera.opencv has no line to record"),
        ("cabinet", "has no [devices.cabinet]"),
    ],
)
def test_only_lines_are_recorded(run: Run, tmp_path: Path, kind: str, sentence: str) -> None:
    code, _, err = run("record", kind, "--out", str(tmp_path / "x"))
    assert (code, sentence in err) == (1, True)


def test_a_network_printer_is_recorded_and_plays_again(
    run: Run, printer: ReceiptPrinterBench, config: Path, tmp_path: Path
) -> None:
    printer.command("model", {"alone": True})
    config.write_text(config.read_text().replace('{ serial = "A50285BI" }', f'"{printer.state()["address"]}"'))
    file = tmp_path / "printer.jsonl"
    code, out, _ = run("record", "receipt_printer", "--out", str(file), "--seconds", "1", "--json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["device"] > 0
    replay = ReplayBench(Places(tmp_path / "again"), load(file))
    driver = EscPosPrinter({"port": str(replay.start()["port"])})
    try:
        driver.open()
        assert driver.status().state is DeviceState.ONLINE
    finally:
        driver.close()
        replay.stop()
    assert replay.state()["unknown"] == 0


HID = 'driver = "id_card_reader.sam_v_hid"\nport = "{node}"\n'


def test_a_reader_behind_hid_is_recorded_and_plays_again(run: Run, config: Path, tmp_path: Path) -> None:
    """Reports have padding and a number in front; the recording has them too."""
    bench = HidIdCardReaderBench(Places(tmp_path / "hid"))
    node = bench.start()["port"]
    bench.command("place", {"card": "wang"})
    table = config.read_text().partition('driver = "id_card_reader.sam_v"')
    rest = table[2].partition("\n\n")
    config.write_text(table[0] + HID.format(node=node) + "\n" + rest[2])
    file = tmp_path / "read.jsonl"
    try:
        code, out, _ = run("record", "id_card_reader", "--out", str(file), "--seconds", "1.5", "--json")
    finally:
        bench.stop()
    assert code == 0
    assert json.loads(out.splitlines()[-1])["device"] > 1295, "the card was read"
    assert PEOPLE["wang"].card.name.encode("utf-16-le") not in load(file).bytes_from(Source.DEVICE)
    replay = ReplayBench(Places(tmp_path / "again"), load(file), link=tmp_path / "hidraw0")
    driver = SamVHidReader({"port": str(replay.start()["port"])})
    try:
        driver.open()
        assert driver.find()
        assert driver.read().name == "某人"
    finally:
        driver.close()
        replay.stop()


def test_what_is_scanned_is_recorded_as_somebody_elses(
    run: Run, config: Path, places: Places, tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    scanner = CodeScannerBench(places)
    port = scanner.start()["port"]
    config.write_text(config.read_text() + f'[devices.code_scanner]\ndriver = "code_scanner.serial"\nport = "{port}"\n')
    file = tmp_path / "scan.jsonl"
    ends: list[int] = []
    arguments = ("record", "code_scanner", "--out", str(file), "--seconds", "2", "--link", str(tmp_path / "tap"))
    recording = threading.Thread(target=lambda: ends.append(run(*arguments)[0]))
    try:
        recording.start()
        assert eventually((tmp_path / "tap").is_symlink)
        scanner.command("scan", {"text": "王建国 990101199001011216"})
        recording.join()
    finally:
        scanner.stop()
    assert ends == [0]
    assert load(file).bytes_from(Source.DEVICE).strip() == "某某某 000000000000000000".encode()


def test_a_file_that_is_no_recording_is_a_sentence(run: Run, tmp_path: Path, config: Path) -> None:
    code, _, err = run("replay", str(config), "--link", str(tmp_path / "x"))
    assert (code, "expected a JSON object" in err) == (1, True)
