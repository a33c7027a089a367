"""What holds for every test: no display, nothing unexpected in the log, no process left behind, repeatable randomness.

pyproject.toml adds the rest of the strictness: warnings are errors (with them exceptions nobody saw in a thread or a
destructor), and a Qt message of WARNING or above fails the test. Fixtures of one room live in that room's conftest.
"""

import logging
import os
import re
import sys
from collections.abc import Generator, Iterator

import psutil
import pytest
from hypothesis import HealthCheck, settings

# Qt reads these when the application object is made, so they must stand before any test makes one. A developer may
# choose another platform to watch a test on the screen; the renderer is always the one that kiosks use.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_QUICK_BACKEND"] = "software"
os.environ["QT_QUICK_CONTROLS_STYLE"] = "Basic"
os.environ["QT_IM_MODULE"] = "qtvirtualkeyboard"

# Hundreds of processes are started here. Where bytecode is not kept, each of them compiles every module anew.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False

# Deadlines and the too-slow check measure the machine, not the code; on a loaded one they fail at random.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


class LogWatch(logging.Handler):
    """Collects records of WARNING and above while one test runs, and judges them against what the test expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.expected: list[str] = []
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record as one line."""
        self._lines.append(f"{record.name} {record.levelname}: {record.getMessage()}")

    def expect(self, *patterns: str) -> None:
        """Excuse records that match one of the regular expressions; each of them has to match at least one."""
        self.expected.extend(patterns)

    def complaints(self) -> list[str]:
        """Return the lines that no pattern excuses, then the patterns that excused nothing."""
        surprises = [line for line in self._lines if not any(re.search(pattern, line) for pattern in self.expected)]
        idle = [pattern for pattern in self.expected if not any(re.search(pattern, line) for line in self._lines)]
        return [*(f"unexpected: {line}" for line in surprises), *(f"never logged: {pattern}" for pattern in idle)]


@pytest.fixture(autouse=True)
def log_watch(request: pytest.FixtureRequest) -> Iterator[LogWatch]:
    """Fail a test that logs a warning or worse, unless `expects_log` or `log_watch.expect(...)` announces it."""
    watch = LogWatch()
    for mark in request.node.iter_markers("expects_log"):
        watch.expect(*mark.args)
    logging.getLogger().addHandler(watch)
    yield watch
    logging.getLogger().removeHandler(watch)
    if complaints := watch.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _no_process_is_left_behind() -> Generator[None]:
    """Fail the run when a process that a test started outlives every fixture."""
    me = psutil.Process()
    before = set(me.children(recursive=True))
    yield
    left = [child for child in me.children(recursive=True) if child not in before]
    _, alive = psutil.wait_procs(left, timeout=5)
    # The standard library keeps its resource tracker until the interpreter ends.
    mine = [child for child in alive if "resource_tracker" not in " ".join(child.cmdline())]
    if mine:
        pytest.fail(f"left running: {[(child.pid, child.cmdline()) for child in mine]}", pytrace=False)
