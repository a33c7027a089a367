"""Taking a time and giving it back. The database decides who gets the last place: one statement takes it or does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from central.appointments.models import Appointment, AppointmentState, Slot
from central.cases.numbers import next_serial
from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted, OtherBytes, once
from kiosk.matters.model import Matter

MOST_OPEN = 3
"""Appointments ahead of one person: the times are for everybody"""
AHEAD = timedelta(days=14)


class NotBooked(StrEnum):
    """Why not; the kind of the problem."""

    NOT_OFFERED = "no-appointments"
    """The matter is not done by appointment, or the time is not of its department"""
    OVER = "slot-over"
    FULL = "slot-full"
    TWICE = "already-booked"
    TOO_MANY = "too-many-appointments"
    OTHER_BYTES = "other-bytes"
    UNKNOWN = "no-appointment"
    """Of a cancellation: this person has none of that number"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to book. `posted_sha256` tells the same call again from another under its id."""

    message_id: str
    posted_sha256: str
    holder_hash: str
    slot: int


@dataclass(frozen=True, slots=True)
class Booked:
    """It is booked. `fresh` if this call did it."""

    appointment: Appointment
    fresh: bool


class _Refused(Exception):  # noqa: N818  a verdict, which takes back what was written
    def __init__(self, why: NotBooked) -> None:
        super().__init__(why.value)
        self.why = why


def open_slots(kiosk: Kiosk, matter: Matter, now: datetime) -> QuerySet[Slot]:
    """The times of the matter's department where the kiosk stands, within the next fortnight, with what is free."""
    if not matter.national.by_appointment:
        return Slot.objects.none()
    today = _day(now)
    return Slot.objects.filter(
        department=matter.department.zh,
        region__in=[kiosk.region[:end] for end in range(len(kiosk.region) + 1)],
        day__gte=today,
        day__lte=today + AHEAD,
    )


def book(wish: Wish, kiosk: Kiosk, matter: Matter, now: datetime) -> Booked | NotBooked:
    """Take a place, exactly once for each message."""
    slot = open_slots(kiosk, matter, now).filter(pk=wish.slot).first()
    try:
        outcome = once(lambda: _repeated(wish, kiosk), lambda: _taken(wish, kiosk, matter, slot, now))
    except _Refused as refused:
        return refused.why
    except IntegrityError:
        # Two calls of one person for one time at once: the other was first.
        if not Appointment.objects.filter(slot=slot, holder_hash=wish.holder_hash).exists():
            raise
        return NotBooked.TWICE
    if isinstance(outcome, OtherBytes):
        return NotBooked.OTHER_BYTES
    return Booked(Appointment.objects.select_related("slot").get(number=outcome.answer), outcome.fresh)


def cancel(holder_hash: str, number: str, now: datetime) -> Appointment | NotBooked:
    """Give it back; again, it is given back already. The place is free for others at once."""
    with transaction.atomic():
        found = Appointment.objects.filter(number=number, holder_hash=holder_hash).select_related("slot").first()
        if found is None:
            return NotBooked.UNKNOWN
        if found.state == AppointmentState.BOOKED and found.slot.starts_at <= now:
            return NotBooked.OVER
        given_back = Appointment.objects.filter(pk=found.pk, state=AppointmentState.BOOKED).update(
            state=AppointmentState.CANCELLED, cancelled_at=now
        )
        if given_back:
            Slot.objects.filter(pk=found.slot_id).update(taken=F("taken") - 1)
    return Appointment.objects.select_related("slot").get(pk=found.pk)


def of(holder_hash: str, now: datetime) -> QuerySet[Appointment]:
    """Somebody's, of the last fortnight and ahead, the latest first."""
    rows = Appointment.objects.filter(holder_hash=holder_hash, slot__day__gte=_day(now) - AHEAD)
    return rows.select_related("slot").order_by("-slot__day", "-slot__begins", "-id")


def said_of(matter: Matter) -> Mapping[str, str]:
    """What an appointment keeps of its matter."""
    return {"zh": matter.title.zh, "en": matter.title.en, "department_en": matter.department.en}


def _repeated(wish: Wish, kiosk: Kiosk) -> Accepted | OtherBytes | None:
    found = Appointment.objects.filter(message_id=wish.message_id).first()
    if found is None:
        return None
    if found.posted_sha256 != wish.posted_sha256 or found.kiosk_id != kiosk.id:
        return OtherBytes()
    return Accepted(found.number, fresh=False)


def _taken(wish: Wish, kiosk: Kiosk, matter: Matter, slot: Slot | None, now: datetime) -> Accepted:
    if slot is None:
        raise _Refused(NotBooked.NOT_OFFERED)
    if slot.starts_at <= now:
        raise _Refused(NotBooked.OVER)
    ahead = Appointment.objects.filter(
        holder_hash=wish.holder_hash, state=AppointmentState.BOOKED, slot__day__gte=_day(now)
    )
    if ahead.filter(slot=slot).exists():
        raise _Refused(NotBooked.TWICE)
    if ahead.count() >= MOST_OPEN:
        raise _Refused(NotBooked.TOO_MANY)
    if not _place_taken(slot):
        raise _Refused(NotBooked.FULL)
    appointment = Appointment(
        number=_number(now),
        slot=slot,
        holder_hash=wish.holder_hash,
        matter_code=matter.code,
        matter=dict(said_of(matter)),
        kiosk=kiosk,
        booked_at=now,
        message_id=wish.message_id,
        posted_sha256=wish.posted_sha256,
    )
    Appointment.objects.bulk_create([appointment])  # without a signal: the audit log is for what people change
    return Accepted(appointment.number, fresh=True)


def _place_taken(slot: Slot) -> bool:
    return bool(Slot.objects.filter(pk=slot.pk, taken__lt=F("capacity")).update(taken=F("taken") + 1))


def _number(now: datetime) -> str:
    """``Y``, YYMMDD in China, serial of the day."""
    day = f"{_day(now):%y%m%d}"
    return f"Y{day}{next_serial('appointment:' + day):05d}"


def _day(now: datetime) -> date:
    return timezone.localtime(now.astimezone(UTC)).date()
