"""``python -m central payments``: ask about what is under way, and the daily comparison with the provider's books."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from central.bootstrap import prepare


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="central payments", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("command", choices=("settle", "reconcile"))
    made.add_argument("--state", type=Path, required=True, help="folder of the platform")
    made.add_argument("--day", type=date.fromisoformat, help="reconcile: the day in China; yesterday if not given")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the command line; the exit status is 1 when the books differ."""
    made = parser()
    options = made.parse_args(arguments)
    prepare(options.state.absolute())
    now = datetime.now(UTC)
    if options.command == "settle":
        from central.payments.settling import keep_settling  # noqa: PLC0415  needs django.setup()

        sys.stdout.write(json.dumps(keep_settling(now)) + "\n")
        return 0
    return _reconcile(options.day, now)


def _reconcile(day: date | None, now: datetime) -> int:
    from central.cases.clock import day_of  # noqa: PLC0415  needs django.setup()
    from central.payments.chosen import provider  # noqa: PLC0415
    from central.payments.reconciliation import reconcile  # noqa: PLC0415

    report = reconcile(day or day_of(now) - timedelta(days=1), provider(), now)
    said = {
        "day": report.day.isoformat(),
        "ours": [report.ours_count, report.ours_fen],
        "theirs": [report.theirs_count, report.theirs_fen],
        "differences": report.differences,
    }
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    return int(bool(report.differences))
