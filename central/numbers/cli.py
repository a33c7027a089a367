"""``python -m central numbers``: bring the sums up to date, or count everything anew."""

import argparse
import sys
import time
from pathlib import Path

from central.bootstrap import prepare


def main(arguments: list[str]) -> int:
    """One line: what was done, and how long it took."""
    parser = argparse.ArgumentParser(prog="central numbers", description="The sums behind the numbers page.")
    parser.add_argument("what", choices=("catch-up", "rebuild"), help="count what changed, or everything")
    parser.add_argument("--state", type=Path, required=True, help="folder of the platform")
    options = parser.parse_args(arguments)
    prepare(options.state.absolute())
    from central.numbers.rollup import catch_up, rebuild  # noqa: PLC0415  needs django.setup()

    began = time.monotonic()
    days = rebuild() if options.what == "rebuild" else catch_up()
    sys.stdout.write(f"{days} days counted in {time.monotonic() - began:.1f} s\n")
    return 0
