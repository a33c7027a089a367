"""好差评: one tap, anonymous, on its way like everything else."""

import logging
from collections.abc import Callable
from uuid import uuid4

from kiosk.clock import Clock
from kiosk.protocol.messages import Rating, rated_sha256
from kiosk.services.runner import Post
from kiosk.visit.effects import StoreRating
from kiosk.visit.state import Visit
from offline_cache.errors import StoreFailed
from offline_cache.message import Outgoing
from offline_cache.outbox import Outbox

log = logging.getLogger(__name__)


class RatingService:
    """Carries out `StoreRating`."""

    def __init__(self, *, kiosk_id: str, outbox: Outbox, nudge: Callable[[], None], clock: Clock) -> None:
        self._kiosk_id = kiosk_id
        self._outbox = outbox
        self._nudge = nudge
        self._clock = clock

    def carry(self, visit: Visit, effect: StoreRating, _post: Post) -> None:
        """An id of its own; of the case only what lets the platform count it once, sealed: nothing here joins the two."""
        now = self._clock.now()
        rating = Rating(
            id=uuid4().hex,
            kiosk_id=self._kiosk_id,
            matter_code=visit.matter.code,
            score=effect.score,
            rated_at=now,
            case_sha256=rated_sha256(visit.case.receipt_no) if visit.case is not None else "",
        )
        body = rating.model_dump_json().encode()
        try:
            self._outbox.accept(Outgoing(rating.id, "rating", body, "", now), settles_order=None)
        except StoreFailed:
            log.exception("a rating could not be kept")  # nothing the citizen came for depends on it
            return
        self._nudge()
