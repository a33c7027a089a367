"""``kioskctl examine``: everything that can be wrong with a folder of matters, before anybody meets it."""

import argparse
from pathlib import Path

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.services.examination import examine, told


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "examine", help="check a folder of matters, and walk each from the guide to the receipt"
    )
    parser.add_argument("catalogue", type=Path, help="the folder that holds home.toml and the folders of the matters")
    parser.add_argument(
        "--only", default="", metavar="CODE", help="walk this matter and the bundles; the others were examined before"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when something is wrong."""
    examined = examine(options.catalogue, only=options.only)
    for problem in examined.problems:
        say(options, str(problem), **told(problem))
    good = len(examined.catalogue.matters)
    say(options, f"{good} matters are good", good=good)
    return 1 if examined.problems else 0
