"""``kioskctl audit``: what was done to this kiosk, and whether anybody has changed the account of it."""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.untouched import untouched
from kiosk.config import load_config
from kiosk.protocol.audit_chain import Head, first_break, link
from kiosk.sync.reporting import ANCHOR
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.settings import Settings


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("audit", help="the tamper-evident account of what was done to this kiosk")
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    verify = parts.add_parser("verify", help="is the account whole and unchanged?")
    verify.add_argument(
        "--head", type=_head, action="append", default=[], help="a head that the platform shows, N:HASH"
    )
    verify.set_defaults(run=run_verify)
    show = parts.add_parser("list", help="what was done, oldest first")
    show.add_argument("--last", type=int, default=50, help="so many entries (default: %(default)s)")
    show.set_defaults(run=run_list)
    for each in (verify, show):
        add_json(each)


def _head(text: str) -> Head:
    try:
        return Head.parsed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Account:
    """How the account stands. `followed` is how far the platform has followed it; `problem` is None when it is whole."""

    head: Head
    followed: int
    problem: str | None


def examine(database: Database, heads: Sequence[Head] = ()) -> Account:
    """Check every entry, against `heads` and the last one that the platform has acknowledged. Raises `StoreFailed`."""
    log = AuditLog(database, link)
    kept = Settings(database).get(ANCHOR)
    anchors = [*heads, *([Head.parsed(kept)] if kept else [])]
    return Account(Head(*log.head()), anchors[-1].n if kept else 0, first_break(log.after(0), anchors))


def run_verify(options: argparse.Namespace) -> int:
    """1 when the account was changed, or lacks a head that is known elsewhere."""
    with _opened(options) as database:
        account = examine(database, options.head)
        head, broken, anchors = account.head, account.problem, len(options.head) + bool(account.followed)
        against = f", checked against {anchors} known heads" if anchors else ", the platform knows none of it yet"
        sentence = f"whole: {head.n} entries{against}; head {head}" if broken is None else f"BROKEN: {broken}"
        say(
            options,
            sentence,
            whole=broken is None,
            problem=broken,
            entries=head.n,
            head=str(head),
            anchors=anchors,
        )
        return 0 if broken is None else 1


def run_list(options: argparse.Namespace) -> int:
    """The last entries, as they were written."""
    with _opened(options) as database:
        log = AuditLog(database, link)
        for row in log.after(max(0, log.head()[0] - options.last)):
            try:
                facts = json.loads(row.entry)
            except ValueError:
                facts = {"unreadable": True}
            say(options, f"{row.n:>6} {row.entry}", n=row.n, **facts)
        return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Database]:
    with untouched(load_config(options.config)) as config, closing(Database.open(config.kiosk.state)) as database:
        yield database
