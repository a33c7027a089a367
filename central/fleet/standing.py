"""What the platform wants of a kiosk now, and the tag by which both know whether it has changed."""

import hashlib

from django.conf import settings

from central.commands.book import waiting_for
from central.kiosks.models import Kiosk
from central.releases.shelf import published
from kiosk.protocol.fleet import Standing


def standing_of(kiosk: Kiosk) -> Standing:
    """For `kiosk`."""
    edition, release = published(settings.STATE)
    return Standing(edition=edition, release=release, commands=waiting_for(kiosk))


def etag_of(body: bytes) -> str:
    """A strong tag of the answer `body` (RFC 9110 8.8.3)."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'
