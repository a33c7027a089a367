"""Fixtures of the device tests: real pseudo-terminals, nothing patched."""

import threading
import time
from collections.abc import Callable

import pytest

from tests.devices.host_fixtures import printer, reader

__all__ = ["PATIENCE_S", "eventually", "printer", "reader"]
PATIENCE_S = 30.0
"""until a condition must be true that no promise of a time is about: enough for a slow machine with other work to do"""


def eventually(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    """Whether `condition` becomes true before the deadline."""
    deadline = time.monotonic() + within_s
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause.wait(0.005)
    return True


@pytest.fixture(name="eventually")
def _eventually() -> Callable[..., bool]:
    return eventually
