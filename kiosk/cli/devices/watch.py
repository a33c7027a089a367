"""``kioskctl devices watch``: every change as it happens, of the devices and of what is plugged in."""

import argparse
import threading
from datetime import UTC, datetime
from functools import partial

from devices.api.status import DeviceStatus
from devices.port_watch import Change, PortWatch
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.standing import is_held, standing
from kiosk.config import load_config
from kiosk.runtime import supervised


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("watch", help="say every change of a device and of what is plugged in, until Ctrl-C")
    parser.add_argument("--seconds", type=float, metavar="S", help="end by itself after this long")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0 when it was told to end."""
    config = load_config(options.config).unarmed
    said, ended = threading.Lock(), threading.Event()

    def tell(what: str, **facts: object) -> None:
        now = datetime.now(UTC)
        with said:
            if ended.is_set():
                return
            try:
                say(options, f"{now.astimezone():%H:%M:%S}  {what}", at=now.isoformat(timespec="milliseconds"), **facts)
            except BrokenPipeError:
                # Whoever reads had enough of it. This may be a device's thread: the command itself ends it.
                ended.set()

    def hear(role: str, status: DeviceStatus) -> None:
        fault = status.fault.value if status.fault is not None else ""
        facts = standing(status) if is_held(status) else f"{status.state.value:<15} {fault} {status.detail}".rstrip()
        tell(
            f"{role:<18} {facts}",
            role=role,
            state=status.state.value,
            action=status.action.value,
            fault=fault,
            detail=status.detail,
            in_use=is_held(status),
        )

    supervisors = {role: supervised(config, role) for role in config.roles}

    def changed(change: Change) -> None:
        for name in change.gone:
            tell(f"{name} was pulled out", port=name, plugged=False)
        for name in change.appeared:
            tell(f"{name} was plugged in", port=name, plugged=True)
        for supervisor in supervisors.values():
            supervisor.hint()

    ports = PortWatch(config.hardware.root, changed)
    try:
        for role, supervisor in supervisors.items():
            supervisor.subscribe(partial(hear, role))
            hear(role, supervisor.status)
        ports.start()
        if ended.wait(options.seconds):
            raise BrokenPipeError
    except KeyboardInterrupt:
        # The way to end it.
        return 0
    finally:
        ports.stop()
        for supervisor in supervisors.values():
            supervisor.close()
    return 0
