"""What the platform wants of a kiosk now, and the tag by which both know whether it has changed."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from central.commands.book import waiting_for
from central.kiosks.models import Kiosk
from central.releases import shelf
from kiosk.protocol.fleet import Standing


def standing_of(kiosk: Kiosk) -> Standing:
    """For `kiosk`."""
    edition, release = published(settings.STATE)
    return Standing(edition=edition, release=release, commands=waiting_for(kiosk))


def etag_of(body: bytes) -> str:
    """A strong tag of the answer `body` (RFC 9110 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def published(state: Path) -> tuple[int, int]:
    """Edition and newest release of what is published at `state`; zeros when nothing is."""
    try:
        stamp = (state / shelf.RELEASES / "metadata" / "timestamp.json").stat()
    except FileNotFoundError:
        return 0, 0
    return _read(state, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=4)
def _read(state: Path, _changed_ns: int, _file: int) -> tuple[int, int]:
    """Once for each file: the whole fleet asks."""
    standing = shelf.standing(state)
    return standing.edition, standing.release
