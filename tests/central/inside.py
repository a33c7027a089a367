"""What no address of the platform offers: a function that runs inside of its code, on its database.

Such functions stand in modules of their own beside the tests (``deeds.py``), read by ruff and mypy as everything is.
`inside` runs one in a process of its own and hands back, by JSON, what it returned.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.central.running import QUICK, ROOT

_RUN = f"""
{QUICK}
import importlib, json, sys
from pathlib import Path
from central.bootstrap import prepare
prepare(Path(sys.argv[1]), "http://127.0.0.1:8000")
{{plant}}
outcome = getattr(importlib.import_module(sys.argv[2]), sys.argv[3])(*json.loads(sys.argv[4]))
print(json.dumps(outcome, default=str))
"""
_PATIENCE_S = 120


def inside(state: Path, deed: str, *arguments: object, plant: str = "", patience: int = _PATIENCE_S) -> Any:
    """What the function `deed` (``tests.….module.function``) returns inside of the platform in `state`.

    `plant` are statements that run before it: a bug that the test must notice.
    """
    module, _, function = deed.rpartition(".")
    done = subprocess.run(
        [
            *(sys.executable, "-W", "error", "-c", _RUN.format(plant=plant)),
            *(str(state), module, function, json.dumps(arguments)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=patience,
    )
    if done.returncode != 0:
        # No AssertionError: a planted bug is caught by what a test looks at, not by a crash.
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])
