"""What runs inside of the platform for the tests of its blobs."""

import hashlib
import os
from datetime import datetime
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from central.cases import added_pages, blobs
from central.cases.unnamed_blobs import keep_named


def brought_again_and_cleared(again: str, kiosk_id: str, now: str) -> list[int]:
    """A kiosk brings `again` (hexadecimal) once more, just before the platform clears twice; how many went each time."""
    data = bytes.fromhex(again)
    digest = hashlib.sha256(data)
    part = blobs.Part(0, len(data), len(data), digest.digest())
    assert blobs.store(digest.hexdigest(), part, BytesIO(data), kiosk_id) is blobs.Stored.KNOWN
    return [keep_named(datetime.fromisoformat(now))["erased"] for _ in range(2)]


def synced_for_a_page() -> list[str]:
    """What is brought onto the disk, in order, for a page in a folder that was not there: by name below the state folder."""
    synced: list[Path] = []
    fsync = os.fsync

    def noted(descriptor: int) -> None:
        synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    with patch("os.fsync", noted):
        added_pages._lay_down("ab" * 32, b"sealed")
    folder = blobs.path_of("ab" * 32).parent
    return [str(path.relative_to(folder.parent)) if path != folder.parent else "." for path in synced]
