"""``kioskctl devices list``: what is plugged in and which role it has. Opens nothing."""

import argparse

from devices.binding import warning
from devices.enumeration import serial_ports, video_sources
from devices.probe.roles import Configured, missing_of, role_of_port, role_of_source
from kiosk.bindings import configured_of
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.config import load_config


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("list", help="what is plugged in, and what kiosk.toml makes of it")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when the hardware of a role is not plugged in."""
    config = load_config(options.config)
    root, roles = config.hardware.root, configured_of(config)
    for port in serial_ports(root):
        _say(options, "serial", str(port.path), port.hardware, role_of_port(roles, port))
    for source in video_sources(root):
        _say(options, "video", str(source.by_id or source.path), source.card, role_of_source(roles, source))
    for role, table in roles.items():
        if address := _address(table):
            _say(options, "address", address, table.driver, role)
    missing = missing_of(roles, root)
    for role, why in missing.items():
        say(options, f"{role}: {why}", role=role, missing=why)
    for role, table in roles.items():
        if why := warning(table.options):
            say(options, f"{role}: {why}", role=role, warning=why)
    return 1 if missing else 0


def _say(options: argparse.Namespace, medium: str, where: str, hardware: str, role: str) -> None:
    line = f"{where:<44} {hardware}  {'is the ' + role if role else 'has no role'}"
    say(options, line, medium=medium, where=where, hardware=hardware, role=role)


def _address(table: Configured) -> str:
    return next((str(table.options[key]) for key in ("url", "source") if "://" in str(table.options.get(key))), "")
