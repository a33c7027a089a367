"""``kioskctl release``: which catalogue this kiosk uses; bring one on a stick; go back to the one before."""

import argparse
import json
from pathlib import Path

from kiosk.cli.arguments import Commands, add_json, refused, say
from kiosk.cli.untouched import handed_over, untouched
from kiosk.config import load_config
from kiosk.protocol.release import METADATA, OWNERS_FILE
from kiosk.runtime.releases import Unattended, unattended
from kiosk.services.release_desk import Desk, Request
from offline_cache.releases import BASELINE, ReleaseStore

_PATIENCE_S = 600.0
"""A first release of thousands of files from a slow stick"""


def add_to(commands: Commands) -> None:
    """Register the command."""
    parser = commands.add_parser("release", help="which catalogue is in use; import one; go back")
    parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
    shown = parts.add_parser("list", help="the releases on this kiosk")
    shown.set_defaults(run=run_list)
    brought = parts.add_parser("import", help="verify a release on a stick, and use it as soon as nobody is here")
    brought.add_argument("folder", type=Path, help="the folder with metadata, targets and blobs")
    brought.set_defaults(run=run_import)
    back = parts.add_parser("rollback", help="use the release before; this one is not taken again by itself")
    back.set_defaults(run=run_rollback)
    for each in (shown, brought, back):
        add_json(each)


def run_list(options: argparse.Namespace) -> int:
    """What lies here, and what the platform wants; 1 when that is not what is in use."""
    with untouched(load_config(options.config)) as config, unattended(config) as here:
        store, standing = here.activation.store, here.activation.standing
        current, previous = store.current, store.previous
        for number in (BASELINE, *store.numbers()):
            about = _about(store, number)
            place = "in use" if number == current else "before" if number == previous and number else ""
            why = store.refused(number) or ""
            sentence = f"{number:>6}  {place:<7} {about.get('made_at', 'as shipped'):<26} {about.get('note', '')} {why}"
            facts = {"release": number, "current": number == current, "previous": bool(number) and number == previous}
            say(options, sentence.rstrip(), **facts, refused=why or None, **about)
        looked_at = standing.looked_at.isoformat() if standing.looked_at is not None else None
        said = (
            f"the platform wants {standing.wanted}, verified {looked_at}"
            if looked_at
            else "no release was ever verified"
        )
        withdrawn = list(standing.rollout.withdrawn)
        more = f"; withdrawn: {', '.join(withdrawn)}" if withdrawn else ""
        say(options, f"{said}{more}", wanted=standing.wanted, looked_at=looked_at, withdrawn=withdrawn)
        return 1 if standing.wanted > current else 0


def run_import(options: argparse.Namespace) -> int:
    """1 when it was not believed, or cannot be used."""
    folder = options.folder.resolve()
    if not (folder / METADATA).is_dir():
        return refused(options, f"{folder}: expected a release, with the folders metadata, targets and blobs")
    return _done(options, Request("import", str(folder)))


def run_rollback(options: argparse.Namespace) -> int:
    """1 when there is nothing to go back to, or somebody is on a visit."""
    return _done(options, Request("rollback"))


def _done(options: argparse.Namespace, request: Request) -> int:
    """By the running application if there is one, for it knows whether somebody is there; else here."""
    config = load_config(options.config)
    with handed_over(config), unattended(config) as here:
        if here.alone:
            done, text = _served(here, request)
        else:
            try:
                done, text = Desk(here.activation.store.folder).ask(request, patience_s=_PATIENCE_S)
            except TimeoutError:
                done, text = False, "the running application has not answered"
    say(options, text, done=done, text=text)
    return 0 if done else 1


def _served(here: Unattended, request: Request) -> tuple[bool, str]:
    done, text = here.activation.serve(request)
    if here.activation.change_if_idle():
        return True, here.activation.result
    return done, text


def _about(store: ReleaseStore, number: int) -> dict[str, str]:
    try:
        said = json.loads((store.folder / str(number) / OWNERS_FILE).read_bytes())
        return {"made_at": str(said["made_at"]), "note": str(said["note"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
