"""The import contracts of pyproject.toml catch what they are written for.

A tree of empty packages gets the contracts of this checkout and one planted import; import-linter has to refuse it.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LINTER = Path(sys.executable).parent / "lint-imports"

MODULES = [
    "kiosk/__main__.py",
    "kiosk/cli/bench.py",
    "kiosk/cli/visit.py",
    "kiosk/cli/queue.py",
    "kiosk/cli/devices/replay.py",
    "kiosk/bindings.py",
    "kiosk/runtime.py",
    "kiosk/services/filing.py",
    "kiosk/sync/engine.py",
    "kiosk/payments/provider.py",
    "kiosk/visit/machine.py",
    "kiosk/matters/model.py",
    "kiosk/protocol/messages.py",
    "kiosk/audit.py",
    "kiosk/config.py",
    "kiosk/faults.py",
    "kiosk/clock.py",
    "kiosk/nameless.py",
    "kiosk/expected.py",
    "devices/api/status.py",
    "devices/bench/control.py",
    "devices/codecs/sam_v.py",
    "devices/drivers/first.py",
    "devices/drivers/second.py",
    "devices/supervisor.py",
    "offline_cache/outbox.py",
    "ui/app.py",
    "ui/devdock/dock.py",
    "central/catalogue/api.py",
]
PERMITTED = {
    "kiosk/services/filing.py": "import offline_cache.outbox, kiosk.payments.provider, devices.supervisor",
    "kiosk/visit/machine.py": "import kiosk.matters.model",
    "ui/app.py": "import kiosk.runtime, PySide6",
    "ui/devdock/dock.py": "import devices.bench.control",
    "kiosk/cli/bench.py": "import devices.bench.control",
    "kiosk/cli/devices/replay.py": "import devices.bench.control",
    "devices/bench/__init__.py": "import devices.bench.control",
    "devices/drivers/first.py": "import serial",
    "central/catalogue/api.py": "import kiosk.matters.model, kiosk.protocol.messages",
}
PLANTED = [
    ("kiosk/visit/machine.py", "import kiosk.services.filing"),
    ("kiosk/visit/machine.py", "import requests"),
    ("kiosk/matters/model.py", "import sqlite3"),
    ("kiosk/matters/model.py", "import kiosk.protocol.messages"),
    ("kiosk/protocol/messages.py", "from PySide6 import QtCore"),
    ("kiosk/services/filing.py", "import kiosk.sync.engine"),
    ("kiosk/clock.py", "import kiosk.faults"),
    ("kiosk/zoo.py", ""),
    ("kiosk/runtime.py", "import ui.app"),
    ("kiosk/runtime.py", "import devices.bench.control"),
    ("kiosk/cli/queue.py", "import devices.bench.control"),
    ("kiosk/bindings.py", "import devices.bench.control"),
    ("kiosk/runtime.py", "import kiosk.bindings"),
    ("kiosk/services/filing.py", "from PySide6.QtCore import QObject"),
    ("devices/codecs/sam_v.py", "import serial"),
    ("devices/codecs/sam_v.py", "import cv2"),
    ("devices/drivers/first.py", "import devices.drivers.second"),
    ("devices/drivers/first.py", "from devices import bench"),
    ("devices/supervisor.py", "import kiosk.faults"),
    ("devices/supervisor.py", "import offline_cache.outbox"),
    ("ui/app.py", "import central.catalogue.api"),
    ("ui/app.py", "import devices.bench.control"),
    ("central/catalogue/api.py", "import kiosk.config"),
    ("central/catalogue/api.py", "import offline_cache.outbox"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The house in empty rooms, with imports that are allowed, under the contracts of this checkout."""
    for name in MODULES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
        for folder in path.relative_to(tmp_path).parents[:-1]:
            (tmp_path / folder / "__init__.py").touch()
    for name, text in PERMITTED.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    return tmp_path


def lint(tree: Path) -> tuple[int, str]:
    command = [str(LINTER), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=tree, check=False, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_the_house_as_drawn_is_allowed(tree: Path) -> None:
    code, said = lint(tree)
    assert code == 0, said


@pytest.mark.parametrize(("name", "line"), PLANTED)
def test_a_planted_import_is_refused(name: str, line: str, tree: Path) -> None:
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    code, said = lint(tree)
    assert code == 1, said
    assert re.search(r"\b[1-9]\d* broken", said), said


def test_no_layer_that_exists_is_still_optional() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    optional = re.findall(r'[" ]\((\w+)\)', text.partition("[tool.importlinter]")[2])
    landed = [n for n in optional if (ROOT / "kiosk" / n / "__init__.py").exists() or (ROOT / f"kiosk/{n}.py").exists()]
    assert landed == []
