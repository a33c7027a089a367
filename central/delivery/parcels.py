"""The steps of a parcel: one table, and the case that is delivered when its parcel is."""

from datetime import datetime
from enum import Enum, auto

from django.db import IntegrityError, transaction

from central.cases.casework import SYSTEM, Actor, step
from central.cases.models import Case, CaseState
from central.cases.owing import withholding
from central.cases.transitions import BY_ACTION, Action, Right
from central.delivery.models import Parcel, ParcelState
from central.delivery.tracking import Verdict
from central.services.delivery import carrier
from central.services.registry import Unavailable
from kiosk.protocol.progress import Said

P = ParcelState

NEXT: dict[ParcelState, tuple[ParcelState, ...]] = {
    P.READY: (P.POSTED,),
    P.POSTED: (P.ON_THE_WAY, P.DELIVERED, P.RETURNED, P.LOST),
    P.ON_THE_WAY: (P.DELIVERED, P.RETURNED, P.LOST),
    P.DELIVERED: (),
    P.RETURNED: (),
    P.LOST: (),
}
"""What may follow; a parcel that came back or is lost is followed by another parcel"""

SAID: dict[ParcelState, Said] = {
    P.READY: Said(zh="结果已装封，待寄出", en="Packed, to be posted"),
    P.POSTED: Said(zh="已交邮政寄出", en="Handed to the post"),
    P.ON_THE_WAY: Said(zh="在路上", en="On its way"),
    P.DELIVERED: Said(zh="已签收", en="Delivered"),
    P.RETURNED: Said(zh="被退回，部门会联系您", en="Returned; the office will contact you"),
    P.LOST: Said(zh="邮件丢失，部门会联系您", en="Lost; the office will contact you"),
}


class NotSent(Enum):
    """Why there is no parcel, or no step of it."""

    NOT_CHECKED = auto()
    """The carrier does not answer now"""
    NO_NUMBER = auto()
    WRONG_CHECK = auto()
    KNOWN = auto()
    """The number stands on another parcel"""
    NOT_DONE = auto()
    """The case has no result yet"""
    UNDER_WAY = auto()
    """Another parcel of this case is still on its way"""
    OWES = auto()
    PAPER_OWED = auto()
    """A paper that was put off is not there yet"""
    NO_RIGHT = auto()
    NOT_POSSIBLE = auto()


def register(case_id: int, typed: str, actor: Actor, now: datetime) -> Parcel | NotSent:
    """A parcel for the result of a finished case, under a number that was checked."""
    if not actor.may(Right.DELIVER):
        return NotSent.NO_RIGHT
    try:
        number = carrier().read(typed)
    except Unavailable:
        return NotSent.NOT_CHECKED
    if not number.usable:
        return NotSent.WRONG_CHECK if number.verdict is Verdict.WRONG_CHECK else NotSent.NO_NUMBER
    try:
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=case_id)
            if case.state != CaseState.DONE:
                return NotSent.NOT_DONE
            if case.owes_fee:
                return NotSent.OWES
            if withholding(case):
                return NotSent.PAPER_OWED
            if any(NEXT[ParcelState(one.state)] for one in case.parcels.all()):
                return NotSent.UNDER_WAY
            return Parcel.objects.create(
                case=case,
                tracking_no=number.text,
                checked=number.verdict is Verdict.CHECKED,
                events=[_event(P.READY, actor, now)],
                created_at=now,
            )
    except IntegrityError:
        return NotSent.KNOWN


def advance(tracking_no: str, state: ParcelState, actor: Actor, now: datetime) -> Parcel | NotSent:
    """The next step of a parcel; delivered, it delivers its case."""
    if actor is not SYSTEM and not actor.may(Right.DELIVER):
        return NotSent.NO_RIGHT
    with transaction.atomic():
        parcel = Parcel.objects.select_for_update().get(tracking_no=tracking_no)
        if state not in NEXT[ParcelState(parcel.state)]:
            return NotSent.NOT_POSSIBLE
        parcel.state = state
        parcel.events = [*parcel.events, _event(state, actor, now)]
        parcel.save(update_fields=["state", "events"])
        if state is P.DELIVERED:
            case = Case.objects.select_for_update().get(pk=parcel.case_id)
            if case.state == CaseState.DONE:
                step(case, BY_ACTION[Action.DELIVER], actor, now)
        return parcel


def _event(state: ParcelState, actor: Actor, now: datetime) -> dict[str, str]:
    return {"state": state.value, "at": now.isoformat(), "person": actor.name}
