"""What runs inside of the platform for the tests of its blobs."""

import hashlib
from datetime import datetime
from io import BytesIO

from central.cases import blobs
from central.cases.unnamed_blobs import keep_named


def brought_again_and_cleared(again: str, kiosk_id: str, now: str) -> list[int]:
    """A kiosk brings `again` (hexadecimal) once more, just before the platform clears twice; how many went each time."""
    data = bytes.fromhex(again)
    digest = hashlib.sha256(data)
    part = blobs.Part(0, len(data), len(data), digest.digest())
    assert blobs.store(digest.hexdigest(), part, BytesIO(data), kiosk_id) is blobs.Stored.KNOWN
    return [keep_named(datetime.fromisoformat(now))["erased"] for _ in range(2)]
