"""A whole world on this machine: the platform, the simulated hardware, and a ``kiosk.toml`` that points at both.

Used by ``make run``, the demo, the stories and the benchmarks. Everything is a real process on a real wire; nothing in
the product knows that it is not a street corner.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.bench.client import BenchControl
from devices.registry import driver_names
from kiosk.config import OPTIONAL_ROLES, load_config
from kiosk.runtime.enrolment import enrol

ROOT = Path(__file__).resolve().parent.parent
KIOSK_ID = "K-0412"
_READY_S = 30.0

_TOML = """\
# Written by tools/rig.py at each start: the development kiosk, on simulated hardware.

[kiosk]
id = "{kiosk_id}"
zone = {{ zh = "北桥街道 24小时自助服务区", en = "Beiqiao 24-hour Service Zone" }}
counter = {{ zh = "北桥社区事务受理中心，周一到周五 8:30–17:00", en = "Beiqiao Community Centre, Mon–Fri 8:30–17:00" }}
state = "kiosk"

[central]
url = "{network}"
push_url = "{push}"
public_url = "{central}"

[devices.id_card_reader]
driver = "id_card_reader.sam_v"
port = {reader}
baud = 115200

[devices.receipt_printer]
driver = "receipt_printer.escpos"
port = {receipt_printer}
baud = 115200

[devices.document_printer]
driver = "document_printer.ipp"
url = "{document_printer}"

[devices.document_camera]
driver = "document_camera.opencv"
source = "{document_camera}"

{optional}[payments.scan_to_pay]
provider = "scan_to_pay.simulated"
url = "{payment}"

[hardware]
root = "{hardware}"

[dock]
control = "{control}"
"""


class RigError(Exception):
    """The world could not be started; the text says which part, and what it printed."""


@dataclass(frozen=True, slots=True)
class _Process:
    name: str
    popen: subprocess.Popen[bytes]
    log: Path


class Rig:
    """Platform and bench under one folder; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.config_path = self.folder / "kiosk.toml"
        self.state = self.folder / "kiosk"
        self._processes: list[_Process] = []
        self.bench: dict[str, Any] = {}
        self.central_url = ""
        self._push_port = _free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def control(self) -> BenchControl:
        """The knobs of the simulated hardware."""
        return BenchControl(self.bench["control"])

    def start(self) -> None:
        """Start the platform and the bench side by side; returns when both are ready and kiosk.toml is written.

        Raises:
            RigError: one of them did not start; none of them runs.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state.mkdir(mode=0o700, exist_ok=True)
        central_record = self.folder / "central" / "central.json"
        bench_record = self.folder / "bench" / "bench.json"
        for record in (central_record, bench_record):
            record.unlink(missing_ok=True)
        self.start_central(_free_port())
        self._spawn("bench", "devices.bench", "--dir", self.folder / "bench", "--central-upstream", self.central_url)
        self._wait_for(central_record)
        self.bench = self._wait_for(bench_record)
        self._write_config()
        self._enrol()
        # Nobody waits for it: the kiosk connects when it is there.
        self._spawn(
            "push", "central", "push", "--state", self.folder / "central", "--port", self._push_port,
            "--with-parent", "--retry", 2,
        )  # fmt: skip

    def start_central(self, port: int) -> None:
        """Start the platform on `port`."""
        self.central_url = f"http://127.0.0.1:{port}"
        self._spawn(
            "central", "central", "--state", self.folder / "central", "--port", port, "--with-parent", "--development-releases",
            "--password-file", self.folder / "first-password",
            "--kiosk", KIOSK_ID, "--code-file", self.folder / "enrolment-code", "--place", "北桥街道 24小时自助服务区",
            "--region", "990101",
        )  # fmt: skip

    def _enrol(self) -> None:
        """The way every kiosk goes; at each start, for the platform's folder or the kiosk's may be new."""
        code = self.folder / "enrolment-code"
        enrol(load_config(self.config_path), code.read_text(), url=self.central_url)
        code.unlink()

    def first_password(self) -> str:
        """What the platform tells once of its first administrator, at its first start; empty afterwards."""
        file = self.folder / "first-password"
        told = file.read_text().strip() if file.exists() else ""
        file.unlink(missing_ok=True)
        return told

    def stop(self) -> None:
        """End what was started, and wait until it has ended."""
        for process in reversed(self._processes):
            if process.popen.poll() is None:
                process.popen.send_signal(signal.SIGTERM)
        for process in self._processes:
            try:
                process.popen.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.popen.kill()
                process.popen.wait()
        self._processes.clear()

    def _spawn(self, name: str, module: str, *arguments: object) -> None:
        log = self.folder / f"{name}.log"
        command = [sys.executable, "-m", module, *(str(argument) for argument in arguments)]
        # The console of a world on this machine takes a password alone: docs/adr/0034.
        environment = {**os.environ, "SUISHIBAN_CENTRAL_SECOND_FACTOR": "off"}
        with log.open("wb") as out:
            popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._processes.append(_Process(name, popen, log))

    def _wait_for(self, record: Path) -> dict[str, Any]:
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            if record.exists():
                loaded: dict[str, Any] = json.loads(record.read_text())
                return loaded
            for process in self._processes:
                if process.popen.poll() is not None:
                    said = process.log.read_text(errors="replace").strip()[-2000:]
                    raise RigError(f"{process.name} ended with {process.popen.returncode} before it was ready:\n{said}")
            time.sleep(0.01)
        raise RigError(f"{record} was not written within {_READY_S:.0f} s; see the logs in {self.folder}")

    def _write_config(self) -> None:
        devices = self.bench["devices"]
        text = _TOML.format(
            kiosk_id=KIOSK_ID,
            network=devices["network"]["url"],
            central=self.central_url,
            push=f"http://127.0.0.1:{self._push_port}",
            reader=_inline(devices["id_card_reader"]["binding"]),
            receipt_printer=_inline(devices["receipt_printer"]["binding"]),
            document_printer=devices["document_printer"]["url"],
            document_camera=devices["document_camera"]["url"],
            payment=devices["payment"]["url"],
            hardware=devices["host"]["root"],
            control=self.bench["control"],
            optional="".join(_table(role, devices[role]) for role in OPTIONAL_ROLES if role in devices),
        )
        fresh = self.config_path.with_suffix(f".{os.getpid()}")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.config_path)


def _table(role: str, entry: dict[str, Any]) -> str:
    """``[devices.<role>]`` of an optional device that hangs on a serial line, a path or a stream; nothing for any other."""
    if entry.get("driver") not in driver_names():
        return ""
    where = {"port": _inline(entry["binding"])} if "binding" in entry else {}
    where |= {key: f'"{entry[key]}"' for key in ("path", "source", "socket") if key in entry}
    where |= {"baud": str(entry["baud"])} if where and "baud" in entry else {}
    lines = "".join(f"{key} = {value}\n" for key, value in where.items())
    return f'[devices.{role}]\ndriver = "{entry["driver"]}"\n{lines}\n' if where else ""


def _inline(table: dict[str, str]) -> str:
    """A TOML inline table of plain texts."""
    return "{ " + ", ".join(f'{key} = "{value}"' for key, value in table.items()) + " }"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
