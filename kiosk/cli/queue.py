"""``kioskctl queue``: what waits for the platform. Numbers and times only, nobody's data."""

import argparse

from kiosk.cli.arguments import Commands, add_json, say
from kiosk.clock import SystemClock
from kiosk.config import load_config
from offline_cache.database import Database
from offline_cache.outbox import Outbox


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("queue", help="what waits for the platform")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when something was set aside and needs a person. A receipt that did not come out is only named.

    The alarm of the queue lives in the running application and shows in its log; here only the store is read.
    """
    database = Database.open(load_config(options.config).kiosk.state)
    try:
        outbox = Outbox(database)
        age = outbox.oldest_age(SystemClock().now())
        dead = outbox.dead()
        seconds = round(age.total_seconds()) if age is not None else None
        oldest = "" if seconds is None else f", the oldest for {seconds} s"
        say(options, f"{outbox.depth()} waiting{oldest}", waiting=outbox.depth(), oldest_s=seconds)
        for row in dead:
            say(options, f"set aside: {row.receipt_no}", dead=row.receipt_no)
        for row in outbox.unprinted():
            say(options, f"receipt not printed: {row.receipt_no}", unprinted=row.receipt_no)
        return 1 if dead else 0
    finally:
        database.close()
