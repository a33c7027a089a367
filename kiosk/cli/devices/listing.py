"""``kioskctl devices list``: what is plugged in and which role it has. Opens no device."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from devices.api.probing import Discovery
from devices.binding import warning
from devices.enumeration import serial_ports, video_sources
from devices.probe.roles import Configured, is_there, missing_of, path_of, role_of_port, role_of_source
from devices.registry import driver_classes
from devices.transports.byte_line import tcp_address
from kiosk.bindings import configured_of
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.config import Config, ConfigError, load_config
from kiosk.runtime import check_driver

_SERVICE_S = 2.0
"""for a service that is asked which devices it has"""


@dataclass(frozen=True, slots=True)
class _There:
    """One thing that is plugged in, or an address that is named."""

    medium: str
    where: str
    hardware: str
    role: str


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("list", help="what is plugged in, and what kiosk.toml makes of it")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when the hardware of a role is not plugged in, or its driver or options are wrong."""
    config = load_config(options.config)
    root, roles = config.hardware.root, configured_of(config)
    wrong = dict(_wrong(config))
    there = tuple(_there(root, roles))
    for each in there:
        _tell(options, each)
    for role, why in wrong.items():
        say(options, f"{role}: {why}", role=role, wrong=why)
    missing = {role: why for role, why in _missing(root, roles, there).items() if role not in wrong}
    for role, why in missing.items():
        say(options, f"{role}: {why}", role=role, missing=why)
    for role, table in roles.items():
        if role not in wrong and (why := warning(table.options)):
            say(options, f"{role}: {why}", role=role, warning=why)
    return 1 if missing or wrong else 0


def _wrong(config: Config) -> Iterator[tuple[str, str]]:
    """Roles with a driver that is not there, or options that it does not take."""
    for role in config.roles:
        try:
            check_driver(config, role)
        except ConfigError as error:
            yield role, str(error).removeprefix(f"devices.{role}: ")


def _there(root: Path, roles: Mapping[str, Configured]) -> Iterator[_There]:
    listed = set()
    for port in serial_ports(root):
        listed.add(port.path)
        yield _There("serial", str(port.path), port.hardware, role_of_port(roles, port))
    for source in video_sources(root):
        listed.add(source.path)
        yield _There("video", str(source.by_id or source.path), source.card, role_of_source(roles, source))
    for role, table in roles.items():
        path = path_of(table)
        if path and is_there(Path(path)) and Path(path).resolve() not in {each.resolve() for each in listed}:
            yield _There("path", path, table.driver, role)
        if address := _address(table):
            yield _There("address", address, table.driver, role)
    yield from _known_to_services(root, roles)


def _known_to_services(root: Path, roles: Mapping[str, Configured]) -> Iterator[_There]:
    """Devices that a service of this machine names without touching them: card readers."""
    for name, driver in driver_classes().items():
        discovery = getattr(driver, "discovery", None)
        if not isinstance(discovery, Discovery) or not discovery.quiet:
            continue
        role = name.partition(".")[0]
        table = roles.get(role)
        wanted = str(table.options.get("reader", "")).lower() if table and table.driver == name else None
        for found in discovery.find(root, _SERVICE_S):
            ours = wanted is not None and wanted in found.what.lower()
            yield _There("service", found.what, found.why, role if ours else "")


def _missing(root: Path, roles: Mapping[str, Configured], there: tuple[_There, ...]) -> dict[str, str]:
    """Also those whose service knows none of the kind."""
    drivers, found = driver_classes(), {each.role for each in there}
    unknown = {
        role: "no service of this machine knows one"
        for role, table in roles.items()
        if getattr(getattr(drivers.get(table.driver), "discovery", None), "quiet", False) and role not in found
    }
    return {**unknown, **missing_of(roles, root)}


def _tell(options: argparse.Namespace, each: _There) -> None:
    line = f"{each.where:<44} {each.hardware}  {'is the ' + each.role if each.role else 'has no role'}"
    say(options, line, medium=each.medium, where=each.where, hardware=each.hardware, role=each.role)


def _address(table: Configured) -> str:
    """A URL, or a network's ``host:port`` where others have a serial port; empty for what is plugged in."""
    url = next((str(table.options[key]) for key in ("url", "source") if "://" in str(table.options.get(key))), "")
    port = table.options.get("port")
    return url or (port if isinstance(port, str) and tcp_address(port) else "")
