"""Keeps a rating, once."""

from datetime import UTC, datetime

from django.utils import timezone

from central.kiosks.models import Kiosk
from central.ratings.models import RatingRecord
from central.submissions.acceptance import Accepted, OtherBytes, acknowledgement, again, once
from central.submissions.opening import Opened
from central.voice.rectify import open_for
from kiosk.protocol.messages import Rating


def repeated(rating_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The rating that came before under this id, if one did."""
    return again(RatingRecord.objects.filter(id=rating_id).first(), kiosk, posted_sha256, acknowledgement)


def accept(kiosk: Kiosk, rating: Rating, opened: Opened) -> Accepted | OtherBytes:
    """Keep `rating`, or find the one kept before."""
    return once(lambda: repeated(rating.id, kiosk, opened.posted_sha256), lambda: _new(kiosk, rating, opened))


def _new(kiosk: Kiosk, rating: Rating, opened: Opened) -> Accepted:
    rated_at = rating.rated_at if timezone.is_aware(rating.rated_at) else timezone.make_aware(rating.rated_at)
    record = RatingRecord.objects.create(
        id=rating.id,
        kiosk=kiosk,
        matter_code=rating.matter_code,
        score=rating.score,
        rated_at=rated_at,
        received_at=datetime.now(UTC),
        posted_sha256=opened.posted_sha256,
    )
    open_for(record)
    return Accepted(acknowledgement(record), fresh=True)
