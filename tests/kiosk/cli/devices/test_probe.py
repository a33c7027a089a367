"""Plug, probe, propose, from the command line: what is said, what is written, what is left alone."""

import json
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.hardware_watchdog import HardwareWatchdogBench
from devices.bench.host import host_at
from devices.bench.receipt_printer import ReceiptPrinterBench
from devices.bench.smart_card_reader import SmartCardReaderBench
from devices.transports.serial_line import SerialLine
from kiosk.config import load_config
from tests.kiosk.cli.devices.conftest import BOUND, Run
from tests.kiosk.kiosk_toml import GOOD


def rows(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.usefixtures("reader", "printer")
def test_a_kiosk_in_order_has_nothing_to_write(run: Run, config: Path) -> None:
    _, out, _ = run("probe")
    assert "QinHeng USB Single Serial (1a86:55d4, serial 5435031882, at 1-1.1), is the id_card_reader" in out
    assert "recognised: SAM_V module at 115200 baud" in out
    assert "could be" not in out
    assert config.read_text() == BOUND


@pytest.mark.usefixtures("reader", "printer")
def test_proposals_are_written_with_yes_and_comments_stay(run: Run, config: Path) -> None:
    config.write_text(
        "# this kiosk stands at the north gate\n"
        + GOOD.replace('port = "/dev/null"', 'port = "/dev/null"  # fitted 2025', 1).replace(
            "baud = 115200", 'baud = 115200\nprofile = "generic-80mm"  # wide paper'
        )
        + f'[hardware]\nroot = "{config.parent}/bench/host"\n'
    )
    before = config.read_text()
    code, out, _ = run("probe", "--yes")
    assert code == 1, "printer and camera still answer nobody"
    assert "written into" in out
    assert "id_card_reader, receipt_printer" in out
    written = config.read_text()
    assert written.startswith("# this kiosk stands at the north gate\n")
    assert "# wide paper" in written
    fresh = load_config(config)
    assert fresh.device("id_card_reader").options["port"] == {"vid": "1a86", "pid": "55d4", "serial": "5435031882"}
    assert fresh.device("id_card_reader").identity == "05.01-20180101-0000000001-1234567890"
    assert fresh.device("receipt_printer").options["profile"] == "generic-80mm", "what the technician set is kept"
    (kept,) = config.parent.glob("kiosk.toml.*.bak")
    assert kept.read_text() == before
    assert not list(config.parent.glob(".kiosk.toml*"))
    assert run("probe")[1].count("could be") == 0


@pytest.mark.usefixtures("reader")
def test_nothing_is_written_unasked(run: Run, config: Path) -> None:
    config.write_text(GOOD + f'[hardware]\nroot = "{config.parent}/bench/host"\n')
    before = config.read_text()
    code, out, _ = run("probe")
    assert code == 1
    assert "could be the id_card_reader (id_card_reader.sam_v), confidence high" in out
    assert "nothing was written; --yes writes" in out
    assert config.read_text() == before
    assert not list(config.parent.glob("*.bak"))


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(("answer", "written"), [("y", True), ("", False), ("n", False)])
def test_a_person_is_asked_for_each(
    run: Run, config: Path, monkeypatch: pytest.MonkeyPatch, answer: str, written: bool
) -> None:
    config.write_text(GOOD + f'[hardware]\nroot = "{config.parent}/bench/host"\n')
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    run("probe")
    assert ("5435031882" in config.read_text()) is written


@pytest.mark.usefixtures("reader")
def test_the_port_of_a_running_kiosk_is_in_use_and_that_is_well(run: Run, places: Places) -> None:
    line = SerialLine(str(places.host / "dev/ttyUSB0"))
    line.open()
    try:
        _, out, _ = run("probe", "--json")
    finally:
        line.close()
    (port,) = [row for row in rows(out) if row.get("medium") == "serial"]
    assert (port["answer"], port["in_role"]) == ("in_use", "id_card_reader")


def test_what_is_bound_and_not_there_ends_with_1(run: Run) -> None:
    code, out, _ = run("probe", "--json")
    missing = {row["role"]: row["missing"] for row in rows(out) if "missing" in row}
    assert code == 1
    assert missing["id_card_reader"] == "no adapter with vid 1a86, pid 55d4, serial 5435031882 is plugged in"


@pytest.mark.usefixtures("reader")
def test_a_kiosk_without_a_whole_configuration_can_still_look(run: Run, config: Path, places: Places) -> None:
    config.write_text('[kiosk]\nid = "K-0412"\n')
    code, out, err = run("probe", "--root", str(places.host), "--yes")
    assert "looking at this machine without it" in err
    assert (code, "could be the id_card_reader" in out) == (0, True)
    assert "[devices.id_card_reader]" in config.read_text(), "the file is filled step by step"


def test_a_binding_that_would_stop_the_kiosk_is_not_written(
    run: Run, config: Path, printer: ReceiptPrinterBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted bug: a driver that proposes an option it does not take itself."""
    config.write_text(GOOD + f'[hardware]\nroot = "{config.parent}/bench/host"\n')
    before = config.read_text()
    monkeypatch.setattr("devices.probe.scan._bound", lambda *_: {"port": "", "colour": "red"})
    code, _, err = run("probe", "--yes")
    assert printer.state()["plugged"]
    assert (code, "nothing was written: devices.receipt_printer" in err) == (1, True)
    assert config.read_text() == before
    assert not list(config.parent.glob("*.bak"))


# ---------------------------------------------------------------- list


@pytest.mark.usefixtures("reader")
def test_list_opens_nothing_and_says_roles(run: Run, places: Places) -> None:
    host_at(places.host)
    line = SerialLine(str(places.host / "dev/ttyUSB0"))
    line.open()
    try:
        code, out, _ = run("list")
    finally:
        line.close()
    assert code == 1
    assert "(1a86:55d4, serial 5435031882, at 1-1.1)  is the id_card_reader" in out
    assert "receipt_printer: no adapter with serial A50285BI is plugged in" in out
    assert "http://127.0.0.1:1/stream" in out


def test_list_shows_a_printer_in_the_network(run: Run, config: Path) -> None:
    config.write_text(config.read_text().replace('port = { serial = "A50285BI" }', 'port = "192.0.2.7:9100"'))
    _, out, _ = run("list", "--json")
    (row,) = [row for row in rows(out) if row.get("where") == "192.0.2.7:9100"]
    assert (row["medium"], row["role"]) == ("address", "receipt_printer")


def test_list_warns_of_a_bare_number(run: Run, config: Path) -> None:
    config.write_text(GOOD.replace('port = "/dev/null"', 'port = "/dev/ttyUSB0"', 1))
    _, out, _ = run("list", "--json")
    (row,) = [row for row in rows(out) if "warning" in row]
    assert row["role"] == "id_card_reader"
    assert "goes to whichever device comes first" in str(row["warning"])


def test_list_says_that_a_driver_is_not_there(run: Run, config: Path) -> None:
    """The planted bug lists the port as the role's, and all seems well."""
    text = config.read_text().replace('"receipt_printer.escpos"', '"receipt_printer.escpso"')
    config.write_text(text.replace('driver = "document_printer.ipp"', 'driver = "document_printer.ipp"\ncolour = 1'))
    code, out, _ = run("list")
    assert code == 1
    assert "receipt_printer: there is no driver 'receipt_printer.escpso'; installed drivers: " in out
    assert "document_printer: options of driver 'document_printer.ipp': 'colour' is not an option" in out


OTHERS = """
[devices.smart_card_reader]
driver = "smart_card_reader.pcsc"
reader = "bench slot"
[devices.hardware_watchdog]
driver = "hardware_watchdog.linux"
path = "bench/host/dev/watchdog"
"""


@pytest.mark.parametrize("plugged", [True, False])
def test_list_shows_what_has_no_port(run: Run, config: Path, places: Places, plugged: bool) -> None:
    watchdog, readers = HardwareWatchdogBench(places), SmartCardReaderBench(places)
    path = watchdog.start()["path"]
    readers.start()
    config.write_text(config.read_text() + OTHERS.replace("bench/host/dev/watchdog", str(path)))
    try:
        if not plugged:
            watchdog.command("unplug", {})
            readers.command("unplug", {})
        _, out, _ = run("list")
        fed = watchdog.state()["fed"]
    finally:
        readers.stop()
        watchdog.stop()
    assert fed == 0
    assert (f"{path} " in out and "is the hardware_watchdog" in out) is plugged
    assert ("Suishiban Bench Slot 00 00" in out and "is the smart_card_reader" in out) is plugged
    assert ("hardware_watchdog: nothing is at" in out) is not plugged
    assert ("smart_card_reader: no service of this machine knows one" in out) is not plugged
