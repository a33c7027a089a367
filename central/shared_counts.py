"""Where the processes of one process manager keep their counts together; set before prometheus_client is imported."""

import os
import shutil
from pathlib import Path

import psutil

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own variable"""


def share_between_processes(state: Path, manager: int) -> None:
    """Count together with the other children of the process `manager`.

    A worker that is started anew adds to what the one before has counted; what earlier managers left is swept away.
    """
    if os.environ.get(SHARED):
        return
    folder = state / "metrics" / str(manager)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[SHARED] = str(folder)
    for other in folder.parent.iterdir():
        if other.name.isdigit() and not psutil.pid_exists(int(other.name)):
            shutil.rmtree(other, ignore_errors=True)
