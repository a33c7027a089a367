"""``kioskctl devices test KIND``: one device's self-test, up to a level, with what was seen."""

import argparse

from devices.selftest import Level
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.standing import is_held, standing
from kiosk.config import DEVICE_ROLES, OPTIONAL_ROLES, ConfigError, load_config
from kiosk.faults import FAULTS
from kiosk.runtime import supervised

_DEADLINES_S = {Level.PATH: 5.0, Level.HANDSHAKE: 10.0, Level.QUIET: 20.0, Level.OPERATOR: 90.0}
"""an operator's test waits for paper or a card"""


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "test", help="test one device: 0 its path, 1 handshake, 2 quietly all it does, 3 with you"
    )
    parser.add_argument("kind", choices=(*DEVICE_ROLES, *OPTIONAL_ROLES), metavar="KIND", help="e.g. receipt_printer")
    parser.add_argument("--level", type=int, choices=range(4), default=2, help="0 to 3 (default: %(default)s)")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when the test fails."""
    config = load_config(options.config)
    if options.kind not in config.roles:
        raise ConfigError(f"this kiosk has no {options.kind}: [devices.{options.kind}] is not in {options.config}")
    if options.kind not in config.unarmed.roles:
        raise ConfigError(
            f"{options.kind}: opening it would arm it, and it may not let itself be stopped; start the kiosk"
        )
    level = Level(options.level)
    supervisor = supervised(config, options.kind)
    try:
        status = supervisor.wait_until_known(5.0)
        result = supervisor.self_test(level, deadline_s=_DEADLINES_S[level])
    finally:
        supervisor.close()
    seen = "; ".join(result.seen)
    if result.passed:
        sentence = f"{options.kind}: passed level {int(level)} in {result.took_s * 1000:.0f} ms. {seen}".rstrip()
    elif is_held(status):
        sentence = f"{options.kind}: not tested at level {int(level)}: {standing(status)}"
    else:
        fault = result.fault.value if result.fault is not None else ""
        hint = FAULTS[fault].hint if fault in FAULTS else ""
        sentence = (
            f"{options.kind}: failed level {int(level)}: {fault}. {hint} {status.detail or result.detail}".rstrip()
        )
    say(options, sentence, in_use=is_held(status), **result.as_json())
    return 0 if result.passed else 1
