"""``kioskctl bench``: the knobs of the simulated hardware, where there is some.

The one module of the kiosk that knows the bench, and only its control socket: ``[dock] control`` in kiosk.toml.
"""

import argparse
import json
import sys

from devices.bench.client import BenchControl, BenchError
from kiosk.cli.arguments import Commands
from kiosk.config import Config, ConfigError, load_config

_MISUSED = 2


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "bench",
        help="turn a knob of the simulated hardware",
        description="For example: bench id_card_reader place card=wang; bench network cut; bench receipt_printer state; "
        "bench id_card_reader fault flip at=12 times=3; bench id_card_reader calm; bench cabinet feel sensor=door",
    )
    parser.add_argument(
        "device", nargs="?", help="a role of kiosk.toml, network, payment or host; without one they are listed"
    )
    parser.add_argument(
        "do", nargs="?", help="the knob; 'state' shows how the device stands; without one they are listed"
    )
    parser.add_argument("args", nargs="*", metavar="KEY=VALUE", help="what the knob wants to know")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Prints the answer as JSON; 2, with what there is to choose from, where device or knob was left out."""
    control = control_of(load_config(options.config))
    if options.do is None:
        return _listed(control, options.device)
    try:
        answer = control.send(options.device, options.do, **dict(_pair(options.do, each) for each in options.args))
    except BenchError as error:
        print(f"kioskctl: {error}")
        return 1
    print(json.dumps(answer, ensure_ascii=False, indent=1))
    return 0


def _listed(control: BenchControl, device: str | None) -> int:
    """The bench itself names what it has when it is asked for what it has not."""
    try:
        control.send(device or "", "")
    except BenchError as error:
        print(f"kioskctl: {error}", file=sys.stderr)
    return _MISUSED


def control_of(config: Config) -> BenchControl:
    """The control socket; `ConfigError` on a kiosk that has none."""
    if config.dock is None:
        raise ConfigError("this kiosk has no [dock]: its devices are real, and there are no knobs to turn")
    return BenchControl(config.dock.control)


def _pair(do: str, text: str) -> tuple[str, object]:
    """``key=value``; the value as JSON where it is JSON, else as text. A ``fault`` is told by its operator's bare name."""
    if do == "fault" and "=" not in text:
        return "operator", text
    key, _, value = text.partition("=")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
