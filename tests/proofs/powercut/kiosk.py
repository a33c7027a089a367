"""The program that is recorded: a kiosk that accepts, acknowledges, makes room and tells the world after each deed.

``python -m tests.proofs.powercut.kiosk FOLDER ITEMS MUTANT``
"""

import sys
from pathlib import Path

import offline_cache.database as database_module
from tests.proofs.powercut.disk import MARKS
from tests.proofs.shop import Shop, message

HONEST = "honest"
NORMAL = "synchronous=NORMAL"
LARGE_EVERY, ACKNOWLEDGED_AFTER = 5, 6


def main(folder: Path, items: int, mutant: str) -> None:
    """Live through `items` applications."""
    plant(mutant)
    with (folder / MARKS).open("wb", buffering=0) as world:
        shop = Shop.open(folder)
        for number in range(items):
            if number == items // 2:
                shop.close()
                shop = Shop.open(folder)
            outgoing = message(number, large=number % LARGE_EVERY == 0)
            shop.accept(outgoing)
            world.write(f"accepted {number}\n".encode())
            # what waits stays few and mixed, so that every image is small and has rows of all kinds
            if number >= ACKNOWLEDGED_AFTER and number % 3:
                done = number - ACKNOWLEDGED_AFTER
                world.write(f"acknowledging {done}\n".encode())
                shop.outbox.acknowledged(message(done).id, case_no="B1")
        shop.close()


def plant(mutant: str) -> None:
    """Replace one part of the store by a wrong one."""
    if mutant == NORMAL:
        settle_in = database_module._settle_in

        def hasty(connection: object) -> None:
            settle_in(connection)  # type: ignore[arg-type]
            connection.pragma("synchronous", "NORMAL")  # type: ignore[attr-defined]

        database_module._settle_in = hasty


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
