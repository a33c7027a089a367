"""All tests in two parts, and a second look at what failed: ``make test``.

The stories come last: each module runs platform, devices, camera and screens as processes, three modules at a time.
"""

import subprocess
import sys
from collections.abc import Sequence
from json import loads
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
LAST_FAILED = HOUSE / ".pytest_cache" / "v" / "cache" / "lastfailed"
WORKERS = "3"
"""One more than the smallest machine has cores: a test of a device, a line or a story waits more than it computes"""
PARTS = (
    ("-n", WORKERS, "--dist", "worksteal", "--ignore=tests/flows", "--ignore=tests/console"),
    ("-n", WORKERS, "--dist", "loadfile", "tests/flows", "tests/console"),
)
SECOND_LOOKS = 5
"""More failures than these are never a matter of luck"""
FAILED = 1
"""pytest's exit code for failed tests; every other one (interrupted, internal error, wrong usage) stands"""


def main(arguments: Sequence[str]) -> int:
    """Run the tests that `arguments` name, once and as they are; without any, all of them."""
    if arguments:
        return _pytest("-n", WORKERS, "--dist", "worksteal", *arguments)
    unsteady: list[str] = []
    for part in PARTS:
        LAST_FAILED.unlink(missing_ok=True)
        ended = _pytest(*part)
        if ended == FAILED:
            failed = _failed()
            ended = second_look(failed)
            unsteady += failed
        if ended:
            return ended
    for name in unsteady:
        print(f"UNSTEADY: {name} failed beside others and passed alone: it, or what it tests, has a race to be mended")
    return 0


def second_look(failed: Sequence[str]) -> int:
    """Run what failed once more, one after the other on a machine that does nothing else (docs/adr/0029)."""
    if not 0 < len(failed) <= SECOND_LOOKS:
        return FAILED
    print(f"a second look, alone, at {', '.join(failed)}", flush=True)
    return _pytest(*failed)


def _failed() -> list[str]:
    try:
        return sorted(loads(LAST_FAILED.read_text()))
    except OSError:
        return []


def _pytest(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=HOUSE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
