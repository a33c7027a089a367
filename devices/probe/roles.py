"""Which role of the kiosk a port or camera has already, by what kiosk.toml says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.api.errors import DeviceError, DeviceFault
from devices.binding import binding_of, resolve
from devices.enumeration import SerialPort, VideoSource
from devices.registry import driver_classes


@dataclass(frozen=True, slots=True)
class Configured:
    """What kiosk.toml says of one role already."""

    driver: str
    options: Mapping[str, object]


PLACES = ("port", "source", "path", "socket")
"""options that say where a device is"""


def path_of(table: Configured) -> str:
    """The device file that the role's table names, or else its driver's ``usual_path``; empty for what has none."""
    named = next((path for key in PLACES if isinstance(path := table.options.get(key), str)), "")
    usual = getattr(driver_classes().get(table.driver), "usual_path", "")
    return named if named.startswith("/") else str(usual) if not named else ""


def is_there(path: Path) -> bool:
    """Whether something is at `path`, ours to look at or not: who opens it says so."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def missing_of(roles: Mapping[str, Configured], root: Path) -> dict[str, str]:
    """Each role whose hardware is not plugged in, or cannot be told from others, and why."""
    missing = {}
    for role, table in roles.items():
        if (path := path_of(table)) and not is_there(Path(path)):
            missing[role] = f"nothing is at {path}"
        for key in ("port", "source"):
            try:
                binding = binding_of(table.options, key)
                if binding is not None:
                    resolve(binding, root, lost=DeviceFault.READER_LOST, key=key)
            except (DeviceError, ValueError) as wrong:
                missing[role] = wrong.detail if isinstance(wrong, DeviceError) else str(wrong)
    return missing


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
