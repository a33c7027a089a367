"""``kioskctl devices closed-loop``: print a code on both papers, read it back under the camera, sign the report."""

import argparse
import sys

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.untouched import handed_over
from kiosk.config import load_config
from kiosk.faults import FAULTS
from kiosk.runtime import closed_loop
from kiosk.services.readiness import Paper, PaperProof

_ASK = {
    Paper.RECEIPT: "lay the receipt that comes out under the document camera",
    Paper.DOCUMENT: "lay the page from the A4 printer under the document camera",
}
_NAMES = {Paper.RECEIPT: "receipt", Paper.DOCUMENT: "A4 page"}


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "closed-loop", help="prove that what is printed can be read back under the camera; leaves a signed report"
    )
    parser.add_argument(
        "--patience", type=float, default=90.0, metavar="S", help="seconds to lay each paper (default: %(default)g)"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when a paper was not proven. What somebody has to do goes to the error output, also with ``--json``."""
    config = load_config(options.config)
    with handed_over(config):
        report = closed_loop(config, _ask, patience_s=options.patience)
    if options.json:
        say(options, "", **report.as_json(), report=str(report.file))
        return 0 if report.ready else 1
    for proof in report.proofs:
        say(options, _sentence(proof))
    say(options, f"{'ready' if report.ready else 'not ready'}; signed report: {report.file}")
    return 0 if report.ready else 1


def _ask(paper: Paper) -> None:
    print(_ASK[paper], file=sys.stderr, flush=True)


def _sentence(proof: PaperProof) -> str:
    if proof.proven:
        return f"{_NAMES[proof.paper]}: its code was read back, see {proof.evidence}"
    hint = FAULTS[proof.fault].hint if proof.fault in FAULTS else ""
    return f"{_NAMES[proof.paper]}: not proven. {proof.fault} {hint}".rstrip()
