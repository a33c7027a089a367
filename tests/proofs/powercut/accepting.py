"""A kiosk that only accepts: what is counted with it is what acceptance costs.

``python -m tests.proofs.powercut.accepting FOLDER ITEMS KIND INTAKE_KEY_FILE``, of the kinds small, large,
and rested: large, with spares made before.
"""

import sys
from pathlib import Path

from offline_cache.spares import AT_ONCE, SPARES
from tests.proofs.shop import message, open_store, sealing


def main(folder: Path, items: int, kind: str, intake: Path) -> None:
    """Accept `items` applications, all of one kind, and end without a goodbye."""
    store = open_store(folder, sealing(intake.read_text()))
    if kind == "rested":
        for _ in range(SPARES // AT_ONCE):
            store.blobs.spares.refill()
    for number in range(items):
        store.outbox.accept(message(number, large=kind != "small"), settles_order=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
