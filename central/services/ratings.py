"""统一好差评: keeps a rating, exactly once."""

from typing import Protocol, cast

from central.kiosks.models import Kiosk
from central.ratings import intake
from central.ratings.models import RatingRecord
from central.services.outages import play
from central.services.registry import Kind, Service, service
from central.submissions.acceptance import Accepted, OtherBytes
from central.submissions.opening import Opened
from kiosk.protocol.messages import Rating


class Ratings(Service, Protocol):
    """What a province implements."""

    def repeated(self, rating_id: str, kiosk: Kiosk, posted_sha256: str, /) -> Accepted | OtherBytes | None:
        """What came before under this id. Raises `Unavailable`."""

    def accept(self, kiosk: Kiosk, rating: Rating, opened: Opened, /) -> Accepted | OtherBytes:
        """Keep the rating, or find the one kept before. Raises `Unavailable`: the kiosk keeps it and comes again."""


class PlatformRatings:
    """The ratings of this platform."""

    def ping(self) -> None:
        """Look for an id that no rating has."""
        play(Kind.RATINGS)
        RatingRecord.objects.filter(id="").exists()

    def repeated(self, rating_id: str, kiosk: Kiosk, posted_sha256: str, /) -> Accepted | OtherBytes | None:
        """By `central.ratings.intake`."""
        play(Kind.RATINGS)
        return intake.repeated(rating_id, kiosk, posted_sha256)

    def accept(self, kiosk: Kiosk, rating: Rating, opened: Opened, /) -> Accepted | OtherBytes:
        """As `repeated`."""
        return intake.accept(kiosk, rating, opened)


def ratings() -> Ratings:
    """The one in use."""
    return cast("Ratings", service(Kind.RATINGS))
