"""``kioskctl queue``: what waits for the platform. Numbers and times only, nobody's data."""

import argparse
import io
import json
import os
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.audit import Audit, AuditEvent
from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.store_report import STOPS
from kiosk.cli.untouched import handed_over, untouched
from kiosk.clock import SystemClock, kernel_clock_is_synchronised
from kiosk.config import Config, load_config
from kiosk.protocol.audit_chain import link
from kiosk.runtime.store import limits_of
from offline_cache.aside import is_owed, kept_aside
from offline_cache.audit import AuditLog
from offline_cache.blobs import Blobs
from offline_cache.copies import is_merged, kept_copies
from offline_cache.database import Database
from offline_cache.entries import Entry, Envelope, entries, envelope, find
from offline_cache.errors import EnclosureLost
from offline_cache.last_moment import go_on
from offline_cache.outbox import Outbox
from offline_cache.standing import Ageing, judge

_MORE = ": MORE MAY WAIT THAN STANDS HERE; the next start of the application brings what can be read of it"
_WORDS = {"ready": "waiting", "sending": "being sent", "dead": "set aside", "sent": "delivered"}


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("queue", help="what waits for the platform")
    parser.set_defaults(run=_run_list, every=False)
    add_json(parser)
    parts = parser.add_subparsers(dest="part", metavar="PART")
    listing = parts.add_parser("list", help="what waits, and what was set aside")
    listing.add_argument("--every", action="store_true", help="also what was delivered in the last 30 days")
    listing.set_defaults(run=_run_list)
    show = parts.add_parser("show", help="one message")
    show.add_argument("id", metavar="ID", help="receipt number, or the first digits of the id")
    show.set_defaults(run=_run_show)
    retry = parts.add_parser("retry", help="try again what was set aside")
    retry.add_argument("id", metavar="ID", nargs="?", help="receipt number, or the first digits of the id")
    retry.add_argument("--all", action="store_true", help="everything that was set aside")
    retry.set_defaults(run=_run_retry)
    export = parts.add_parser("export", help="the sealed message with its files, which only the platform can open")
    export.add_argument("id", metavar="ID", help="receipt number, or the first digits of the id")
    export.add_argument("file", metavar="FILE", type=Path, help="where to (a tar archive; never overwritten)")
    export.set_defaults(run=_run_export)
    for each in (listing, show, retry, export):
        # the parser above has read it already; a default here would forget that
        each.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="one JSON document a line instead of sentences",
        )


_Act = Callable[[Config, Database], int]


def _looking(options: argparse.Namespace, act: _Act) -> int:
    with untouched(load_config(options.config)) as config:
        return _with_store(config, act)


def _changing(options: argparse.Namespace, act: _Act) -> int:
    config = load_config(options.config)
    with handed_over(config):
        return _with_store(config, act)


def _with_store(config: Config, act: _Act) -> int:
    with closing(Database.open(config.kiosk.state)) as database:
        return act(config, database)


def _run_list(options: argparse.Namespace) -> int:
    """1 when something was set aside, nothing is accepted any more, or more may wait than stands here: a person has to look.

    The alarm of the queue lives in the running application and shows in its log; here only the store is read.
    """

    def act(config: Config, database: Database) -> int:
        outbox, now = _outbox(config, database), SystemClock().now()
        age = outbox.oldest_age(now)
        # an intake key is a matter of `doctor`; without one, judging by it would hide the rest
        standing = judge(limits_of(config), outbox.depth(), age, config.kiosk.state, sealing=True)
        seconds = round(age.total_seconds()) if age is not None else None
        oldest = "" if seconds is None else f", the oldest for {seconds} s"
        stop = f"; NOTHING IS ACCEPTED: {STOPS[standing.why]}" if not standing.accepting else ""
        say(
            options,
            f"{standing.depth} waiting{oldest}{stop}",
            waiting=standing.depth,
            oldest_s=seconds,
            level=standing.level,
            why=standing.why,
            free_bytes=standing.free_bytes,
        )
        for entry in entries(database, every=options.every):
            _say_entry(options, entry, now)
        for row in outbox.unprinted():
            say(options, f"receipt not printed: {row.receipt_no}", unprinted=row.receipt_no)
        owed = _say_kept(options, config)
        return 1 if outbox.dead() or not standing.accepting or owed else 0

    return _looking(options, act)


def _say_kept(options: argparse.Namespace, config: Config) -> bool:
    """What was set aside of this store, and whether some of what it holds may wait without standing in the list."""
    wrecks = [(aside, is_owed(aside)) for aside in kept_aside(config.kiosk.state)]
    copies = kept_copies(config.offline.backup or config.kiosk.state / "backup")
    kept = [(copy, not is_merged(copy)) for copy in copies]
    for path, owed in wrecks:
        say(options, f"unreadable store kept in {path}{_MORE if owed else ''}", unreadable=str(path), unfinished=owed)
    for path, owed in kept:
        say(options, f"backup of another store kept in {path}{_MORE if owed else ''}", kept=str(path), unfinished=owed)
    return any(owed for _, owed in (*wrecks, *kept))


