"""`make soak`: visit after visit through one kiosk, with the memory it holds after each ten.

``--cycles`` plugs every device in and out instead, ``--contract`` tries every fault on every driver (`tools.soak_devices`),
``--proofs`` runs the long forms of tests/proofs (`tools.soak_proofs`), ``--postgresql`` runs every test that has a platform
once more, with that on a PostgreSQL (`tools.test`).
Both matters in turn, headless, on real wires in a world of its own. Fails when the resident memory grows by more than two
per cent between visit 10 and the last one.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.cli.visit import BenchHands
from kiosk.cli.walker import Walker
from kiosk.config import DEVICE_ROLES, load_config
from kiosk.runtime import Kiosk
from tools import soak_devices, soak_proofs
from tools import test as tests
from tools.rig import Rig

MATTERS = ("social-insurance-certificate", "social-security-card-replacement")
SETTLED = 10
ALLOWED_GROWTH = 0.02


def resident(rig: Rig, visits: int) -> Iterator[tuple[int, int]]:
    """Walk `visits` visits; yield the number of each tenth and the kiosk's resident memory in bytes after it."""
    process = psutil.Process(os.getpid())
    with Kiosk(load_config(rig.config_path)) as kiosk:
        for role in DEVICE_ROLES:
            kiosk.devices.role(role).wait_until_known(10.0)
        hands = BenchHands(rig.control, "wang")
        for number in range(1, visits + 1):
            for _ in Walker(kiosk, hands).walk(MATTERS[number % len(MATTERS)], "zh_CN"):
                pass
            hands.lift_card()
            if number % 10 == 0:
                yield number, process.memory_info().rss


def main() -> int:
    """Do what was asked for; returns 1 when it did not hold."""
    options = _parser().parse_args()
    if options.cycles:
        return soak_devices.plug(options.cycles, options.only)
    if options.contract:
        return soak_devices.contract(options.seed, options.only)
    if options.proofs:
        return soak_proofs.proofs(options.seed, options.only)
    if options.postgresql:
        return tests.in_parts(tests.EVERYTHING_ON_POSTGRESQL)
    return _visits(options.visits)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="visit after visit, watching memory")
    parser.add_argument("--visits", type=int, default=50, help="a multiple of ten (default: %(default)s)")
    parser.add_argument("--cycles", type=int, default=0, help="unplug and plug every device so often, and nothing else")
    parser.add_argument(
        "--contract", action="store_true", help="every fault at every byte for every driver, and nothing else"
    )
    parser.add_argument(
        "--proofs", action="store_true", help="10,000 kills, 20,000 power cuts and their like, and nothing else"
    )
    parser.add_argument(
        "--postgresql", action="store_true", help="every test that has a platform, on a PostgreSQL, and nothing else"
    )
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (default: %(default)s)")
    parser.add_argument("--only", default="", help="devices, or proofs, with this in their name")
    return parser


def _visits(visits: int) -> int:
    series: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="suishiban-soak-") as folder, Rig(Path(folder)) as rig:
        for number, memory in resident(rig, visits):
            series[number] = memory
            print(f"visit {number:5}  {memory / 2**20:7.1f} MiB", flush=True)
    growth = series[max(series)] / series[SETTLED] - 1
    print(f"growth since visit {SETTLED}: {growth:+.1%} (allowed {ALLOWED_GROWTH:.0%})")
    return 1 if growth > ALLOWED_GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
