"""Where the proofs put their disks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - fresh private folders are made in it
MEMORY = _MEMORY if _MEMORY.is_dir() else None
"""A place in memory, where there is one; None means the usual place"""


@contextmanager
def fresh_folder(name: str) -> Iterator[Path]:
    """A folder of its own, in memory where there is such a place: what is proven there does not depend on a disk."""
    with tempfile.TemporaryDirectory(prefix=f"suishiban-{name}-", dir=MEMORY) as made:
        yield Path(made)
