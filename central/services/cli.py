"""``python -m central services``: how well each service answers; and outages of the simulated ones, to see what then happens."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from central.bootstrap import prepare


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="central services", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--state", type=Path, required=True, help="folder of the platform")
    made.add_argument("--down", action="append", default=[], metavar="SERVICE", help="let a simulated one be down")
    made.add_argument("--slow", action="append", default=[], metavar="SERVICE=MS", help="let one take so long")
    made.add_argument("--up", action="store_true", help="end all outages first")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the command line: a line of JSON for each service; 1 when one is down."""
    made = parser()
    options = made.parse_args(arguments)
    prepare(options.state.absolute())
    from central.services.health import look  # noqa: PLC0415  needs django.setup()
    from central.services.models import ServiceState  # noqa: PLC0415  as above
    from central.services.outages import DOWN, plan, planned  # noqa: PLC0415  as above
    from central.services.registry import Kind  # noqa: PLC0415  as above

    slow = dict(one.partition("=")[::2] for one in options.slow)
    unknown = {*options.down, *slow} - set(Kind)
    if unknown or not all(ms.isdigit() for ms in slow.values()):
        made.error(f"expected some of {', '.join(Kind)}, and milliseconds after --slow SERVICE=")
    if options.up or options.down or slow:
        kept = {} if options.up else planned()
        plan({**kept, **dict.fromkeys(options.down, DOWN), **{name: int(ms) for name, ms in slow.items()}})
    rows = look(datetime.now(UTC))
    for row in rows:
        line = {"service": row.service, "state": str(row.state), "ms": row.latency_ms, "since": row.since.isoformat()}
        sys.stdout.write(json.dumps(line) + "\n")
    return int(any(row.state == ServiceState.DOWN for row in rows))
