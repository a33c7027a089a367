"""A kiosk whose reader and receipt printer are on the bench's host, and `kioskctl` in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from devices.bench.device import Places
from kiosk.cli import main
from tests.devices.conftest import eventually as until
from tests.devices.host_fixtures import printer, reader
from tests.kiosk.kiosk_toml import GOOD, write_config

__all__ = ["printer", "reader"]
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
