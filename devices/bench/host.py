"""The host that the simulated devices are plugged into: ``sys`` and ``dev`` of a machine, as far as serial adapters go.

Same shape as the kernel's: ``sys/class/tty/ttyUSB0`` leads to the port under its interface, whose USB device carries
``idVendor``, ``idProduct``, ``serial``, ``busnum`` and ``devpath``; ``dev/ttyUSB0`` leads to the pseudo-terminal and
``dev/serial/by-id/…`` to ``dev/ttyUSB0``. Numbers are given out as the kernel does: the lowest that is free.
"""

import itertools
import shutil
import threading
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, text_arg, unknown_verb

_USB_ROOT = Path("devices/pci0000:00/0000:00:14.0/usb1")
_LINK_PREFIX, _LINK_SUFFIX = "usb-Suishiban_Bench_", "-if00"


@dataclass(frozen=True, slots=True)
class Adapter:
    """The USB-to-serial adapter in a device's cable, and the socket it is plugged into."""

    vid: str = "1a86"
    pid: str = "7523"
    serial: str = ""
    location: str = ""
    """bus and sockets, e.g. ``1-1.2``"""
    manufacturer: str = "QinHeng"
    product: str = "USB Serial"

    @property
    def binding(self) -> dict[str, str]:
        """What kiosk.toml says to mean this adapter: its serial, or its socket where it has none."""
        rest = {"serial": self.serial} if self.serial else {"location": self.location}
        return {"vid": self.vid, "pid": self.pid, **rest}


ADAPTERS: Mapping[str, Adapter] = {
    "id_card_reader": Adapter("1a86", "55d4", "5435031882", "1-1.1", "QinHeng", "USB Single Serial"),
    "receipt_printer": Adapter("0403", "6001", "A50285BI", "1-1.2", "FTDI", "FT232R USB UART"),
    "code_scanner": Adapter("067b", "23a3", "DTBKb11A919", "1-1.3", "Prolific", "USB-Serial Controller"),
    "cabinet": Adapter(location="1-1.4"),
    "power_supply": Adapter(location="1-2.1"),
}
"""by device; the last two are the cheap kind: all alike, without a serial number, told apart by their sockets"""


