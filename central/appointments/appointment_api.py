"""``/v1/appointments``: what is free, book, cancel, one's own; asked by a kiosk that has read the card."""

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import TypeAdapter

from central.appointments.booking import Booked, NotBooked, Wish
from central.appointments.models import Appointment, AppointmentState
from central.cases.holders import hash_of_digest
from central.kiosks.auth import caller, repeatable_kiosk
from central.problems import problem
from central.services.appointment import appointments
from central.services.matters import matters
from central.words import said
from kiosk.protocol.appointments import (
    AppointmentLine,
    AppointmentsAnswer,
    AppointmentsRequest,
    AppointmentWord,
    BookRequest,
    CancelRequest,
    SlotLine,
    SlotsAnswer,
)
from kiosk.protocol.progress import Said

router = Router(tags=["appointments"])
_STATE: TypeAdapter[Any] = TypeAdapter(AppointmentWord)
_STATUS = {NotBooked.NOT_OFFERED: 404, NotBooked.UNKNOWN: 404, NotBooked.OTHER_BYTES: 422}
_DETAIL = {
    NotBooked.NOT_OFFERED: "There is no such time for this matter here.",
    NotBooked.OVER: "The time has begun.",
    NotBooked.FULL: "The last place is taken.",
    NotBooked.TWICE: "This person has a place in this time.",
    NotBooked.TOO_MANY: "This person has as many appointments as one may have.",
    NotBooked.OTHER_BYTES: "This id was used for another wish, or by another kiosk.",
    NotBooked.UNKNOWN: "This person has no appointment of this number.",
}


@router.get("/appointments/slots", response=SlotsAnswer, auth=repeatable_kiosk)
def slots(request: HttpRequest, matter_code: Annotated[str, Query(max_length=60)]) -> SlotsAnswer:
    """The times of the matter's department where the kiosk stands, with what is free."""
    kiosk, matter = caller(request), matters().find(matter_code)
    if matter is None or not matter.national.by_appointment:
        return SlotsAnswer()
    now = datetime.now(UTC)
    return SlotsAnswer(
        department=Said(zh=matter.department.zh, en=matter.department.en),
        slots=tuple(
            SlotLine(id=one.pk, place=one.place, begins=one.starts_at, ends=one.ends_at, free=one.capacity - one.taken)
            for one in appointments().slots(kiosk, matter, now)
            if one.starts_at > now
        ),
    )


@router.post("/appointments", response={201: AppointmentLine, 200: AppointmentLine})
def book(request: HttpRequest, wish: BookRequest) -> HttpResponse:
    """Take a place: 201, or 200 and the same appointment when it was taken before by this very message."""
    kiosk, matter = caller(request), matters().find(wish.matter_code)
    if matter is None:
        return _refused(NotBooked.NOT_OFFERED)
    posted = hashlib.sha256(request.body).hexdigest()
    asked = Wish(wish.id, posted, hash_of_digest(wish.holder), wish.slot)
    outcome = appointments().book(asked, kiosk, matter, datetime.now(UTC))
    if not isinstance(outcome, Booked):
        return _refused(outcome)
    return _told(outcome.appointment, 201 if outcome.fresh else 200)


@router.post("/appointments/cancel", response=AppointmentLine)
def cancel(request: HttpRequest, wish: CancelRequest) -> HttpResponse:
    """Give it back; again, it is given back already."""
    caller(request)
    outcome = appointments().cancel(hash_of_digest(wish.holder), wish.number, datetime.now(UTC))
    return _told(outcome, 200) if isinstance(outcome, Appointment) else _refused(outcome)


@router.post("/appointments/mine", response=AppointmentsAnswer)
def mine(request: HttpRequest, question: AppointmentsRequest) -> AppointmentsAnswer:
    """The holder's own, wherever they were booked."""
    caller(request)
    rows = appointments().of(hash_of_digest(question.holder), datetime.now(UTC))
    return AppointmentsAnswer(appointments=tuple(_line(row) for row in rows))


def _told(row: Appointment, status: int) -> HttpResponse:
    return HttpResponse(_line(row).model_dump_json(), status=status, content_type="application/json")


def _refused(why: NotBooked) -> HttpResponse:
    return problem(_STATUS.get(why, 409), why.value, _DETAIL[why])


def _line(row: Appointment) -> AppointmentLine:
    return AppointmentLine(
        number=row.number,
        state=_STATE.validate_python(str(row.state)),
        said=said(AppointmentState(row.state).label),
        matter_code=row.matter_code,
        matter=Said(zh=row.matter["zh"], en=row.matter["en"]),
        department=Said(zh=row.slot.department, en=row.matter["department_en"]),
        place=row.slot.place,
        begins=row.slot.starts_at,
        ends=row.slot.ends_at,
    )
