"""``python -m central tick``: do what is due by the clock, once, or with ``--stay`` for as long as the process lives.

``python -m central`` does it by itself. Behind a process manager one such process more, or a timer, does it; several do no harm.
"""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from central.bootstrap import prepare

if TYPE_CHECKING:
    from central.timers.clockwork import Clockwork


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="central tick", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("--state", type=Path, required=True, help="folder of the platform")
    made.add_argument("--public-url", default="", help="address printed on papers, as the platform has it")
    made.add_argument("--stay", action="store_true", help="go on until SIGTERM")
    made.add_argument("--task", action="append", default=[], help="only this one, now, due or not; may be repeated")
    return made


def main(arguments: Sequence[str]) -> int:
    """Run the command line: one line of JSON for each task that was run; 1 when one of them failed."""
    made = parser()
    options = made.parse_args(arguments)
    prepare(options.state.absolute(), options.public_url)
    from central.timers.clockwork import Clockwork, tick  # noqa: PLC0415  needs django.setup()
    from central.timers.tasks import TASKS  # noqa: PLC0415  as above

    unknown = set(options.task) - {task.name for task in TASKS}
    if unknown:
        made.error(f"no such task: {', '.join(sorted(unknown))}; there are {', '.join(task.name for task in TASKS)}")
    if options.stay:
        _stay(Clockwork())
        return 0
    chosen = [task for task in TASKS if not options.task or task.name in options.task]
    done = tick(tasks=chosen, anyway=bool(options.task))
    for one in done:
        sys.stdout.write(json.dumps(asdict(one)) + "\n")
    return int(any(one.failed for one in done))


def _stay(clockwork: "Clockwork") -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: clockwork.stop(0))
    clockwork.start()
    sys.stdout.write("central tick ready\n")
    sys.stdout.flush()
    clockwork.wait()
    clockwork.stop()
