"""Opens what a cut left behind as the product does, and says what is missing."""

import shutil
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from offline_cache.errors import StoreFailed, StoreRefused
from tests.proofs.powercut.disk import Image
from tests.proofs.powercut.kiosk import LARGE_EVERY
from tests.proofs.shop import Shop, message


@dataclass(slots=True)
class Verdict:
    """What `images` disks showed. Each entry names the cut, so that it can be looked at again."""

    images: int = 0
    items: int = 0
    lost: list[str] = field(default_factory=list)
    unopenable: list[str] = field(default_factory=list)


def judge(images: Iterable[Image], folder: Path) -> Verdict:
    """Every item whose `accept` had returned must be there intact, unless its acknowledgement had begun."""
    verdict = Verdict()
    for image in images:
        place = folder / "image"
        image.write_to(place)
        try:
            verdict.images += 1
            verdict.items += _look(image, place, verdict)
        except (StoreRefused, StoreFailed) as error:
            verdict.unopenable.append(f"cut {image.cut}: {error}")
        finally:
            shutil.rmtree(place)
    return verdict


def _look(image: Image, place: Path, verdict: Verdict) -> int:
    accepted = {int(line.split()[1]) for line in image.told if line.startswith("accepted ")}
    leaving = {int(line.split()[1]) for line in image.told if line.startswith("acknowledging ")}
    if not accepted:
        return 0
    with closing(Shop.open(place)) as shop:
        states = shop.states()
        waiting = {one.id: one for one in shop.waiting()}
    for number in accepted:
        expected = message(number, large=number % LARGE_EVERY == 0)
        state = states.get(expected.id)
        if state == "sent" and number in leaving:
            continue
        if state is None or waiting.get(expected.id) != expected:
            verdict.lost.append(f"cut {image.cut}: item {number}, state {state}")
    return len(accepted)
