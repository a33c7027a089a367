"""The signature under the declaration."""

from dataclasses import replace

from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.effects import StoreSignature
from kiosk.visit.events import Event, SignatureStored, Signed
from kiosk.visit.state import Signature, Stroke, Visit

MIN_POINTS = 8
"""Fewer points than this are a tap or a slip, not a name."""


def handle(visit: Visit, event: Event) -> Outcome:
    """The strokes are kept until the picture of them exists; only then does the visit go on."""
    match event:
        case Signed(strokes=strokes) if not visit.working:
            if not is_signature(strokes):
                return stay(troubled(visit, "signature.missing"))
            signed = replace(visit, signature=Signature(strokes), working=True, trouble=None)
            return stay(signed, StoreSignature())
        case SignatureStored(png=png, signed_at=signed_at) if visit.working and visit.signature is not None:
            return onward(replace(visit, signature=replace(visit.signature, png=png, signed_at=signed_at)))
        case _:
            return stay(visit)


def is_signature(strokes: tuple[Stroke, ...]) -> bool:
    """Whether somebody wrote, rather than touched the pad by accident."""
    points = [point for stroke in strokes for point in stroke]
    if len(points) < MIN_POINTS:
        return False
    width = max(point[0] for point in points) - min(point[0] for point in points)
    return width > 0.05  # noqa: PLR2004 - a twentieth of the pad: 5 cm of 98
