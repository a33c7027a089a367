"""The program that is recorded: a kiosk that accepts, acknowledges, tidies up, makes backups and tells the world after each deed.

``python -m tests.proofs.powercut.kiosk FOLDER ITEMS MUTANT INTAKE_KEY_FILE``
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import offline_cache.blobs as blobs_module
import offline_cache.database as database_module
import offline_cache.spares as spares_module
from offline_cache.outbox import Outbox
from tests.proofs.powercut.disk import MARKS
from tests.proofs.shop import id_of, message, open_store, sealing

HONEST = "honest"
NORMAL = "synchronous=NORMAL"
LAZY_FILES = "attachment without fsync"
LAZY_NAMES = "attachment's folder without fsync"
LAZY_SPARES = "spare without fdatasync"
MADE_LAZILY = "spares made without fsync of their folder"
FILES_FIRST = "files of what was acknowledged go first"
LARGE_EVERY, ACKNOWLEDGED_AFTER, TIDIED_EVERY, BACKED_UP_EVERY = 5, 6, 4, 8


def main(folder: Path, items: int, mutant: str, intake: Path) -> None:
    """Live through `items` applications."""
    spares_module.SPARES = 2  # the disks that are laid out by the thousand stay small
    plant(mutant)
    seal = sealing(intake.read_text())
    with (folder / MARKS).open("wb", buffering=0) as world:
        store = open_store(folder, seal)
        for number in range(items):
            if number == items // 2:
                store.close()
                store = open_store(folder, seal)
            if number % (2 * LARGE_EVERY) == 0:
                store.blobs.spares.clear()  # every other one goes the long way
            store.outbox.accept(message(number, large=number % LARGE_EVERY == 0), settles_order=None)
            world.write(f"accepted {number}\n".encode())
            # what waits stays few and mixed, so that every image is small and has rows of all kinds
            if number >= ACKNOWLEDGED_AFTER and number % 3:
                done = number - ACKNOWLEDGED_AFTER
                world.write(f"acknowledging {done}\n".encode())
                store.outbox.acknowledged(id_of(done), case_no="B1")
            if number % TIDIED_EVERY == 0:
                store.look_after(idle=True)
            if number % BACKED_UP_EVERY == 0:
                store.backup.make(datetime.now(UTC))
        store.close()


def plant(mutant: str) -> None:
    """Replace one part of the store by a wrong one."""
    if mutant == NORMAL:
        database_module.DURABLE = "NORMAL"
    elif mutant == LAZY_FILES:
        lazy = SimpleNamespace(**vars(os))
        lazy.fsync = lambda _: None
        vars(blobs_module)["os"] = lazy
    elif mutant == LAZY_NAMES:
        vars(blobs_module)["sync_directory"] = lambda _: None
    elif mutant == LAZY_SPARES:
        lazy = SimpleNamespace(**vars(os))
        lazy.fdatasync = lambda _: None
        vars(blobs_module)["os"] = lazy
    elif mutant == MADE_LAZILY:
        vars(spares_module)["sync_directory"] = lambda _: None
    elif mutant == FILES_FIRST:
        tidy = Outbox.tidy

        def hasty(self: Outbox) -> bool:
            self._blobs.remove(self._erased)
            return tidy(self)

        type.__setattr__(Outbox, "tidy", hasty)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
