"""``python -m devices.bench --dir DIR``: the simulated hardware as a process of its own.

Writes ``DIR/bench.json`` when everything is ready::

    {"pid": 1, "control": "DIR/control.sock",
     "devices": {"id_card_reader": {"port": "…", "binding": {…}}, "payment": {"url": "…"}, …}}

and prints ``bench ready``. Ends on SIGTERM, SIGINT, or when the process that started it dies.
"""

import argparse
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from devices.bench.control import ControlServer
from devices.bench.device import BenchDevice, JsonObject, Places
from devices.bench.devices import bench_devices
from devices.bench.host import device_of


class Bench:
    """All simulated devices and their control socket, between `start` and `stop`."""

    def __init__(self, places: Places, devices: Sequence[BenchDevice] | None = None) -> None:
        """`devices` is every device of the bench unless a test wants fewer."""
        self._places = places
        self._devices = {each.name: each for each in (bench_devices(places) if devices is None else devices)}
        self.control_path = places.directory / "control.sock"
        self._control = ControlServer(self.control_path, self._devices)
        self._record = places.directory / "bench.json"

    def start(self) -> JsonObject:
        """Start everything and write ``bench.json``; returns what was written."""
        self._places.directory.mkdir(parents=True, exist_ok=True)
        self._record.unlink(missing_ok=True)
        entries = {name: _with_binding(device.start()) for name, device in self._devices.items()}
        self._control.start()
        record = {"pid": os.getpid(), "control": str(self.control_path), "devices": entries}
        fresh = self._record.with_suffix(".new")
        fresh.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
        fresh.replace(self._record)
        return record

    def stop(self) -> None:
        """Stop everything, remove links, socket and ``bench.json``."""
        self._record.unlink(missing_ok=True)
        self._control.stop()
        for device in reversed(self._devices.values()):
            device.stop()


def _with_binding(entry: JsonObject) -> JsonObject:
    """A serial device is also known by its adapter, ``binding``, as kiosk.toml names it."""
    place = device_of(Path(entry.get("port", "")))
    return {**entry, "binding": place[0].adapter(place[1]).binding} if place else entry


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench until it is told to end."""
    options = _parser().parse_args(arguments)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    _end_with_parent(ended)
    places = Places(options.dir.resolve(), options.central_upstream, options.payment_upstream)
    bench = Bench(places)
    try:
        bench.start()
        sys.stdout.write("bench ready\n")
        sys.stdout.flush()
        ended.wait()
    finally:
        bench.stop()
    return 0


def _end_with_parent(ended: threading.Event) -> None:
    """Set `ended` when the starting process dies: a bench left behind would hold ports and links.

    Not PR_SET_PDEATHSIG, which fires when the starting *thread* ends.
    """
    parent = os.getppid()
    if parent == 1:
        return
    try:
        descriptor = os.pidfd_open(parent)
    except ProcessLookupError:
        ended.set()
        return

    def watch() -> None:
        select.select([descriptor], [], [])
        ended.set()

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m devices.bench", description="Simulated hardware on real wires.")
    parser.add_argument("--dir", type=Path, required=True, help="where links, control socket and bench.json are put")
    parser.add_argument("--central-upstream", default="", help="URL of the central platform behind the network device")
    parser.add_argument("--payment-upstream", default="", help="URL of a payment simulator behind a second wire")
    return parser


if __name__ == "__main__":
    sys.exit(main())
