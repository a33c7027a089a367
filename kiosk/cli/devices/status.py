"""``kioskctl devices status``: each device, how it stands, and who has to act."""

import argparse

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.standing import NOT_ARMED, is_held, not_losing_what_is_held, standing
from kiosk.config import load_config
from kiosk.runtime import supervised


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("status", help="how each device stands; also 'devices' alone")
    add_json(parser)
    parser.set_defaults(run=run)


@not_losing_what_is_held()
def run(options: argparse.Namespace) -> int:
    """Opens each device once; 1 when one is not usable. What the running kiosk holds is well."""
    configured = load_config(options.config)
    config = configured.unarmed
    down = 0
    for role in config.roles:
        table = config.device(role)
        supervisor = supervised(config, role)
        try:
            status = supervisor.wait_until_known(5.0)
        finally:
            supervisor.close()
        down += not status.usable and not is_held(status)
        fault = status.fault.value if status.fault is not None else ""
        say(
            options,
            f"{role:<18} {standing(status)}",
            role=role,
            driver=table.driver,
            state=status.state.value,
            action=status.action.value,
            fault=fault,
            detail=status.detail,
            in_use=is_held(status),
            metrics=supervisor.metrics.as_json(),
        )
    if configured.devices.hardware_watchdog is not None and not options.json:
        say(options, NOT_ARMED)
    return 1 if down else 0
