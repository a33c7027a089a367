"""What is plugged in: serial ports and video sources, read from ``<root>/sys`` and ``<root>/dev``.

`root` is ``/`` on a machine. A folder with the same two trees may stand in for it (``[hardware] root`` in kiosk.toml); nothing
here can tell the difference. Attributes and their places: Linux ``Documentation/ABI`` (``sysfs-class-tty``,
``sysfs-bus-usb``), and how pyserial's ``list_ports_linux`` reads them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOT_DEVICES = re.compile(r"tty\d*|console|ptmx|ttyprintk|pty.*")
"""consoles and pseudo-terminals: no hardware behind them"""
_USB_DEPTH = 6
"""directories between a port and its USB device at most (port, interface, device; hubs do not count)"""


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """Who a USB device says it is. Empty text for what it does not say; cheap adapters have no serial number."""

    vid: str = ""
    """four lower-case hex digits"""
    pid: str = ""
    serial: str = ""
    location: str = ""
    """bus and socket, e.g. ``1-1.2``: stays with the socket whatever is plugged in"""
    manufacturer: str = ""
    product: str = ""

    def __str__(self) -> str:
        names = " ".join(each for each in (self.manufacturer, self.product) if each)
        facts = [f"{self.vid}:{self.pid}"] if self.vid else []
        facts += [f"serial {self.serial}"] if self.serial else []
        facts += [f"at {self.location}"] if self.location else []
        return f"{names or 'USB device'} ({', '.join(facts)})" if facts else names


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One serial port. The USB facts are empty for an on-board port."""

    path: Path
    """``<root>/dev/<name>``"""
    name: str
    """the kernel's name, e.g. ``ttyUSB0``; another one after the next replug"""
    vid: str = ""
    pid: str = ""
    serial: str = ""
    location: str = ""
    manufacturer: str = ""
    product: str = ""
    by_id: Path | None = None
    """its link under ``<root>/dev/serial/by-id``, when udev made one"""

    @property
    def usb(self) -> bool:
        """Whether it is an adapter on USB, and so can be told by what it is."""
        return bool(self.vid)

    @property
    def hardware(self) -> str:
        """What it is, in a few words for a technician."""
        if not self.usb:
            return "on-board port"
        return str(UsbIdentity(self.vid, self.pid, self.serial, self.location, self.manufacturer, self.product))


@dataclass(frozen=True, slots=True)
class VideoSource:
    """One video node that can capture (metadata nodes of the same camera are left out)."""

    path: Path
    name: str
    card: str = ""
    """the camera's own name"""
    vid: str = ""
    pid: str = ""
    serial: str = ""
    location: str = ""
    by_id: Path | None = None


def serial_ports(root: Path = Path("/")) -> tuple[SerialPort, ...]:
    """Every serial port with hardware behind it, by name; empty where there is no sysfs."""
    links = _links(root / "dev" / "serial" / "by-id")
    found = []
    for name, entry in _class_entries(root, "tty"):
        if _NOT_DEVICES.fullmatch(name) or not (entry / "device").exists() or not _is_real(name, entry):
            continue
        usb = _usb_identity(root, entry / "device")
        port = SerialPort(
            root / "dev" / name,
            name,
            usb.vid,
            usb.pid,
            usb.serial,
            usb.location,
            usb.manufacturer,
            usb.product,
            links.get(name),
        )
        found.append(port)
    return tuple(sorted(found, key=_natural))


def video_sources(root: Path = Path("/")) -> tuple[VideoSource, ...]:
    """Every camera's capture node, by name."""
    links = _links(root / "dev" / "v4l" / "by-id")
    found = []
    for name, entry in _class_entries(root, "video4linux"):
        # A UVC camera has a second node, index 1, with metadata and no pictures.
        if not name.startswith("video") or _read(entry / "index") not in ("", "0"):
            continue
        usb = _usb_identity(root, entry / "device")
        card = _read(entry / "name")
        path = root / "dev" / name
        found.append(VideoSource(path, name, card, usb.vid, usb.pid, usb.serial, usb.location, links.get(name)))
    return tuple(sorted(found, key=_natural))


def _natural(found: SerialPort | VideoSource) -> tuple[str, int]:
    stem = found.name.rstrip("0123456789")
    return stem, int(found.name[len(stem) :] or 0)


def _class_entries(root: Path, kind: str) -> Iterator[tuple[str, Path]]:
    folder = root / "sys" / "class" / kind
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:
        # No such class, or no sysfs at all: nothing is plugged in as far as anyone can say.
        return
    for name in names:
        yield name, folder / name


def _is_real(name: str, entry: Path) -> bool:
    """The kernel names ttyS ports whether or not a UART is there; ``type`` 0 (unknown) means that none answered."""
    return not name.startswith("ttyS") or _read(entry / "type") not in ("", "0")


def _usb_identity(root: Path, device: Path) -> UsbIdentity:
    """The USB device above a port, found by its ``idVendor``; nothing for hardware that is not on USB."""
    top = (root / "sys").resolve()
    place = device.resolve()
    for _ in range(_USB_DEPTH):
        if place == top or top not in place.parents:
            break
        if (place / "idVendor").is_file():
            bus, path = _read(place / "busnum"), _read(place / "devpath")
            return UsbIdentity(
                vid=_read(place / "idVendor").lower(),
                pid=_read(place / "idProduct").lower(),
                serial=_read(place / "serial"),
                location=f"{bus}-{path}" if bus and path else place.name,
                manufacturer=_read(place / "manufacturer"),
                product=_read(place / "product"),
            )
        place = place.parent
    return UsbIdentity()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        # An attribute that the device does not have, or a device that went away while we looked.
        return ""


def _links(folder: Path) -> dict[str, Path]:
    """Kernel name → link. One step only: behind it another link may lie."""
    try:
        return {each.readlink().name: each for each in sorted(folder.iterdir()) if each.is_symlink()}
    except OSError:
        return {}
