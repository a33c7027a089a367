"""Which port is which device: ``port`` (or a camera's ``source``) as what is plugged in rather than where it came up.

``port = { vid = "1a86", pid = "7523", serial = "…", location = "1-1.2" }`` names an adapter; the port is looked up each time
the device is opened, so that it is found again under another name. A path is taken as it is. Numbered paths
(``/dev/ttyUSB0``) work, and `warning` says why they should not be used: the number goes to whoever comes first.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from devices.api.errors import DeviceError, DeviceFault
from devices.enumeration import SerialPort, VideoSource, serial_ports, video_sources

_NUMBERED = re.compile(r"/dev/(tty(?:USB|ACM|S|AMA|XRUSB)\d+|video\d+)$")
_Hex4 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{4}$", to_lower=True)]
_FACTS = ("vid", "pid", "serial", "location")
_LOOKED_UP: Mapping[str, Callable[[Path], tuple[SerialPort | VideoSource, ...]]] = {
    "port": serial_ports,
    "source": video_sources,
}
"""options that may be a binding, and where they are looked up"""
_UNRESOLVED = "/dev/null"
"""stands for a port while options are only checked"""


class PortBinding(BaseModel):
    """What identifies an adapter. Everything given has to match; ``vid`` and ``pid`` alone do when only one such is there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    vid: _Hex4 | None = None
    """USB vendor, four hex digits"""
    pid: _Hex4 | None = None
    """USB product, four hex digits"""
    serial: str | None = None
    location: Annotated[str, StringConstraints(pattern=r"^\d+-\d+(\.\d+)*$")] | None = None
    """the socket, e.g. ``1-1.2``: needed for adapters without a serial number of their own"""

    @model_validator(mode="after")
    def _names_something(self) -> "PortBinding":
        if not any((self.serial, self.location)) and not (self.vid and self.pid):
            raise ValueError("name a serial, a location, or vid and pid")
        return self

    def matches(self, port: SerialPort | VideoSource) -> bool:
        """Whether `port` is all that this asks for."""
        return all(wanted is None or getattr(port, fact) == wanted for fact, wanted in self._facts())

    def table(self) -> dict[str, str]:
        """As it stands in kiosk.toml."""
        return {fact: wanted for fact, wanted in self._facts() if wanted}

    def __str__(self) -> str:
        return ", ".join(f"{fact} {wanted}" for fact, wanted in self._facts() if wanted)

    def _facts(self) -> tuple[tuple[str, str | None], ...]:
        return tuple((fact, getattr(self, fact)) for fact in _FACTS)


def resolve(binding: PortBinding, root: Path, *, lost: DeviceFault, key: str = "port") -> Path:
    """The path of the one port that `binding` names; `DeviceError` with `lost` when there is none, or more than one.

    `key` is the option it stands for: ``port``, or ``source`` for a camera.
    """
    ports = _LOOKED_UP[key](root)
    found = [port for port in ports if binding.matches(port)]
    if len(found) == 1:
        return found[0].path
    if not found:
        raise DeviceError(lost, _nothing(binding, ports))
    names = ", ".join(f"{port.name} at {port.location}" for port in found)
    same_serial = len({port.serial for port in found}) == 1
    missing = "their location" if same_serial else "a serial"
    raise DeviceError(lost, f"{len(found)} adapters have {binding} ({names}): add {missing} to the binding")


def _nothing(binding: PortBinding, ports: tuple[SerialPort | VideoSource, ...]) -> str:
    """What is missing; an adapter of the same make is named, since it is often the right one in the wrong socket."""
    alike = [port for port in ports if port.vid and (port.vid, port.pid) == (binding.vid, binding.pid)]
    if not alike:
        return f"no adapter with {binding} is plugged in"
    there = "; ".join(f"{port.name}, serial {port.serial or 'none'}, at {port.location}" for port in alike)
    return f"no adapter with {binding} is plugged in; of the same make there is {there}"


def binding_for(port: SerialPort | VideoSource, ports: tuple[SerialPort | VideoSource, ...]) -> PortBinding | None:
    """The least that tells `port` from all `ports` and survives a replug: serial if it is its own, else the socket.

    None for a port that is not on USB: its name is all there is.
    """
    if not port.vid:
        return None
    serial = port.serial or None
    twins = [each for each in ports if (each.vid, each.pid, each.serial) == (port.vid, port.pid, port.serial)]
    own_serial = serial is not None and len(twins) == 1
    return PortBinding(
        vid=port.vid, pid=port.pid, serial=serial, location=None if own_serial else port.location or None
    )


def bound(options: Mapping[str, object], root: Path, *, lost: DeviceFault) -> dict[str, object]:
    """`options` with the port or camera that their binding names now, as a path. `DeviceError` as `resolve`."""
    looked_up = {key: binding for key in _LOOKED_UP if (binding := binding_of(options, key)) is not None}
    return {**options, **{key: str(resolve(each, root, lost=lost, key=key)) for key, each in looked_up.items()}}


def checkable(options: Mapping[str, object]) -> dict[str, object]:
    """`options` with a stand-in for what is bound, for checking them without looking for anything. `ValueError`."""
    return {**options, **{key: _UNRESOLVED for key in _LOOKED_UP if binding_of(options, key) is not None}}


def binding_of(options: Mapping[str, object], key: str = "port") -> PortBinding | None:
    """The binding in a driver's options; None for a path or none. `ValueError` with a sentence for a wrong table."""
    port = options.get(key)
    if not isinstance(port, Mapping):
        return None
    try:
        return PortBinding.model_validate(dict(port))
    except ValidationError as wrong:
        found = "; ".join(f"{'.'.join(map(str, each['loc'])) or 'table'}: {each['msg']}" for each in wrong.errors())
        raise ValueError(f"{key}: {found}") from None


def warning(options: Mapping[str, object]) -> str:
    """Why the port or camera in `options` may be another one after the next replug; empty when it stays the same."""
    for key in ("port", "source"):
        path = options.get(key)
        if isinstance(path, str) and (numbered := _NUMBERED.search(path)):
            return (
                f"{key} = {path}: the number in {numbered[1]} goes to whichever device comes first;"
                " bind it by what it is, 'kioskctl devices probe' proposes how"
            )
    return ""
