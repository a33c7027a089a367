"""``kioskctl devices replay``: a recording as a device again, on a port of its own.

Beside `kioskctl bench` and `kioskctl visit` the one command that knows the bench: a recorded device is a simulated one.
"""

import argparse
from pathlib import Path

from devices.bench.device import Places
from devices.bench.replay import ReplayBench
from devices.recording import RecordingError, load
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.devices.record import until_told
from kiosk.config import ConfigError


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("replay", help="play a recording as a device, on a port of its own")
    parser.add_argument("file", type=Path, metavar="FILE", help="what 'devices record' wrote")
    parser.add_argument("--link", type=Path, required=True, metavar="PATH", help="where its port appears")
    parser.add_argument("--seconds", type=float, metavar="S", help="end by itself after this long; else Ctrl-C")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 for a file that is no recording."""
    try:
        recording = load(options.file)
    except RecordingError as error:
        raise ConfigError(str(error)) from error
    bench = ReplayBench(Places(options.link.parent), recording, link=options.link)
    try:
        entry = bench.start()
        say(options, f"{recording.driver} of {recording.at} plays at {entry['port']}; Ctrl-C ends", **entry)
        until_told(options.seconds)
    finally:
        bench.stop()
    state = bench.state()
    say(options, f"{state['played']} of {state['exchanges']} exchanges played, {state['unknown']} unknown", **state)
    return 0
