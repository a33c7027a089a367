"""``python -m central command``: ask for a command, approve it, withdraw it, list what there is."""

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from central.bootstrap import prepare
from kiosk.protocol.commands import Verb

if TYPE_CHECKING:
    from central.commands.models import KioskCommand
    from central.kiosks.models import Kiosk

_HOURS = 12.0


def main(arguments: list[str]) -> int:
    """Run one; 0 done, 1 refused and why."""
    options = _parser().parse_args(arguments)
    prepare(options.state.absolute())
    from central.commands.book import CommandRefused  # noqa: PLC0415  needs django.setup()

    try:
        _run(options)
    except CommandRefused as refused:
        sys.stderr.write(f"command: {refused}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="central command",
        description="Tell a kiosk to do something: KIOSK VERB --by A, then approve ID --by B.",
        epilog=f"Verbs: {', '.join(Verb)}.",
    )
    parser.add_argument(
        "what", metavar="KIOSK|approve|withdraw|list", help="a kiosk's id, or what to do with a command"
    )
    parser.add_argument("which", metavar="VERB|ID|KIOSK", nargs="?", default="", help="the verb, or the command's id")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    parser.add_argument("--by", default="", help="who asks for it, or approves it")
    parser.add_argument("--hours", type=float, default=_HOURS, help="how long it may be carried out (%(default)s)")
    parser.add_argument("--json", action="store_true", help="for machines")
    return parser


def _run(options: argparse.Namespace) -> None:
    from central.commands.book import approve, request, withdraw  # noqa: PLC0415  needs django.setup()
    from central.commands.models import KioskCommand  # noqa: PLC0415  as above

    match options.what:
        case "approve":
            _say(approve(options.which, by=options.by), options)
        case "withdraw":
            _say(withdraw(options.which), options)
        case "list":
            rows = KioskCommand.objects.filter(kiosk__id__startswith=options.which)
            for command in rows[:200]:
                _say(command, options)
        case _:
            _say(request(_kiosk(options.what), _verb(options.which), by=options.by, life=_life(options)), options)


def _life(options: argparse.Namespace) -> timedelta:
    return timedelta(hours=options.hours)


def _kiosk(kiosk_id: str) -> "Kiosk":
    from central.kiosks.models import Kiosk  # noqa: PLC0415  needs django.setup()

    kiosk = Kiosk.objects.filter(id=kiosk_id).first()
    if kiosk is None:
        sys.exit(f"command: there is no kiosk {kiosk_id}")
    return kiosk


def _verb(word: str) -> Verb:
    try:
        return Verb(word)
    except ValueError:
        sys.exit(f"command: expected one of {', '.join(Verb)}")


def _say(command: "KioskCommand", options: argparse.Namespace) -> None:
    facts = {
        "id": command.id,
        "kiosk": command.kiosk_id,
        "verb": command.verb,
        "state": command.state,
        "requester": command.requester,
        "approver": command.approver,
        "expires": command.expires.isoformat(timespec="seconds"),
        "outcome": command.outcome,
    }
    sys.stdout.write((json.dumps(facts) if options.json else "  ".join(str(fact) for fact in facts.values())) + "\n")
