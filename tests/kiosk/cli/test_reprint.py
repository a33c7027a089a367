"""``kioskctl receipt print``: what never came out does, and is off the list; beside a running kiosk it is a sentence."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.receipt_printer import ReceiptPrinterBench
from kiosk.cli import main
from kiosk.config import load_config
from kiosk.runtime import supervised
from offline_cache.blobs import Blobs
from offline_cache.database import Database
from offline_cache.outbox import Outbox
from tests.kiosk.cli.test_queue import message
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.offline_cache.samples import clear

NUMBER = "L-0412-0001"


@pytest.fixture(scope="module")
def printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReceiptPrinterBench]:
    bench = ReceiptPrinterBench(Places(tmp_path_factory.mktemp("bench")))
    yield bench
    bench.stop()


@pytest.fixture(scope="module")
def port(printer: ReceiptPrinterBench) -> str:
    return str(printer.start()["port"])


@pytest.fixture
def config(tmp_path: Path, port: str) -> Path:
    """A kiosk with a bundle of two, and one more, none of whose receipts came out."""
    file = write_config(tmp_path, GOOD.replace('port = "/dev/null"\nbaud', f'port = "{port}"\nbaud'))
    with closing(Database.open(tmp_path / "state")) as database:
        outbox = Outbox(database, Blobs(tmp_path / "state" / "blobs"), clear)
        for number in (1, 2):
            outbox.accept(replace(message(number), receipt_no=NUMBER), settles_order=None)
        outbox.accept(message(3), settles_order=None)
    return file


def told(config: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, str]]:
    code = main(["--config", str(config), *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def unprinted(config: Path) -> list[str]:
    state = config.parent / "state"
    with closing(Database.open(state)) as database:
        return [row.receipt_no for row in Outbox(database, Blobs(state / "blobs"), clear).unprinted()]


def test_the_receipt_of_a_bundle_comes_out_once_and_is_off_the_list(config, printer, capsys):
    before = len(printer.state()["papers"])
    assert told(config, capsys, "receipt", "print", NUMBER) == (0, {"printed": NUMBER})
    assert len(printer.state()["papers"]) == before + 1
    assert unprinted(config) == ["L-0412-0003"]


@pytest.mark.parametrize("number", ["L-0412-9999", "0000", message(3).id])
def test_only_a_receipt_number_names_one(config, capsys, number):
    code, said = told(config, capsys, "receipt", "print", number)
    assert (code, "no application with the receipt number" in said["error"]) == (1, True)


@pytest.mark.expects_log("in use by another program")
def test_a_printer_that_the_running_kiosk_holds_is_said(config, capsys):
    held = supervised(load_config(config), "receipt_printer")
    try:
        assert held.wait_until_known(10).usable
        code, said = told(config, capsys, "receipt", "print", NUMBER)
    finally:
        held.close()
    assert (code, "the running kiosk holds the printer" in said["error"]) == (1, True)
    assert len(unprinted(config)) == 3


def test_what_did_not_come_out_stays_on_the_list(config, printer, capsys):
    printer.command("cover_open", {})
    try:
        code, said = told(config, capsys, "receipt", "print", NUMBER)
    finally:
        printer.command("cover_close", {})
    assert (code, said["error"].split()) == (1, f"{NUMBER} was not printed: user_error The cover is open.".split())
    assert len(unprinted(config)) == 3