def _run_show(options: argparse.Namespace) -> int:
    def act(_config: Config, database: Database) -> int:
        chosen = _chosen(options, database)
        for number, entry in enumerate(chosen):
            facts = _facts(entry)
            if options.json:
                print(json.dumps(facts, ensure_ascii=False))
            else:
                lines = [f"{name:<12} {'' if value is None else value}".rstrip() for name, value in facts.items()]
                print("\n".join(["", *lines] if number else lines))
        return 0 if chosen else 1

    return _looking(options, act)


def _run_retry(options: argparse.Namespace) -> int:
    def act(config: Config, database: Database) -> int:
        if bool(options.id) == options.all:
            say(options, "say which: an ID, or --all", error="say which: an ID, or --all")
            return 2
        chosen = [None] if options.all else [entry.id for entry in _chosen(options, database)]
        if not chosen:
            return 1
        count = 0
        for message_id in chosen:
            given = _outbox(config, database).retry(message_id)
            if given:
                _note(database, AuditEvent.QUEUE_RETRIED, messages=given, id=message_id or "all")
            count += given
        say(options, f"{count} given another chance", retried=count)
        return 0 if count or options.all else 1

    return _changing(options, act)


def _run_export(options: argparse.Namespace) -> int:
    def act(config: Config, database: Database) -> int:
        chosen = _chosen(options, database)
        if not chosen:
            return 1
        try:
            blobs = Blobs(config.kiosk.state / "blobs")
            sealed = [one for entry in chosen if (one := envelope(database, blobs, entry.id)) is not None]
            if not sealed:
                return _refuse(options, f"nothing is left to export: {_WORDS[chosen[0].state]}")
            with os.fdopen(os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                _write(file, [member for one in sealed for member in _members(one)])
        except EnclosureLost as error:
            return _refuse(options, f"it cannot be exported whole: {error}")
        except OSError as error:
            return _refuse(options, f"{options.file}: {error.strerror}")
        for one in sealed:
            _note(database, AuditEvent.QUEUE_EXPORTED, id=one.id)
        name = chosen[0].receipt_no or chosen[0].id
        many = f" ({len(sealed)} of {len(chosen)} messages)" if len(chosen) > 1 else ""
        say(
            options,
            f"sealed message of {name}{many} in {options.file}",
            exported=str(options.file),
            messages=len(sealed),
        )
        return 0

    return _changing(options, act)


def _members(sealed: Envelope) -> list[tuple[str, bytes]]:
    return [(f"{sealed.id}.json", sealed.body), *((f"blobs/{name}", data) for name, data in sealed.files)]


def _note(database: Database, event: AuditEvent, **facts: str | int) -> None:
    Audit(AuditLog(database, link), SystemClock().now).note(event, **facts)


def _outbox(config: Config, database: Database) -> Outbox:
    """To look and to retry only: it has nothing to seal with, so it accepts nothing and seals nothing anew."""
    clock = SystemClock()
    ageing = Ageing(clock.now(), clock.monotonic, kernel_clock_is_synchronised)
    go_on(database, ageing)
    return Outbox(database, Blobs(config.kiosk.state / "blobs"), None, clock.now, limits_of(config), ageing)


def _chosen(options: argparse.Namespace, database: Database) -> list[Entry]:
    """The one message, or all those of a receipt: what is handled together has one receipt number. Empty after saying why."""
    found = find(database, options.id)
    if len(found) == 1 or (found and all(entry.receipt_no == options.id for entry in found)):
        return found
    _refuse(options, "no such message" if not found else f"{len(found)} messages fit; say more of the id")
    return []


def _refuse(options: argparse.Namespace, sentence: str) -> int:
    say(options, sentence, error=sentence)
    return 1


def _say_entry(options: argparse.Namespace, entry: Entry, now: datetime) -> None:
    name = entry.receipt_no or entry.kind
    if entry.state == "dead":
        say(options, f"set aside: {name} {entry.problem}".rstrip(), dead=name, **_facts(entry))
        return
    waits = max(0, round((entry.next_at - now).total_seconds())) if entry.next_at is not None else 0
    again = f", again in {waits} s" if entry.state == "ready" and waits else ""
    tries = f", tried {entry.tries} times" if entry.tries else ""
    say(options, f"{_WORDS[entry.state]}: {name} {entry.id[:8]}{tries}{again}", **_facts(entry))


def _facts(entry: Entry) -> dict[str, str | int | None]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "state": entry.state,
        "receipt_no": entry.receipt_no,
        "applied_at": entry.applied_at.isoformat(),
        "accepted_at": entry.accepted_at.isoformat(),
        "tries": entry.tries,
        "next_at": entry.next_at.isoformat() if entry.next_at is not None else None,
        "closed_at": entry.closed_at.isoformat() if entry.closed_at is not None else None,
        "printed_at": entry.printed_at.isoformat() if entry.printed_at is not None else None,
        "case_no": entry.case_no,
        "problem": entry.problem,
        "sha256": entry.sha256,
        "files": entry.files,
        "size": entry.size,
        "after": entry.after,
    }


def _write(file: io.BufferedWriter, members: list[tuple[str, bytes]]) -> None:
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o600
            archive.addfile(member, io.BytesIO(data))
    file.flush()
    os.fsync(file.fileno())
