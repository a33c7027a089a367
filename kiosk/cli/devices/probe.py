"""``kioskctl devices probe``: who answers on what is plugged in, what it could be here, and writing that down."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from devices.api.probing import Confidence
from devices.probe.findings import Finding, Findings, Proposal
from devices.probe.scan import LIMIT_S, scan
from kiosk.bindings import configured_of, write_bindings
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.config import Config, ConfigError, load_config


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "probe",
        help="ask what is plugged in who it is, and propose a role for it",
        description="Asks only what prints and moves nothing. A port that the running kiosk holds is left alone.",
    )
    parser.add_argument("--yes", action="store_true", help="write every proposal that is not a mere guess, unasked")
    parser.add_argument(
        "--limit", type=float, default=LIMIT_S, metavar="S", help="seconds at most (default: %(default)s)"
    )
    parser.add_argument("--root", type=Path, help="look under this folder instead of [hardware] root")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """0: every configured device answers or is in use, or its new binding was written; 1: one is missing or silent."""
    config = _config(options.config)
    root = options.root or (config.hardware.root if config is not None else Path("/"))
    findings = scan(root, configured_of(config) if config is not None else None, limit_s=options.limit)
    for finding in findings.found:
        _tell(options, finding)
    for role, why in findings.missing.items():
        say(options, f"{role}: {why}", role=role, missing=why)
    if not findings.found:
        say(options, "nothing is plugged in that could be asked", found=0)
    accepted = tuple(_accepted(options, findings.proposals))
    if accepted:
        kept = write_bindings(options.config, accepted)
        written = [proposal.role for proposal in accepted]
        sentence = (
            f"written into {options.config}: {', '.join(written)}; the old file is {kept.name}. Restart the kiosk."
        )
        say(options, sentence, written=written, kept=str(kept))
    elif findings.proposals and not options.json:
        print("nothing was written; --yes writes what is not marked low")
    return 1 if _unwell(findings) - {proposal.role for proposal in accepted} else 0


def _config(path: Path) -> Config | None:
    """A kiosk that is being set up may not have a whole configuration yet; looking is allowed all the same."""
    try:
        return load_config(path)
    except ConfigError as error:
        print(f"kioskctl: {error}; looking at this machine without it", file=sys.stderr)
        return None


def _tell(options: argparse.Namespace, finding: Finding) -> None:
    role = f", is the {finding.in_role}" if finding.in_role else ""
    lines = [f"{finding.where}  {finding.hardware}{role}".rstrip(), f"    {finding.answer.value}: {finding.detail}"]
    lines += [
        f"    could be the {each.role} ({each.driver}), confidence {each.confidence.value}: {each.why}"
        for each in finding.proposals
    ]
    say(options, "\n".join(lines), **finding.facts())


def _accepted(options: argparse.Namespace, proposals: Sequence[Proposal]) -> Iterable[Proposal]:
    """What is to be written, at most one for each role."""
    taken: set[str] = set()
    for proposal in proposals:
        if proposal.role not in taken and _wanted(options, proposal):
            taken.add(proposal.role)
            yield proposal


def _wanted(options: argparse.Namespace, proposal: Proposal) -> bool:
    if options.yes:
        return proposal.confidence is not Confidence.LOW
    if options.json or not sys.stdin.isatty():
        return False
    answer = input(f"write [devices.{proposal.role}] {dict(proposal.options)} ({proposal.confidence.value})? [y/N] ")
    return answer.strip().lower() in ("y", "yes")


def _unwell(findings: Findings) -> set[str]:
    return {each.in_role for each in findings.found if each.in_role and not each.fits} | set(findings.missing)
