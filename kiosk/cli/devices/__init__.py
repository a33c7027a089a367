"""``kioskctl devices``: what is plugged in, what it is, how it stands. Without a word after it: how each device stands."""

from kiosk.cli.arguments import Commands, add_json
from kiosk.cli.devices import closed_loop, listing, probe, record, replay, self_test, status, watch

_COMMANDS = (status, listing, probe, self_test, closed_loop, watch, record, replay)


def add_to(commands: Commands) -> None:
    """Register the command and those below it."""
    parser = commands.add_parser(
        "devices", help="the devices: probe, list, status, test, closed-loop, watch, record, replay"
    )
    add_json(parser)
    parser.set_defaults(run=status.run)
    below = parser.add_subparsers(dest="what", metavar="WHAT")
    for module in _COMMANDS:
        module.add_to(below)
