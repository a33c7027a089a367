"""A kiosk to call `kioskctl` for, in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli import main
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.kiosk.matters.samples import write_root

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A kiosk with one small matter, on which nothing answers."""
    write_root(tmp_path / "matters")
    return write_config(tmp_path, GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "matters"'))


@pytest.fixture
def run(config: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["--config", str(config), *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run
