"""``python -m central cases``: the round of the legal clock, for a timer; what stands open, for people."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from central.bootstrap import prepare


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="central cases", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("command", choices=("clock", "open"))
    made.add_argument("--state", type=Path, required=True, help="folder of the platform")
    made.add_argument(
        "--yellow", type=int, default=1, metavar="DAYS", help="working days left that call a case soon overdue"
    )
    made.add_argument(
        "--at", type=datetime.fromisoformat, help="pretend that it is this moment (ISO 8601 with an offset)"
    )
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit status."""
    made = parser()
    options = made.parse_args(arguments)
    if options.at is not None and options.at.tzinfo is None:
        made.error("--at needs an offset, such as +08:00")
    prepare(options.state.absolute())
    now = options.at or datetime.now(UTC)
    said = _clock(now, options.yellow) if options.command == "clock" else _open()
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 0


def _clock(now: datetime, yellow: int) -> dict[str, int]:
    from central.cases.legibility import inspect_waiting  # noqa: PLC0415  needs django.setup()
    from central.cases.watch import go_round  # noqa: PLC0415

    return {**asdict(go_round(now, yellow)), "inspected": inspect_waiting()}


def _open() -> dict[str, int]:
    from django.db.models import Count  # noqa: PLC0415  needs django.setup()

    from central.cases.models import OPEN_STATES, Case  # noqa: PLC0415

    rows = Case.objects.filter(state__in=OPEN_STATES).order_by().values_list("state").annotate(Count("id"))
    return {str(state): count for state, count in rows}
