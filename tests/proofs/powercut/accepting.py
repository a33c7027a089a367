"""A kiosk that only accepts: what is counted with it is what acceptance costs.

``python -m tests.proofs.powercut.accepting FOLDER ITEMS LARGE INTAKE_KEY_FILE``
"""

import sys
from pathlib import Path

from tests.proofs.shop import message, open_store, sealing


def main(folder: Path, items: int, intake: Path, *, large: bool) -> None:
    """Accept `items` applications, all of one kind, and end without a goodbye."""
    store = open_store(folder, sealing(intake.read_text()))
    for number in range(items):
        store.outbox.accept(message(number, large=large), settles_order=None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[4]), large=sys.argv[3] == "1")
