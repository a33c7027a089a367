"""``kioskctl devices record``: every byte on a line (serial, TCP, HID reports), with nobody in it."""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devices.api.errors import DeviceError
from devices.binding import bound
from devices.recording import Recording, Source, knowledge_of, save
from devices.registry import load_driver
from devices.selftest import Level
from devices.supervisor import Supervisor
from devices.wire_tap import WireTap
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, Config, ConfigError, DeviceTable, load_config
from kiosk.runtime.hardware import check_driver, lost_of, no_answer_of

_PORT_S = 5.0
_ROUND_S = 0.5
_READ_S = 10.0
_SCAN_S = 2.0


def add_to(commands: Commands) -> None:
    """Register the command."""
    record = commands.add_parser(
        "record",
        help="write down every byte on a device's line, with nobody in it",
        description="Stop the kiosk first. The device is asked as the kiosk asks it; lay down cards, pull paper.",
    )
    record.add_argument("kind", choices=(*DEVICE_ROLES, *OPTIONAL_ROLES), metavar="KIND", help="e.g. id_card_reader")
    record.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the recording goes (.jsonl)")
    record.add_argument("--seconds", type=float, metavar="S", help="end by itself after this long; else Ctrl-C")
    record.add_argument(
        "--link", type=Path, metavar="PATH", help="ask nothing: name PATH as the port in kiosk.toml and start the kiosk"
    )
    add_json(record)
    record.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when the line could not be opened or nothing was on it."""
    config = load_config(options.config)
    if options.kind not in config.roles:
        raise ConfigError(f"{options.config} has no [devices.{options.kind}]")
    check_driver(config, options.kind)
    table = config.device(options.kind)
    if "port" not in table.options:
        raise ConfigError(
            f"{table.driver} has no line to record: neither a serial port, nor host:port, nor a hidraw node"
        )
    baud, reports = int(str(table.options.get("baud", 115200))), knowledge_of(table.driver).report_bytes
    with tempfile.TemporaryDirectory(prefix="kioskctl-") as folder:
        link = options.link or Path(folder) / "port"
        with WireTap(lambda: _port(config, options.kind), baud, link, report_bytes=reports) as tap:
            if not tap.wait_until_open(_PORT_S):
                raise ConfigError(f"the line of the {options.kind} cannot be opened: is the kiosk still running?")
            say(options, f"recording {options.kind}; Ctrl-C ends", recording=options.kind)
            until_told(options.seconds, None if options.link else _asking(options.kind, table, link))
        events = tap.events
    recording = Recording(table.driver, tap.baud, datetime.now(UTC).isoformat(timespec="seconds"), options.kind, events)
    save(recording, options.out)
    sizes = {source.value: len(recording.bytes_from(source)) for source in (Source.HOST, Source.DEVICE)}
    sentence = f"{options.out}: {sizes['host']} bytes to the device, {sizes['device']} from it; nobody is in it"
    say(options, sentence, file=str(options.out), **sizes)
    return 0 if sizes["device"] else 1


def _port(config: Config, kind: str) -> str:
    return str(bound(config.device(kind).options, config.hardware.root, lost=lost_of(kind))["port"])


def until_told(seconds: float | None, ask: Callable[[], None] | None = None) -> None:
    """Wait for Ctrl-C, or `seconds`; `ask` is called again and again meanwhile."""
    ended = threading.Event()
    deadline = None if seconds is None else time.monotonic() + seconds
    try:
        while not ended.is_set():
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return
            if ask is not None:
                ask()
            ended.wait(_ROUND_S if left is None else min(_ROUND_S, left))
    except KeyboardInterrupt:
        # The way to end it; what was recorded is written.
        return


def _asking(kind: str, table: DeviceTable, link: Path) -> Callable[[], None]:
    """One round of what the kiosk asks this kind of device."""

    def ask() -> None:
        # A driver of its own each round: opening is part of what goes wrong in the field.
        supervisor: Supervisor[Any] = Supervisor(
            kind,
            lambda: load_driver(table.driver, {**table.options, "port": str(link)}),
            no_answer=no_answer_of(kind),
        )
        try:
            if kind in _AT_WORK:
                supervisor.call("record", _AT_WORK[kind], deadline_s=_READ_S)
            else:
                supervisor.self_test(Level.QUIET, deadline_s=_READ_S)
        except DeviceError:
            # What goes wrong is what the recording is for.
            return
        finally:
            supervisor.close()

    return ask


def _read_what_lies_there(reader: Any) -> None:  # noqa: ANN401 - drivers are known by their kind only
    if reader.find():
        reader.read()


def _scan(scanner: Any) -> None:  # noqa: ANN401 - as above
    scanner.scan(_SCAN_S)


_AT_WORK: Mapping[str, Callable[[Any], None]] = {"id_card_reader": _read_what_lies_there, "code_scanner": _scan}
"""what the kiosk asks beside the quiet self-test"""
