"""The long forms of tests/proofs: twenty times the cuts and kills, ten times the histories and requests."""

import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.proofs.kill_harness import Outcome, world
from tests.proofs.places import fresh_folder
from tests.proofs.powercut.kiosk import HONEST as HONEST_STORE
from tests.proofs.queue_model import Queue, run
from tests.proofs.test_network_faults import FAULTS, seen
from tests.proofs.test_power_cut import judged
from tools.rig import ROOT

IMAGES_A_LIFE, LIVES = 1000, 20
KILLS_A_WORLD, WORLDS = 500, 20
REQUESTS, HISTORIES, CALLS = 10_000, 5_000, 10_000
MUTATIONS, ACTIVATIONS = 5_000, 500


def power_cuts(seed: int) -> str:
    """20,000 images, a thousand of each of twenty lives."""
    for life in range(LIVES):
        with fresh_folder("soak-cuts") as folder:
            verdict = judged(folder, HONEST_STORE, IMAGES_A_LIFE, seed + life, all_of_them=True)
        _tell(f"power cut: life {life + 1} of {LIVES}, {verdict.items} items looked for")
        if verdict.hurt:
            return "; ".join([*verdict.lost, *verdict.unopenable][:5])
    return ""


def kills(seed: int) -> str:
    """10,000 kills, five hundred in each of twenty worlds."""
    for number in range(WORLDS):
        with fresh_folder("soak-kills") as folder, world(folder / "world", seed + number) as at_work:
            at_work.kill(KILLS_A_WORLD, random.Random())  # noqa: S311 - a moment, no secret
            outcome = at_work.drain()
        _tell(f"kills: {(number + 1) * KILLS_A_WORLD} of {WORLDS * KILLS_A_WORLD}, {len(outcome.told)} told")
        if wrong := _wrong(outcome):
            return wrong
    return ""


def network(seed: int) -> str:
    """10,000 requests through every fault."""
    with fresh_folder("soak-network") as folder, world(folder / "world", seed, shares=FAULTS) as at_work:
        at_work.kiosk.wait(lambda: seen(at_work.proxy) >= REQUESTS, 7200.0)
        outcome = at_work.drain()
    _tell(f"network: {REQUESTS} requests, {len(outcome.told)} told")
    return _wrong(outcome)


def histories(_seed: int) -> str:
    """5,000 histories of the queue."""
    logging.getLogger("offline_cache").setLevel(logging.CRITICAL)
    try:
        run(Queue, HISTORIES)
    except AssertionError as error:
        return f"a history breaks a promise: {error}"
    _tell(f"histories: {HISTORIES}")
    return ""


def calls(_seed: int) -> str:
    """10,000 calls made up from the published contract, other ones each time."""
    options = "-m pytest -q -p no:cacheprovider -o faulthandler_timeout=0 tests/central/contract"
    command = [sys.executable, *options.split()]
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | {"SUISHIBAN_CONTRACT_CALLS": str(CALLS)}, check=False)
    return "a call was answered by a server error" if ran.returncode else ""


def updates(_seed: int) -> str:
    """5,000 files of metadata with other bytes than were signed; 500 changes of release while people come and go."""
    options = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-o",
        "faulthandler_timeout=0",
        "-k",
        "mutated or random",
    ]
    places = ["tests/kiosk/sync/test_release_attacks.py", "tests/kiosk/services/test_activation.py"]
    command = [sys.executable, *options, *places]
    more = {"SUISHIBAN_MUTATIONS": str(MUTATIONS), "SUISHIBAN_ACTIVATIONS": str(ACTIVATIONS)}
    ran = subprocess.run(command, cwd=ROOT, env=os.environ | more, check=False)
    return "something unsigned was believed, or somebody was interrupted" if ran.returncode else ""


PROOFS: dict[str, Callable[[int], str]] = {
    "power-cuts": power_cuts,
    "kills": kills,
    "network": network,
    "histories": histories,
    "calls": calls,
    "updates": updates,
}


def proofs(seed: int, only: str) -> int:
    """Run them, or those with `only` in their name; returns 1 when one does not hold."""
    broken = 0
    for name, proof in PROOFS.items():
        if only in name:
            began = time.monotonic()
            wrong = proof(seed)
            print(f"{name}: {wrong or 'holds'}, {time.monotonic() - began:.0f} s", flush=True)
            broken += bool(wrong)
    return 1 if broken else 0


def _wrong(outcome: Outcome) -> str:
    found = {
        "lost": outcome.lost, "doubled": outcome.doubled, "left": outcome.left, "died unasked": outcome.unasked,
    }  # fmt: skip
    return ", ".join(f"{what}: {len(which)}" for what, which in found.items() if which)


def _tell(what: str) -> None:
    print(f"  {what}", file=sys.stderr, flush=True)
