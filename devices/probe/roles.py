"""Which role of the kiosk a port or camera has already, by what kiosk.toml says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.api.errors import DeviceError, DeviceFault
from devices.binding import binding_of, resolve
from devices.enumeration import SerialPort, VideoSource


@dataclass(frozen=True, slots=True)
class Configured:
    """What kiosk.toml says of one role already."""

    driver: str
    options: Mapping[str, object]


PLACES = ("port", "source", "path", "socket")
"""options that say where a device is"""


def missing_of(roles: Mapping[str, Configured], root: Path) -> dict[str, str]:
    """Each role whose hardware is not plugged in, or cannot be told from others, and why."""
    missing = {}
    for role, table in roles.items():
        for key in PLACES:
            path = table.options.get(key)
            if isinstance(path, str) and path.startswith("/") and not _is_there(Path(path)):
                missing[role] = f"nothing is at {path}"
        for key in ("port", "source"):
            try:
                binding = binding_of(table.options, key)
                if binding is not None:
                    resolve(binding, root, lost=DeviceFault.READER_LOST, key=key)
            except (DeviceError, ValueError) as wrong:
                missing[role] = wrong.detail if isinstance(wrong, DeviceError) else str(wrong)
    return missing


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # There, and not ours to look at: who opens it says so.
        return True
    return True


def role_of_port(roles: Mapping[str, Configured], port: SerialPort) -> str:
    """The role whose binding or path leads to `port`; empty when none does."""
    return next((role for role, table in roles.items() if _leads_to(table, "port", port)), "")


def role_of_source(roles: Mapping[str, Configured], source: VideoSource) -> str:
    """The role whose camera is `source`; empty when none is."""
    return next((role for role, table in roles.items() if _leads_to(table, "source", source)), "")


def _leads_to(table: Configured, key: str, found: SerialPort | VideoSource) -> bool:
    try:
        binding = binding_of(table.options, key)
    except ValueError:
        # Said elsewhere, where the configuration is checked.
        return False
    if binding is not None:
        return binding.matches(found)
    path = table.options.get(key)
    return isinstance(path, str) and "://" not in path and _same(Path(path), found.path)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.resolve(strict=True) == other.resolve(strict=True)
    except OSError:
        return False
