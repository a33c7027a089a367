"""From the tables of ``kiosk.toml`` to supervised devices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from types import MappingProxyType
from typing import Any, Self, cast

from devices import binding
from devices.api.document_camera import DocumentCamera
from devices.api.document_printer import DocumentPrinter
from devices.api.errors import DeviceError, DeviceFault
from devices.api.face_verifier import FaceVerifier
from devices.api.id_card_reader import IdCardReader
from devices.api.receipt_printer import ReceiptPrinter
from devices.api.status import DeviceStatus
from devices.port_watch import Change
from devices.registry import RegistryError, load_driver
from devices.selftest import reachable
from devices.supervisor import Pace, Supervisor
from devices.transports.byte_line import tcp_address
from kiosk.config import DEVICE_ROLES, Config, DeviceTable, TableError

_NO_ANSWER = {
    "id_card_reader": DeviceFault.READER_NO_ANSWER,
    "receipt_printer": DeviceFault.RECEIPT_NO_ANSWER,
    "document_printer": DeviceFault.PRINTER_LOST,
    "document_camera": DeviceFault.CAMERA_STALLED,
    "face_camera": DeviceFault.FACE_CAMERA_STALLED,
    "code_scanner": DeviceFault.SCANNER_NO_ANSWER,
    "smart_card_reader": DeviceFault.SMART_CARD_NO_ANSWER,
    "cabinet": DeviceFault.CABINET_NO_ANSWER,
    "power_supply": DeviceFault.UPS_NO_ANSWER,
    "hardware_watchdog": DeviceFault.WATCHDOG_LOST,
}
_UNHURRIED = Pace(check_every_s=5.0, check_s=2.0)
"""No matter waits for these; a UPS at 2400 baud takes its time"""
IN_USE = "in use by another program"
"""What `devices.transports` says of a port that somebody holds"""
_PACES = {"power_supply": _UNHURRIED, "hardware_watchdog": _UNHURRIED}


@dataclass(frozen=True, slots=True)
class Devices:
    """The supervised devices: the four that every kiosk has, and those of the others that this one has."""

    id_card_reader: Supervisor[IdCardReader]
    receipt_printer: Supervisor[ReceiptPrinter]
    document_printer: Supervisor[DocumentPrinter]
    document_camera: Supervisor[DocumentCamera]
    optional: Mapping[str, Supervisor[Any]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, config: Config) -> Self:
        """Every configured device under supervision, opening already. `ConfigError` as `supervised`."""
        for role in config.roles:
            check_driver(config, role)
        others = {role: supervised(config, role) for role in config.roles if role not in DEVICE_ROLES}
        return cls(**{role: supervised(config, role) for role in DEVICE_ROLES}, optional=MappingProxyType(others))

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the devices that are there."""
        return *DEVICE_ROLES, *self.optional

    def role(self, name: str) -> Supervisor[Any]:
        """The supervisor of one of `roles`; ``KeyError`` for a device that this kiosk does not have."""
        if name in self.optional:
            return self.optional[name]
        if name not in DEVICE_ROLES:
            raise KeyError(name)
        supervisor: Supervisor[Any] = getattr(self, name)
        return supervisor

    @property
    def usable(self) -> frozenset[str]:
        """The roles of the devices that can be used now, and what each of them can do (``document_printer.duplex``)."""
        return frozenset(self._usable())

    def _usable(self) -> Iterator[str]:
        for role in self.roles:
            device = self.role(role)
            if device.status.usable:
                yield role
                can = device.capabilities
                yield from (f"{role}.{name}" for name in _yes_or_no(can) if getattr(can, name))

    def hint(self, change: Change) -> None:
        """Something was plugged in or pulled out: whatever is down is tried again at once."""
        if change.appeared:
            for role in self.roles:
                self.role(role).hint()

    def seen_to(self) -> None:
        """Somebody was at the machine: whatever is out of service gets another chance at once."""
        for role in self.roles:
            if not self.role(role).status.usable:
                self.role(role).try_again()

    def close(self) -> None:
        """End the supervision of all."""
        for role in self.roles:
            self.role(role).close()


def _yes_or_no(capabilities: object) -> tuple[str, ...]:
    """The capabilities that a device has or has not; those with a size are no need that could be met or missed."""
    names = (each.name for each in fields(capabilities)) if is_dataclass(capabilities) else ()
    return tuple(name for name in names if isinstance(getattr(capabilities, name), bool))


def check_driver(config: Config, role: str) -> None:
    """`ConfigError` for a driver or options that cannot be; nothing is opened."""
    _made(f"devices.{role}", role, config.device(role))


def open_face_verifier(config: Config) -> FaceVerifier | None:
    """Who compares faces here, None where nobody does. `ConfigError` for a driver or options that cannot be."""
    table = config.face_verifier
    return cast("FaceVerifier", _made("face_verifier", "face_verifier", table)) if table is not None else None


def _made(place: str, kind: str, table: DeviceTable) -> object:
    if not table.driver.startswith(f"{kind}."):
        raise TableError(f"{place}: '{table.driver}' is not a driver of this kind of device")
    try:
        made: object = load_driver(table.driver, binding.checkable(table.options))
    except (RegistryError, ValueError) as error:
        raise TableError(f"{place}: {error}") from error
    return made


def no_answer_of(role: str) -> DeviceFault:
    """The fault of a device of `role` that says nothing."""
    return _NO_ANSWER[role]


def lost_of(role: str) -> DeviceFault:
    """The fault of a device of `role` that is not there."""
    return DeviceFault(f"{_NO_ANSWER[role].value.partition('.')[0]}.lost")


def is_held(status: DeviceStatus) -> bool:
    """Whether the device is there and somebody else works with it."""
    return not status.usable and IN_USE in status.detail


def supervised(config: Config, role: str) -> Supervisor[Any]:
    """The device of `role` under supervision, opening already. `ConfigError` for a driver or options that cannot be."""
    check_driver(config, role)
    table = config.device(role)
    lost = lost_of(role)

    def make_driver() -> Any:  # noqa: ANN401 - the kind is known to the caller only
        # At each opening: after a replug the device may have another name.
        return load_driver(table.driver, binding.bound(table.options, config.hardware.root, lost=lost))

    def look_for() -> None:
        address = _address(binding.bound(table.options, config.hardware.root, lost=lost))
        if address and not reachable(address):
            raise DeviceError(lost, f"nothing at {address}")

    return Supervisor(
        role,
        make_driver,
        no_answer=no_answer_of(role),
        bound_identity=table.identity or "",
        look_for=None if _serves_one_caller(table.options) else look_for,
        pace=_PACES.get(role),
    )


def _serves_one_caller(options: Mapping[str, object]) -> bool:
    """Whether the device is behind a raw port such as 9100: the driver's own connection is the only one it takes.

    The self-test of level 0 runs while that is open; a second one would find the device missing.
    """
    port = options.get("port")
    return isinstance(port, str) and tcp_address(port) is not None


def _address(options: Mapping[str, object]) -> str:
    """Where a driver's device is: the option that names a port, a source, an address or a path."""
    named = (options.get(key) for key in ("port", "source", "url", "path"))
    return next((value for value in named if isinstance(value, str)), "")
