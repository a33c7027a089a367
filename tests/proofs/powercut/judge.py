"""Opens what a cut left behind as the product does, and says what is missing."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from kiosk.protocol.crypto.provider import NotForUs, OpeningKey
from offline_cache.database import FILE_NAME
from offline_cache.errors import EnclosureLost, StoreFailed, StoreRefused
from offline_cache.key_custody import key_of_store
from offline_cache.outbox import Queued
from offline_cache.pages import connect
from tests.proofs.powercut.disk import Image
from tests.proofs.powercut.kiosk import LARGE_EVERY
from tests.proofs.shop import id_of, message, open_store, states, unsealed, waiting

Look = Callable[[Image, Path], Iterable[str]]
"""What of the items that an image told of is not in the folder; raises one of `REFUSALS` when nothing can be read"""
REFUSALS = (StoreRefused, StoreFailed)


@dataclass(slots=True)
class Verdict:
    """What `images` disks showed, of which `items` items had been told of. Each entry names its cut."""

    images: int = 0
    items: int = 0
    lost: list[str] = field(default_factory=list)
    unopenable: list[str] = field(default_factory=list)
    hurt: int = 0
    """Images that showed either"""


def judge(
    images: Iterable[Image],
    folder: Path,
    look: Look,
    refusals: tuple[type[Exception], ...] = REFUSALS,
    *,
    all_of_them: bool = True,
) -> Verdict:
    """Lay out each image below `folder` and `look` at it; unless `all_of_them`, the first that shows something is enough."""
    verdict = Verdict()
    for image in images:
        place = folder / "image"
        image.write_to(place)
        verdict.images += 1
        verdict.items += len(told(image, "accepted"))
        before = len(verdict.lost) + len(verdict.unopenable)
        try:
            verdict.lost += [f"cut {image.cut}: {one}" for one in look(image, place)]
        except refusals as error:
            verdict.unopenable.append(f"cut {image.cut}: {error}")
        finally:
            shutil.rmtree(place)
        verdict.hurt += len(verdict.lost) + len(verdict.unopenable) > before
        if verdict.hurt and not all_of_them:
            break
    return verdict


def told(image: Image, word: str) -> set[int]:
    """The numbers that the world was told with `word`."""
    return {int(line.split()[1]) for line in image.told if line.split()[0] == word}


def _backup_is_wrong(place: Path) -> str | None:
    path = place / "state" / "backup" / FILE_NAME
    if not path.exists():
        return None
    try:
        with closing(connect(path, key_of_store(place / "state" / FILE_NAME))) as copy:
            return None if copy.pragma("quick_check") == "ok" else "is damaged"
    except apsw.Error as error:
        return f"cannot be read: {type(error).__name__}"


class Opened:
    """Looks at the product's own store, with the platform's key."""

    def __init__(self, key: OpeningKey) -> None:
        self._key = key
        self._known_good: set[tuple[int, bytes]] = set()

    def __call__(self, image: Image, place: Path) -> Iterable[str]:
        """Every item whose `accept` had returned is there and opens, or was acknowledged."""
        accepted, leaving = told(image, "accepted"), told(image, "acknowledging")
        if not accepted:
            return
        if (wrong := _backup_is_wrong(place)) is not None:
            yield f"the backup {wrong}"
        with closing(open_store(place, None)) as store:
            if store.recovery is not None:
                # it starts all the same, but a power cut must not bring it to that
                yield "nothing of the store: it had to be recovered"
            state_of = states(store)
            open_ones = {one.id: one for one in waiting(store)}
            for number in sorted(accepted):
                state, queued = state_of.get(id_of(number)), open_ones.get(id_of(number))
                if state == "sent" and number in leaving:
                    continue
                if queued is None:
                    yield f"item {number} is {state or 'gone'}"
                elif (wrong := self._wrong(number, queued)) is not None:
                    yield f"item {number} {wrong}"

    def _wrong(self, number: int, queued: Queued) -> str | None:
        """Why the platform could not take it; each body is opened once, its files are looked at in every image."""
        expected = message(number, large=number % LARGE_EVERY == 0)
        try:
            for one in queued.attachments:
                one.read()
            if (number, queued.body) in self._known_good:
                return None
            body, files = unsealed(queued, self._key)
        except (NotForUs, EnclosureLost, ValueError) as error:
            return f"cannot be opened: {error}"
        if body != expected.body or files != tuple(one.data for one in expected.attachments):
            return "is another one"
        self._known_good.add((number, queued.body))
        return None
