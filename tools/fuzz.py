"""``python tools/fuzz.py``: noise and damaged frames into every parser, for as long as one likes.

A find is printed with the seed that makes it again and ends the run with 1.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.devices.codecs.fuzz_targets import TARGETS, Target, run

_LONGEST = 4096


def inputs(target: Target, seed: int) -> list[bytes]:
    """The pieces that `seed` makes: sound frames, changed at up to eight places, with noise between, cut at random."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable
    whole = bytearray()
    for _ in range(chance.randrange(1, 5)):
        frame = bytearray(chance.choice(target.seeds))
        for _ in range(chance.choice((0, 1, 1, 2, 8))):
            _change(frame, chance)
        whole += chance.randbytes(chance.choice((0, 0, 1, 7, 64))) + frame
    data, pieces = bytes(whole[:_LONGEST]), []
    while data:
        size = chance.choice((1, 2, 17, 64, 4096))
        pieces.append(data[:size])
        data = data[size:]
    return pieces


def _change(frame: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(frame) + 1)
    match chance.randrange(4):
        case 0:
            frame[at:at] = chance.randbytes(chance.randrange(1, 9))
        case 1:
            del frame[at : at + chance.randrange(1, 9)]
        case 2:
            frame[at : at + 1] = bytes((chance.choice((0, 1, 0x7F, 0x80, 0xFF)),))
        case _:
            if at < len(frame):
                frame[at] ^= 1 << chance.randrange(8)


def finds(target: Target, seconds: float, first_seed: int) -> Iterator[tuple[int, Exception | None]]:
    """Each seed tried within `seconds`, with what it broke."""
    ends, seed = time.monotonic() + seconds, first_seed
    while time.monotonic() < ends:
        broken: Exception | None = None
        try:
            run(target, inputs(target, seed))
        except Exception as found:  # noqa: BLE001 - any is a find
            broken = found
        yield seed, broken
        seed += 1


def main() -> int:
    """Print how many inputs each parser took; 1 when one of them broke it."""
    parser = argparse.ArgumentParser(description="noise and damaged frames into every parser")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each parser (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="the first one (default: %(default)s)")
    parser.add_argument("--only", default="", help="parsers with this in their name")
    options = parser.parse_args()
    broken = 0
    for target in TARGETS:
        if options.only not in target.name:
            continue
        tried = 0
        for seed, found in finds(target, options.seconds, options.seed):
            tried += 1
            if found is not None:
                broken += 1
                print(f"{target.name}: seed {seed}: {found!r}", flush=True)
                break
        print(f"{target.name:20} {tried:8} inputs", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