class SimulatedHost:
    """One machine's ``sys`` and ``dev`` under `root`. Any thread may call."""

    def __init__(self, root: Path) -> None:
        """Nothing is written before the first `attach`."""
        self.root = root
        self._lock = threading.RLock()
        self._adapters: dict[str, Adapter] = {}
        self._attached: dict[str, str] = {}
        self._next_name: dict[str, str] = {}
        self._odd_names = itertools.cycle(range(20, 100))
        self._swept = False

    def adapter(self, device: str) -> Adapter:
        """The adapter in the cable of `device`."""
        with self._lock:
            if device not in self._adapters:
                number = f"SB{zlib.crc32(device.encode()):08X}"
                self._adapters[device] = ADAPTERS.get(device) or Adapter(serial=number, location=self._free_socket())
            return self._adapters[device]

    def change(self, device: str, **facts: str) -> Adapter:
        """Another adapter or socket for `device`; what is plugged in changes with the next replug. `KnobError`."""
        with self._lock:
            taken = {name: each.location for name, each in self._adapters.items() if name != device}
            if facts.get("location") in taken.values():
                raise KnobError(f"the socket {facts['location']} is taken")
            self._adapters[device] = replace(self.adapter(device), **facts)
            return self._adapters[device]

    def swap(self, first: str, second: str) -> None:
        """Exchange the sockets of two unplugged devices, as whoever cleans behind the kiosk does; else `KnobError`."""
        with self._lock:
            if self._attached.keys() & {first, second}:
                raise KnobError("unplug both first")
            one, other = self.adapter(first), self.adapter(second)
            self._adapters |= {
                first: replace(one, location=other.location),
                second: replace(other, location=one.location),
            }

    def return_as(self, device: str, name: str) -> None:
        """The name (``ttyUSB7``) that `device` has after its next replug, whatever is free."""
        with self._lock:
            self._next_name[device] = name

    def another_name(self) -> str:
        """A name out of the order, as given out while the old one is still held by a program."""
        return f"ttyUSB{next(self._odd_names)}"

    def attach(self, device: str, slave: str) -> str:
        """Plug the adapter of `device` in, with the pseudo-terminal `slave` behind it; returns the kernel's name for it."""
        with self._lock:
            self.detach(device)
            self._sweep()
            name = self._next_name.pop(device, "") or self._free_name()
            self._publish(name, self.adapter(device), slave)
            self._point(self.root / "dev/serial/by-id" / f"{_LINK_PREFIX}{device}{_LINK_SUFFIX}", f"../../{name}")
            self._attached[device] = name
            return name

    def detach(self, device: str) -> None:
        """Pull it out; nothing happens when it is out."""
        with self._lock:
            name = self._attached.pop(device, None)
            if name is None:
                return
            (self.root / "dev/serial/by-id" / f"{_LINK_PREFIX}{device}{_LINK_SUFFIX}").unlink(missing_ok=True)
            self._remove(name)

    def state(self) -> JsonObject:
        """Every device ever plugged in: its adapter, and its name while it is plugged in."""
        with self._lock:
            return {
                "root": str(self.root),
                "devices": {
                    device: {**asdict(adapter), "tty": self._attached.get(device)}
                    for device, adapter in self._adapters.items()
                },
            }

    def _remove(self, name: str) -> None:
        (self.root / "dev" / name).unlink(missing_ok=True)
        entry = self.root / "sys/class/tty" / name
        usb = next((each for each in entry.resolve().parents if (each / "idVendor").exists()), None)
        entry.unlink(missing_ok=True)
        if usb is not None:
            shutil.rmtree(usb)

    def _sweep(self) -> None:
        """What a process that was killed left behind goes, once."""
        if self._swept:
            return
        self._swept = True
        for entry in (self.root / "sys/class/tty").glob("*"):
            self._remove(entry.name)
        for link in (self.root / "dev/serial/by-id").glob("*"):
            link.unlink()

    def _publish(self, name: str, adapter: Adapter, slave: str) -> None:
        usb = self.root / "sys" / _USB_ROOT / _hubs(adapter.location) / adapter.location
        port = usb / f"{adapter.location}:1.0" / name
        (port / "tty" / name).mkdir(parents=True, exist_ok=True)
        bus, _, path = adapter.location.partition("-")
        facts = {"idVendor": adapter.vid, "idProduct": adapter.pid, "busnum": bus, "devpath": path}
        facts |= {"serial": adapter.serial, "manufacturer": adapter.manufacturer, "product": adapter.product}
        for fact, value in facts.items():
            if value:
                (usb / fact).write_text(f"{value}\n", encoding="utf-8")
        self._point(port / "tty" / name / "device", "../../../" + name)
        self._point(self.root / "dev" / name, slave)
        self._point(self.root / "sys/class/tty" / name, f"../../{(port / 'tty' / name).relative_to(self.root / 'sys')}")

    def _point(self, link: Path, target: str) -> None:
        link.parent.mkdir(parents=True, exist_ok=True)
        fresh = link.with_name(f".{link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(target)
        fresh.replace(link)

    def _free_name(self) -> str:
        taken = set(self._attached.values())
        return next(name for number in range(len(taken) + 1) if (name := f"ttyUSB{number}") not in taken)

    def _free_socket(self) -> str:
        taken = {each.location for each in (*self._adapters.values(), *ADAPTERS.values())}
        return next(place for number in range(1, len(taken) + 2) if (place := f"1-3.{number}") not in taken)


def _hubs(location: str) -> Path:
    """``1-1.2`` hangs on the hub ``1-1``."""
    bus, _, path = location.partition("-")
    sockets = path.split(".")
    return Path(*(f"{bus}-{'.'.join(sockets[:depth])}" for depth in range(1, len(sockets))))


@cache
def host_at(root: Path) -> SimulatedHost:
    """The one host under `root`, of this process."""
    return SimulatedHost(root)


def device_of(link: Path) -> tuple[SimulatedHost, str] | None:
    """Host and device of a ``by-id`` link made by `Places.serial_link`; None for a link that lies elsewhere."""
    name = link.name
    in_host = link.parent.parts[-3:] == ("dev", "serial", "by-id")
    if not (in_host and name.startswith(_LINK_PREFIX) and name.endswith(_LINK_SUFFIX)):
        return None
    return host_at(link.parents[3]), name.removeprefix(_LINK_PREFIX).removesuffix(_LINK_SUFFIX)


class HostBench:
    """The cables as a device of the bench. Knobs, all seen at the next replug.

    ``return_as of tty`` · ``move of location`` · ``relabel of serial`` · ``swap first second`` (their sockets).
    `of` names the device.
    """

    name = "host"

    def __init__(self, places: Places) -> None:
        """Nothing exists before `start`."""
        self._host = host_at(places.host)

    def start(self) -> JsonObject:
        """Tell where the host is."""
        return {"root": str(self._host.root)}

    def stop(self) -> None:
        """Nothing to take away: every port takes its own."""

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob, see the class."""
        if verb == "return_as":
            self._host.return_as(self._known(args, "of"), text_arg(args, "tty"))
        elif verb == "move":
            self._host.change(self._known(args, "of"), location=text_arg(args, "location"))
        elif verb == "relabel":
            self._host.change(self._known(args, "of"), serial=text_arg(args, "serial"))
        elif verb == "swap":
            self._host.swap(self._known(args, "first"), self._known(args, "second"))
        else:
            raise unknown_verb(self.name, verb, ("return_as", "move", "swap", "relabel"))
        return self.state()

    def state(self) -> JsonObject:
        """Which adapter is in which socket under which name."""
        return self._host.state()

    def _known(self, args: Mapping[str, Any], key: str) -> str:
        device = text_arg(args, key)
        known = self._host.state()["devices"]
        if device not in known:
            raise KnobError(f"no device '{device}' was ever plugged in; there are: {', '.join(known)}")
        return device
