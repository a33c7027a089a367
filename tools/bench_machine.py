"""How fast this machine is today: two fixed loads, for whoever compares the figures of two days."""

from collections.abc import Callable
from time import perf_counter

_TIMES = 7
_TURNS = 1_000_000
_BLOCK = 64 * 2**20
"""Bytes: more than the caches of any kiosk hold"""


def machine_speed() -> str:
    """One line, in milliseconds; of several tries the best, for whatever else runs can only make one longer."""
    return f"a million turns of plain Python {_best(_count):.0f} ms, copying 64 MiB {_best(_copier()):.1f} ms"


def _best(load: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        began = perf_counter()
        load()
        taken.append(perf_counter() - began)
    return min(taken) * 1000


def _count() -> int:
    total = 0
    for number in range(_TURNS):
        total += number * number & 7
    return total


def _copier() -> Callable[[], object]:
    source, target = bytearray(b"\1") * _BLOCK, memoryview(bytearray(_BLOCK))

    def copy() -> None:
        target[:] = source

    return copy
