"""Where the proofs put their disks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - a fresh private folder is made in it


@contextmanager
def fresh_folder(name: str) -> Iterator[Path]:
    """A folder of its own, in memory where there is such a place: what is proven there does not depend on a disk."""
    with tempfile.TemporaryDirectory(prefix=f"suishiban-{name}-", dir=_MEMORY if _MEMORY.is_dir() else None) as made:
        yield Path(made)
