"""``kioskctl matters``: the catalogue of this kiosk, with every problem in it."""

import argparse
from pathlib import Path

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.config import load_config
from kiosk.matters.catalogue import BASELINE, load_catalogue
from kiosk.services.typesetting import check_template


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("matters", help="list and check the matters")
    parser.add_argument("--catalogue", type=Path, help="another folder of matters, to check before it is used")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when a matter had to be left out."""
    if options.catalogue is not None:
        root = options.catalogue
    elif options.config.exists():
        root = load_config(options.config).kiosk.catalogue or BASELINE
    else:
        root = BASELINE
    catalogue = load_catalogue(root, check_template)
    for matter in sorted(catalogue.matters.values(), key=lambda matter: (matter.at_counter_only, matter.code)):
        where = "counter" if matter.at_counter_only else "here"
        say(
            options,
            f"{matter.code:<44} {where:<8} {matter.title.zh}",
            code=matter.code,
            title=matter.title.zh,
            where=where,
        )
    for problem in catalogue.problems:
        say(options, str(problem), problem=str(problem))
    return 1 if catalogue.problems else 0
