"""``kioskctl receipt print NUMBER``: the paper of an application that was accepted, and whose receipt never came out.

As home offers it after a restart: number and time, for more the kiosk does not know. Needs the printer, so the application must
have been stopped.
"""

import argparse
from contextlib import closing

from devices.api.errors import DeviceError
from devices.supervisor import Repeat
from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.cli.standing import is_held, standing
from kiosk.cli.untouched import handed_over
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config
from kiosk.faults import FAULTS
from kiosk.runtime.hardware import supervised
from kiosk.runtime.store import limits_of
from kiosk.services.supplement_receipt import slip_for
from offline_cache.blobs import Blobs
from offline_cache.database import Database
from offline_cache.entries import Entry, find
from offline_cache.outbox import Accepted, Outbox

_READY_S, _PRINT_S = 10.0, 120.0


def add_to(actions: Commands) -> None:
    """Register the action."""
    parser = actions.add_parser("print", help="print the receipt of an application whose own never came out")
    parser.add_argument("number", metavar="NUMBER", help="receipt number, as `kioskctl queue` names it")
    parser.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """1 when it did not come out, or there is no such application."""
    config = load_config(options.config)
    with handed_over(config), closing(Database.open(config.kiosk.state)) as database:
        cases = [entry for entry in find(database, options.number) if entry.kind in ("case", "supplement")]
        if not cases or any(entry.receipt_no != options.number for entry in cases):
            return refused(options, f"there is no application with the receipt number {options.number} here")
        why = _printed(config, _accepted(cases), options.language)
        if why:
            return refused(options, f"{options.number} was not printed: {why}")
        blobs = Blobs(config.kiosk.state / "blobs")
        Outbox(database, blobs, None, SystemClock().now, limits_of(config)).mark_printed(cases[0].id)
    say(options, f"{options.number} is printed", printed=options.number)
    return 0


def _accepted(cases: list[Entry]) -> Accepted:
    """What the paper says. Cases that were accepted together share it, and none of their numbers is that of all."""
    first = cases[0]
    return Accepted(
        first.id, first.receipt_no, first.applied_at, first.case_no if len(cases) == 1 else "", first.problem
    )


def _printed(config: Config, accepted: Accepted, language: str) -> str:
    """Why it did not come out; empty when the printer says that it did."""
    printer = supervised(config, "receipt_printer")
    try:
        status = printer.wait_until_known(_READY_S)
        if is_held(status):
            return "the running kiosk holds the printer; stop it first"
        if not status.usable:
            return standing(status)
        receipt = slip_for(accepted, language)
        printer.call("print", lambda device: device.print(receipt), deadline_s=_PRINT_S, repeat=Repeat.NEVER)
    except DeviceError as error:
        return f"{FAULTS[error.fault.value].hint} {error}".strip()
    finally:
        printer.close()
    return ""
