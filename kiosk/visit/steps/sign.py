"""The signature under the declaration."""

from dataclasses import replace

from kiosk.visit.course import Outcome, onward, stay, troubled
from kiosk.visit.effects import StoreSignature
from kiosk.visit.events import Event, SignatureStored, Signed
from kiosk.visit.ink import is_name, is_touch
from kiosk.visit.state import Signature, Visit


def handle(visit: Visit, event: Event) -> Outcome:
    """The strokes are kept until the picture of them exists; only then does the visit go on."""
    match event:
        case Signed(strokes=strokes) if not visit.working:
            if not is_name(strokes):
                fault = "signature.missing" if is_touch(strokes) else "signature.too_little"
                return stay(troubled(visit, fault))
            signed = replace(visit, signature=Signature(strokes), working=True, trouble=None)
            return stay(signed, StoreSignature())
        case SignatureStored(png=png, signed_at=signed_at) if visit.working and visit.signature is not None:
            return onward(replace(visit, signature=replace(visit.signature, png=png, signed_at=signed_at)))
        case _:
            return stay(visit)
