"""`kioskctl devices status | test | watch` against devices on real wires."""

import json
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest
import serial

from devices.bench.device import Places
from devices.bench.host import HostBench
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from tests.kiosk.cli.devices.conftest import Run

OTHERS_ARE_DOWN = ("document_printer is lost", "document_camera is lost")


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def held(places: Places) -> serial.Serial:
    """The reader's port as the running kiosk has it."""
    return serial.Serial(places.serial_link("id_card_reader").as_posix(), exclusive=True)


@pytest.mark.usefixtures("reader", "printer")
@pytest.mark.expects_log(*OTHERS_ARE_DOWN)
def test_status_finds_the_bound_devices(run: Run) -> None:
    code, out, _ = run("status", "--json")
    states = {row["role"]: row["state"] for row in rows(out)}
    assert code == 1
    assert (states["id_card_reader"], states["receipt_printer"]) == ("online", "online")


@pytest.mark.usefixtures("printer")
@pytest.mark.parametrize("level", ["0", "1", "2"])
def test_a_device_that_is_well_passes(run: Run, level: str) -> None:
    code, out, _ = run("test", "receipt_printer", "--level", level, "--json")
    (row,) = rows(out)
    assert (code, row["passed"], row["level"]) == (0, True, int(level))


@pytest.mark.parametrize("level", ["0", "2"])
def test_a_network_printer_that_takes_one_caller_is_there_for_that_caller(
    run: Run, printer: ReceiptPrinterBench, config: Path, level: str
) -> None:
    """The planted bug looks for it with a second connection, which is refused, and calls it lost."""
    printer.command("model", {"alone": True})
    address = printer.state()["address"]
    config.write_text(config.read_text().replace('{ serial = "A50285BI" }', f'"{address}"'))
    code, out, _ = run("test", "receipt_printer", "--level", level, "--json")
    result = json.loads(out)
    assert (code, result["passed"], result["fault"]) == (0, True, "")
    assert ("its line is open" in result["seen"]) is (level == "0")


@pytest.mark.expects_log("id_card_reader is lost")
def test_a_device_that_is_not_there_fails_with_a_hint(run: Run) -> None:
    code, out, _ = run("test", "id_card_reader", "--level", "0")
    assert code == 1
    assert "failed level 0: reader.lost" in out
    assert "no adapter with vid 1a86" in out


def test_paper_that_ran_out_fails_the_quiet_test(run: Run, printer: ReceiptPrinterBench) -> None:
    printer.command("empty_paper", {})
    code, out, _ = run("test", "receipt_printer")
    assert code == 1
    assert "receipt.paper_out" in out


@pytest.mark.expects_log("id_card_reader is lost")
@pytest.mark.usefixtures("reader")
def test_a_device_that_the_running_kiosk_holds_is_in_use_and_its_plug_is_not_suspected(
    run: Run, places: Places
) -> None:
    with held(places):
        code, out, _ = run("test", "id_card_reader", "--level", "1")
    assert code == 1
    assert out.startswith("id_card_reader: not tested at level 1: in use by the running kiosk")


@pytest.mark.expects_log(*OTHERS_ARE_DOWN, "id_card_reader is lost")
@pytest.mark.usefixtures("reader", "printer")
def test_watch_calls_what_the_running_kiosk_holds_in_use(run: Run, places: Places) -> None:
    with held(places):
        _, out, _ = run("watch", "--seconds", "1")
    assert any("id_card_reader" in line and "in use by the running kiosk" in line for line in out.splitlines())
    assert "reader.lost" not in out


def test_a_device_this_kiosk_does_not_have_is_a_sentence(run: Run, config: Path) -> None:
    code, _, err = run("test", "cabinet")
    assert (code, err) == (1, f"kioskctl: this kiosk has no cabinet: [devices.cabinet] is not in {config}\n")


@pytest.mark.expects_log(*OTHERS_ARE_DOWN, "id_card_reader is lost", "receipt_printer is lost")
def test_watch_says_what_was_plugged_in_and_who_came_back_under_another_name(
    run: Run, reader: IdCardReaderBench, places: Places
) -> None:
    reader.command("unplug", {})
    HostBench(places).command("return_as", {"of": "id_card_reader", "tty": "ttyUSB7"})
    plug = threading.Timer(1.0, reader.command, ("replug", {}))
    plug.start()
    code, out, _ = run("watch", "--seconds", "4", "--json")
    plug.join()
    said = rows(out)
    assert code == 0
    assert {"port": "ttyUSB7", "plugged": True}.items() <= next(row for row in said if "plugged" in row).items()
    plugged_at = next(str(row["at"]) for row in said if row.get("plugged"))
    online_at = next(str(row["at"]) for row in said if row.get("role") == "id_card_reader" and row["state"] == "online")
    came_back_s = (datetime.fromisoformat(online_at) - datetime.fromisoformat(plugged_at)).total_seconds()
    assert came_back_s < 1.5, "the hint opens it at once; without it the next attempt may be 30 s away"


@pytest.mark.usefixtures("reader")
def test_a_reader_of_the_output_that_had_enough_ends_the_watch_quietly(config: Path) -> None:
    """`watch | head -1`: the next change, told on a device's own thread, finds nobody."""
    command = [sys.executable, "-m", "kiosk", "--config", str(config), "devices", "watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert watching.stderr is not None
        assert watching.stdout.readline()
        watching.stdout.close()
        code = watching.wait(timeout=20)
        errors = watching.stderr.read()
    assert code == 0
    assert "BrokenPipe" not in errors
    assert "bug in" not in errors
