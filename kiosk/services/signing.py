"""Signing: the strokes become the picture that is filed."""

from kiosk.clock import Clock
from kiosk.services.runner import Post
from kiosk.services.signature import draw_signature
from kiosk.visit.effects import StoreSignature
from kiosk.visit.events import SignatureStored
from kiosk.visit.state import Visit

_SIZE = (984, 608)
"""The pad's own size in pixels (DESIGN.md, screen 07)"""


class SigningService:
    """Carries out `StoreSignature`. The picture lives in the visit, in memory, until it is filed sealed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def carry(self, visit: Visit, _effect: StoreSignature, post: Post) -> None:
        """Draw what was written."""
        if visit.signature is not None:
            post(SignatureStored(draw_signature(visit.signature.strokes, _SIZE), self._clock.now()))
