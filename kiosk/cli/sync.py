"""``kioskctl sync``: how the way to the platform is."""

import argparse
import json
from datetime import datetime, timedelta
from typing import Any

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.cli.audit import examine
from kiosk.cli.untouched import untouched
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.protocol.audit_chain import link
from kiosk.runtime.enrolment import certificate_of
from kiosk.runtime.fleet import STATUS_FILE
from offline_cache.audit import AuditLog
from offline_cache.commands import CommandBook
from offline_cache.database import Database
from offline_cache.state_lock import is_held

_FRESH = timedelta(minutes=3)
"""The application writes every minute; how it was longer ago says nothing"""


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("sync", help="the way to the platform")
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    status = parts.add_parser("status", help="is it there, since when, and what is on the way")
    add_json(status)
    status.set_defaults(run=run_status)


def run_status(options: argparse.Namespace) -> int:
    """1 when this kiosk is not enrolled, or its audit log was changed."""
    configured = load_config(options.config)
    with untouched(configured) as config:
        facts = _told(configured) | _enrolment(config) | _stored(config)
    if options.json:
        say(options, "", **facts)
    else:
        for sentence in _sentences(facts):
            say(options, sentence)
    return 0 if facts["enrolled"] and facts["audit_whole"] else 1


def _told(config: Config) -> dict[str, Any]:
    """What the running application wrote of itself; what one that has ended left behind is not believed."""
    state = config.kiosk.state
    running = state.is_dir() and is_held(state)
    try:
        told = json.loads((state / STATUS_FILE).read_text(encoding="utf-8"))
        fresh = abs(SystemClock().now() - datetime.fromisoformat(told["at"])) < _FRESH
    except (OSError, ValueError, KeyError, TypeError):
        told, fresh = {}, False
    return {**(told if running and fresh else {}), "running": running}


def _enrolment(config: Config) -> dict[str, Any]:
    certificate = certificate_of(config)
    if certificate is None:
        return {"enrolled": False, "certificate_days": None}
    return {"enrolled": True, "certificate_days": (certificate.expires - SystemClock().now()).days}


def _stored(config: Config) -> dict[str, Any]:
    database = Database.open(config.kiosk.state)
    try:
        account = examine(database)
        waiting = database.rows("SELECT count(*) FROM outbox WHERE state IN ('ready', 'sending')")
        return {
            "waiting": waiting[0][0],
            "commands_open": [verb for _, verb in CommandBook(database, AuditLog(database, link)).unanswered()],
            "audit_head": str(account.head),
            "audit_followed": account.followed,
            "audit_whole": account.problem is None,
        }
    finally:
        database.close()


def _sentences(facts: dict[str, Any]) -> list[str]:
    said = [f"enrolment   {_good_for(facts['certificate_days'])}"]
    if "at" in facts:
        said += [
            f"network     {'online' if facts.get('online') else 'offline'}"
            + (f", {facts['alarm']}" if facts.get("alarm") else ""),
            f"push        {_since(facts.get('push_connected_s'), 'connected for', 'not connected')}",
            f"standing    {_since(facts.get('asked_s_ago'), 'asked', 'never asked', ' ago')}",
            f"heartbeat   {_since(facts.get('heartbeat_s_ago'), 'delivered', 'none delivered', ' ago')}",
            f"release     {facts.get('release')} in use, {facts.get('release_offered') or 'none'} offered",
        ]
        if facts.get("closed"):
            said.append(f"closed      {facts['closed']}")
    else:
        runs = "runs, and has not said lately how it is" if facts["running"] else "does not run"
        said.append(f"network     the application {runs}")
    whole = "whole" if facts["audit_whole"] else "BROKEN; kioskctl audit verify"
    said.append(f"queue       {facts['waiting']} waiting for the platform")
    said.append(f"audit       {whole}, head {facts['audit_head']}, the platform follows to {facts['audit_followed']}")
    said += [f"command     {verb}: begun, not answered yet" for verb in facts["commands_open"]]
    return said


def _good_for(days: int | None) -> str:
    if days is None:
        return "none; kioskctl enrol CODE"
    if days < 0:
        return "ran out: accepts, delivers nothing; kioskctl enrol CODE with a new code"
    return f"good for {days} more days"


def _since(seconds: int | None, words: str, never: str, after: str = "") -> str:
    return never if seconds is None else f"{words} {seconds} s{after}"
