"""``python -m central release …``: what an author, an approver and whoever looks after the fleet do."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tuf.api.metadata import Root, Snapshot, Targets, Timestamp

from central.releases.errors import ReleaseError
from central.releases.packing import departments_of
from central.releases.publisher import Publisher, Standing
from central.releases.repository import ROOT_THRESHOLD, TARGETS_THRESHOLD
from central.releases.shelf import publisher, working_copy
from kiosk.protocol.release import ROLLOUT_ROLE, Stage

Command = Callable[[Publisher, argparse.Namespace], Standing]
_BY_ITSELF = (Snapshot.type, Timestamp.type, ROLLOUT_ROLE)
_SOON = timedelta(days=60)
"""People need time to meet"""


def main(arguments: list[str]) -> int:
    """Run one command; 0 done, 1 nothing was published and why."""
    options = _parser().parse_args(arguments)
    os.umask(0o022)  # what is published is for everybody; keys are made for their owner alone
    here = publisher(options.state.absolute(), options.keys)
    try:
        standing: Standing = options.run(here, options)
    except (ReleaseError, OSError) as error:
        said = error if isinstance(error, ReleaseError) else f"{error.filename}: {error.strerror}"
        if options.json:
            sys.stdout.write(json.dumps({"error": str(said)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"release: {said}\n")
        return 1
    _say(standing, here.repository.expiries(), as_json=options.json)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="central release", description="Publish what the kiosks offer.")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    parser.add_argument(
        "--keys",
        type=Path,
        action="append",
        default=[],
        help="folder of your own keys; may be repeated; the platform's own are found by themselves",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    plain: dict[str, tuple[Command, str]] = {
        "renew": (_renew, "sign root and targets anew, with the keys of three and of two people; yearly"),
        "refresh": (_refresh, "sign timestamp, snapshot and rollout anew when they are getting old; daily"),
        "status": (_status, "what is published, and until when it is good"),
    }
    for name, (run, what) in plain.items():
        commands.add_parser(name, help=what).set_defaults(run=run)
    keepers: tuple[tuple[str, Command, str], ...] = (
        ("init", _init, "make keys, root and targets; nothing that is there is changed"),
        ("delegate", _delegate, "let new departments sign, with the keys of two people; makes the departments' keys"),
    )
    for name, run, what in keepers:
        command = commands.add_parser(name, help=what)
        _add_folder(command)
        command.set_defaults(run=run)
    folders: tuple[tuple[str, Command, str], ...] = (
        ("propose", _propose, "sign the folder of matters as the next release, as its author"),
        ("publish", _publish, "propose and approve at once, with both keys"),
    )
    for name, run, what in folders:
        command = commands.add_parser(name, help=what)
        _add_folder(command)
        command.add_argument("--note", default="", help="what has changed, for the console")
        command.add_argument("--min-program", default="0", help="oldest version of the kiosk that may use it")
        command.set_defaults(run=run)
        if name == "publish":
            _add_stage(command)
    approve = commands.add_parser("approve", help="sign the proposal as its approver, and publish it")
    approve.set_defaults(run=_approve)
    _add_stage(approve)
    rollout = commands.add_parser("rollout", help="change which kiosks take a release")
    rollout.add_argument("release", type=int)
    rollout.set_defaults(run=_rollout)
    _add_stage(rollout)
    back = commands.add_parser("rollback", help="publish an earlier release again, under a new number, for all kiosks")
    back.add_argument("release", type=int)
    back.set_defaults(run=_rollback)
    matters: tuple[tuple[str, Command, str], ...] = (
        ("withdraw", _withdraw, "make matters disappear everywhere at once"),
        ("restore", _restore, "let withdrawn matters come back"),
    )
    for name, run, what in matters:
        command = commands.add_parser(name, help=what)
        command.add_argument("codes", nargs="+")
        command.set_defaults(run=run)
    return parser


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="folder", type=Path, help="folder of matters (default: STATE/matters)")


def _add_stage(command: argparse.ArgumentParser) -> None:
    command.add_argument("--percent", type=float, default=100.0, help="share of the kiosks (default: %(default)s)")
    command.add_argument("--region", action="append", default=[], help="only kiosks of this region; may be repeated")
    command.add_argument("--model", action="append", default=[], help="only kiosks of this model; may be repeated")
    command.add_argument(
        "--kiosk", action="append", default=[], help="this kiosk whatever the share says; may be repeated"
    )
    command.add_argument(
        "--mandatory-by",
        type=datetime.fromisoformat,
        help="2026-12-01T02:00+08:00: from then on a kiosk of this stage without it is out of service",
    )


def _stage(options: argparse.Namespace, release: int, drawn: str = "") -> Stage:
    due: datetime | None = options.mandatory_by
    if due is not None and due.tzinfo is None:
        raise ReleaseError("--mandatory-by: expected a time with its zone, such as 2026-12-01T02:00+08:00")
    if not 0 <= options.percent <= 100:  # noqa: PLR2004 - a percentage
        raise ReleaseError("--percent: expected 0 to 100")
    return Stage(
        release=release,
        id=drawn or str(release),
        percent=options.percent,
        regions=tuple(options.region),
        models=tuple(options.model),
        kiosks=tuple(options.kiosk),
        mandatory_by=due,
    )


def _init(here: Publisher, options: argparse.Namespace) -> Standing:
    here.init(_now(), departments_of(_folder(here, options)))
    sys.stderr.write(
        f"Take the root keys away from this machine now: {ROOT_THRESHOLD} of them sign a new root, "
        f"{TARGETS_THRESHOLD} targets keys let a new department sign. They lie in {here.keys.folder}\n"
    )
    return here.standing()


def _delegate(here: Publisher, options: argparse.Namespace) -> Standing:
    fresh = here.delegate(departments_of(_folder(here, options)), _now())
    for name in fresh:
        sys.stderr.write(f"{name} may sign: give {name}.author.pem and {name}.approver.pem to two people\n")
    sys.stderr.write(f"the new keys lie in {here.keys.folder}\n" if fresh else "every department may sign already\n")
    return here.standing()


def _renew(here: Publisher, _options: argparse.Namespace) -> Standing:
    sys.stderr.write(f"signed anew: {', '.join(here.renew(_now()))}\n")
    return here.standing()


def _refresh(here: Publisher, _options: argparse.Namespace) -> Standing:
    return here.refresh(_now())


def _status(here: Publisher, _options: argparse.Namespace) -> Standing:
    return here.standing()


def _propose(here: Publisher, options: argparse.Namespace) -> Standing:
    document = here.propose(_folder(here, options), _now(), min_program=options.min_program, note=options.note)
    sys.stderr.write(f"release {document.release} is proposed; it is public when an approver has signed it\n")
    return here.standing()


def _approve(here: Publisher, options: argparse.Namespace) -> Standing:
    return here.approve(_now(), _stage(options, here.proposed_release()))


def _publish(here: Publisher, options: argparse.Namespace) -> Standing:
    _propose(here, options)
    return _approve(here, options)


def _rollout(here: Publisher, options: argparse.Namespace) -> Standing:
    stages = here.standing().rollout.stages
    drawn = next(
        (stage.id for stage in stages if stage.release == options.release), ""
    )  # those who have it stay in its share
    return here.rollout(_stage(options, options.release, drawn), _now())


def _rollback(here: Publisher, options: argparse.Namespace) -> Standing:
    if options.release == here.standing().release - 1 and here.goes_back:
        return here.back(_now())
    return here.again(options.release, _now())


def _withdraw(here: Publisher, options: argparse.Namespace) -> Standing:
    return here.withdraw(options.codes, _now())


def _restore(here: Publisher, options: argparse.Namespace) -> Standing:
    return here.withdraw(options.codes, _now(), back=True)


def _folder(here: Publisher, options: argparse.Namespace) -> Path:
    folder: Path = options.folder or working_copy(here.repository.folder.parent)
    return folder


def _say(standing: Standing, expiries: Mapping[str, datetime], *, as_json: bool) -> None:
    stages = [stage.model_dump(mode="json") for stage in standing.rollout.stages]
    first = min(expiries, key=lambda role: expiries[role], default="")
    if as_json:
        record = {
            "edition": standing.edition,
            "release": standing.release,
            "stages": stages,
            "withdrawn": standing.rollout.withdrawn,
            "told_at_once": [notice.key for notice in standing.rollout.notices],
            "expires": expiries[first].isoformat() if first else None,
            "first_to_expire": first,
        }
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        return
    good = f", good until {expiries[first]:%Y-%m-%d} ({first})" if first else ""
    sys.stdout.write(f"release {standing.release} (edition {standing.edition}){good}\n")
    for stage in standing.rollout.stages:
        due = f", mandatory by {stage.mandatory_by.isoformat()}" if stage.mandatory_by else ""
        narrowed = "".join(f", {what}" for what in (*stage.regions, *stage.models, *stage.kiosks))
        sys.stdout.write(f"  release {stage.release}: {stage.percent:g} % of the kiosks{narrowed}{due}\n")
    for code in standing.rollout.withdrawn:
        sys.stdout.write(f"  withdrawn: {code}\n")
    for notice in standing.rollout.notices:
        sys.stdout.write(f"  told at once: {notice.key}\n")
    for role, until in sorted(expiries.items()):
        if role not in _BY_ITSELF and until - _now() < _SOON:
            remedy = "release renew" if role in (Root.type, Targets.type) else "the next release"
            sys.stdout.write(f"  {role} is good until {until:%Y-%m-%d}: {remedy} signs it anew\n")


def _now() -> datetime:
    return datetime.now(UTC)
