"""Which faults are tried on a transaction: every operator, on every frame, at every byte (sampled where frames are long)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from devices.bench.wire_faults import Operator, Where, WireFault

LONG = 64
"""bytes of a frame from which on places are sampled"""
SAMPLES = 24
"""so many of them"""
PLACED = (
    Operator.DROP,
    Operator.TRUNCATE,
    Operator.FLIP,
    Operator.NOISE,
    Operator.GAP,
    Operator.HANG_UP,
    Operator.HANG_UP_AND_RETURN,
)
SLOW = (
    Operator.FLOOD,
    Operator.GAP,
    Operator.HANG_UP,
    Operator.HANG_UP_AND_RETURN,
    Operator.BUSY,
    Operator.SILENCE,
    Operator.DELAY,
)
"""each case costs a time-out or a reconnection"""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong in one transaction."""

    fault: WireFault
    seed: int

    def __str__(self) -> str:
        fault = self.fault
        return f"{fault.operator} frame {fault.first} at {fault.at} bit {fault.bit} {fault.where} seed {self.seed}"


def cases(operator: Operator, sizes: Sequence[int], budget: int, seed: int) -> list[Case]:
    """All cases of `operator` in a transaction of frames of these `sizes`, or `budget` of them (a third of the slow ones)."""
    chance = random.Random(f"{operator} {seed}")
    made = list(_all(operator, sizes, chance))
    most = max(1, budget // 3) if operator in SLOW else budget
    return made if len(made) <= most else chance.sample(made, most)


def _all(operator: Operator, sizes: Sequence[int], chance: random.Random) -> Iterator[Case]:
    frames = range(len(sizes)) if len(sizes) <= LONG else sorted(chance.sample(range(len(sizes)), LONG))
    for frame in frames:
        for place in _places(operator, sizes[frame], chance):
            yield Case(_fault(operator, frame, place, chance), chance.randrange(1000))


def _places(operator: Operator, size: int, chance: random.Random) -> Sequence[int]:
    if operator not in PLACED:
        return (0,)
    return range(size) if size <= LONG else sorted(chance.sample(range(size), SAMPLES))


def _fault(operator: Operator, frame: int, place: int, chance: random.Random) -> WireFault:
    match operator:
        case Operator.FLIP:
            return WireFault(operator, at=place, bit=chance.randrange(8), first=frame)
        case Operator.NOISE:
            return WireFault(
                operator, at=place, where=chance.choice(tuple(Where)), count=chance.randrange(1, 30), first=frame
            )
        case Operator.DROP:
            return WireFault(operator, at=place, count=chance.randrange(1, 4), first=frame)
        case Operator.HANG_UP_AND_RETURN:
            return WireFault(operator, at=place, seconds=0.05, first=frame)
        case Operator.DELAY:
            return WireFault(operator, seconds=chance.choice((0.02, 0.3, 1.2)), first=frame)
        case Operator.BUSY:
            return WireFault(operator, seconds=0.3)
        case Operator.DRIP:
            return WireFault(operator, seconds=0.003, first=frame)
        case Operator.FLOOD:
            return WireFault(operator, count=2000, first=frame)
        case Operator.UNSOLICITED | Operator.ECHO | Operator.DUPLICATE | Operator.STALE | Operator.MERGE:
            return WireFault(operator, first=frame, times=chance.choice((1, 2)))
        case _:
            return WireFault(operator, at=place, first=frame)
