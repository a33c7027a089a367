"""All tests in parts, and a second look at what failed: ``make test``; ``--postgresql`` is ``make test-postgresql``.

The stories come last: each module runs platform, devices, camera and screens as processes, three modules at a time.
"""

import subprocess
import sys
from collections.abc import Sequence
from json import loads
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.own_postgres import MISSING, programs

HOUSE = Path(__file__).resolve().parents[1]
LAST_FAILED = HOUSE / ".pytest_cache" / "v" / "cache" / "lastfailed"
WORKERS = "3"
"""One more than the smallest machine has cores: a test of a device, a line or a story waits more than it computes"""
_STEAL, _BY_FILE = ("-n", WORKERS, "--dist", "worksteal"), ("-n", WORKERS, "--dist", "loadfile")
_STORIES = ("tests/flows", "tests/console")
ON_POSTGRESQL = ("-p", "tests.central.on_postgresql")
DIFFERENT = (
    "tests/central/cases/test_at_once.py",  # locks: two who do the same at once
    "tests/central/cases/test_unnamed_blobs.py",  # a constraint that is broken at the end of a transaction
    "tests/central/cases/test_migrations.py",  # tables that are changed with rows in them
    "tests/central/submissions/test_submission_api.py",  # the uniqueness of a key decides who was first
    "tests/central/payments/test_money.py",  # locks on orders and refunds
    "tests/central/review/test_review.py",  # JSON, partial uniqueness
    "tests/central/fleet/test_over_time.py",  # conflicts that are ignored, spans of time
    "tests/central/numbers/test_numbers.py",  # days and hours of a time zone, rows written over
    "tests/central/push/test_service.py",  # news by NOTIFY
)
"""Where the databases differ. `make test` has everything of the platform on SQLite and these on PostgreSQL, too"""
PARTS = (
    (*_STEAL, *(f"--ignore={path}" for path in _STORIES)),
    (*_BY_FILE, *ON_POSTGRESQL, *DIFFERENT),
    (*_BY_FILE, *_STORIES),
)
EVERYTHING_ON_POSTGRESQL = (
    (*_STEAL, *ON_POSTGRESQL, "tests/central", "tests/proofs/test_kills.py", "tests/proofs/test_network_faults.py"),
    (*_BY_FILE, *ON_POSTGRESQL, *_STORIES),
)
"""Whatever has a platform, once more"""
SECOND_LOOKS = 5
"""More failures than these are never a matter of luck"""
FAILED = 1
"""pytest's exit code for failed tests; every other one (interrupted, internal error, wrong usage) stands"""


def main(arguments: Sequence[str]) -> int:
    """Run the tests that `arguments` name, once and as they are; without any, all of them."""
    if list(arguments) == ["--postgresql"]:
        return in_parts(EVERYTHING_ON_POSTGRESQL)
    return _pytest(*_STEAL, *arguments) if arguments else in_parts(PARTS)


def in_parts(parts: Sequence[Sequence[str]]) -> int:
    """Run one part after the other; what failed in one gets its second look before the next begins."""
    unsteady: list[str] = []
    for part in parts:
        if ON_POSTGRESQL[1] in part and programs() is None:
            print(f"left out: {MISSING}", flush=True)
            continue
        LAST_FAILED.unlink(missing_ok=True)
        ended = _pytest(*part)
        if ended == FAILED:
            failed = _failed()
            ended = second_look(failed, ON_POSTGRESQL if ON_POSTGRESQL[1] in part else ())
            unsteady += failed
        if ended:
            return ended
    for name in unsteady:
        print(f"UNSTEADY: {name} failed beside others and passed alone: it, or what it tests, has a race to be mended")
    return 0


def second_look(failed: Sequence[str], options: Sequence[str] = ()) -> int:
    """Run what failed once more, one after the other on a machine that does nothing else (docs/adr/0029)."""
    if not 0 < len(failed) <= SECOND_LOOKS:
        return FAILED
    print(f"a second look, alone, at {', '.join(failed)}", flush=True)
    return _pytest(*options, *failed)


def _failed() -> list[str]:
    try:
        return sorted(loads(LAST_FAILED.read_text()))
    except OSError:
        return []


def _pytest(*arguments: str) -> int:
    return subprocess.call([sys.executable, "-m", "pytest", *arguments], cwd=HOUSE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
