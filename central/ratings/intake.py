"""Keeps a rating, once."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

from central.kiosks.models import Kiosk
from central.ratings.models import RatedCase, RatingRecord
from central.submissions.acceptance import Accepted, OtherBytes, acknowledgement, again, once
from central.submissions.opening import Opened
from central.voice.rectify import open_for
from kiosk.protocol.messages import Rating, SubmissionAnswer

_SALT = "central.ratings.case"


def repeated(rating_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The rating that came before under this id, if one did."""
    return again(RatingRecord.objects.filter(id=rating_id).first(), kiosk, posted_sha256, acknowledgement)


def accept(kiosk: Kiosk, rating: Rating, opened: Opened) -> Accepted | OtherBytes:
    """Keep `rating`, or find the one kept before. A second one of the same case is settled: nothing is kept of it."""

    def known() -> Accepted | OtherBytes | None:
        return repeated(rating.id, kiosk, opened.posted_sha256) or _rated_before(kiosk, rating, opened)

    return once(known, lambda: _new(kiosk, rating, opened))


def _rated_before(kiosk: Kiosk, rating: Rating, opened: Opened) -> Accepted | None:
    """The answer to a rating that does not count, the same every time: when it came is not kept, so it says when it was given."""
    if not rating.case_sha256 or not RatedCase.objects.filter(pk=_hash_of(kiosk, rating)).exists():
        return None
    answer = SubmissionAnswer(id=rating.id, sha256=opened.posted_sha256, received_at=_rated_at(rating).astimezone(UTC))
    return Accepted(answer.model_dump_json(), fresh=False)


def _hash_of(kiosk: Kiosk, rating: Rating) -> str:
    """With the kiosk in it: no other one can use up the rating of its cases."""
    return salted_hmac(_SALT, f"{kiosk.id}\n{rating.case_sha256}", algorithm="sha256").hexdigest()


def _rated_at(rating: Rating) -> datetime:
    return rating.rated_at if timezone.is_aware(rating.rated_at) else timezone.make_aware(rating.rated_at)


def _new(kiosk: Kiosk, rating: Rating, opened: Opened) -> Accepted:
    if rating.case_sha256:
        RatedCase.objects.create(case_hash=_hash_of(kiosk, rating))
    record = RatingRecord.objects.create(
        id=rating.id,
        kiosk=kiosk,
        matter_code=rating.matter_code,
        score=rating.score,
        rated_at=_rated_at(rating),
        received_at=datetime.now(UTC),
        posted_sha256=opened.posted_sha256,
    )
    open_for(record)
    return Accepted(acknowledgement(record), fresh=True)
