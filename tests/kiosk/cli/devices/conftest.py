"""A kiosk whose reader and receipt printer are on the bench's host, and `kioskctl` in this process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.receipt_printer import ReceiptPrinterBench
from kiosk.cli import main
from tests.devices.conftest import eventually as until
from tests.kiosk.kiosk_toml import GOOD, write_config

Run = Callable[..., tuple[int, str, str]]
BOUND = (
    GOOD.replace(
        'port = "/dev/null"', 'port = { vid = "1a86", pid = "55d4", serial = "5435031882" } # the top socket', 1
    )
    .replace('port = "/dev/null"', 'port = { serial = "A50285BI" }', 1)
    .replace('driver = "receipt_printer.escpos"', 'driver = "receipt_printer.escpos"\nprofile = "generic-80mm"')
    + '[hardware]\nroot = "bench/host"\n'
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "bench")


@pytest.fixture
def reader(places: Places) -> Iterator[IdCardReaderBench]:
    reader = IdCardReaderBench(places)
    reader.start()
    yield reader
    reader.stop()


@pytest.fixture
def printer(places: Places) -> Iterator[ReceiptPrinterBench]:
    printer = ReceiptPrinterBench(places)
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def eventually() -> Callable[..., bool]:
    return until


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_config(tmp_path, BOUND)


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["--config", str(config), "devices", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run
