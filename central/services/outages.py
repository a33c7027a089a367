"""Outages to try out: what ``python -m central services --down credit`` says, the simulated services do. Never a real one.

The file ``outages.json`` of the state folder holds them, so that every process of the platform sees the same.
"""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from central.bootstrap import write_private
from central.services.registry import DEADLINE_S, Kind, Unavailable

FILE = "outages.json"
DOWN = -1
"""In the place of milliseconds"""


def play(kind: Kind) -> None:
    """Do as `kind` is told to: nothing, be slow, or raise `Unavailable`."""
    delay = planned().get(kind.value, 0)
    if delay:
        time.sleep(max(0.0, min(delay / 1000, DEADLINE_S)))
    if delay == DOWN or delay / 1000 >= DEADLINE_S:
        raise Unavailable(kind)


def planned() -> Mapping[str, int]:
    """Service → milliseconds of delay, or `DOWN`."""
    try:
        found: dict[str, int] = json.loads(_file().read_bytes())
    except FileNotFoundError:
        return {}
    return found


def plan(outages: Mapping[str, int]) -> None:
    """From now on these, and no others."""
    if outages:
        write_private(_file(), json.dumps(dict(outages)))
    else:
        _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.STATE) / FILE
