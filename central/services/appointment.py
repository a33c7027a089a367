"""预约: the times of a department, and whose they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, cast

from central.appointments import booking
from central.appointments.booking import Booked, NotBooked, Wish
from central.appointments.models import Appointment, Slot
from central.kiosks.models import Kiosk
from central.services.outages import play
from central.services.registry import Kind, Service, service
from kiosk.matters.model import Matter


class Appointments(Service, Protocol):
    """What a province implements. Every call may raise `Unavailable`."""

    def slots(self, kiosk: Kiosk, matter: Matter, now: datetime) -> Sequence[Slot]:
        """The times of the next fortnight where `kiosk` stands."""

    def book(self, wish: Wish, kiosk: Kiosk, matter: Matter, now: datetime) -> Booked | NotBooked:
        """Take one place, exactly once for each message."""

    def cancel(self, holder_hash: str, number: str, now: datetime) -> Appointment | NotBooked:
        """Give it back, once."""

    def of(self, holder_hash: str, now: datetime) -> Sequence[Appointment]:
        """Somebody's own."""


class PlatformAppointments:
    """Those that this platform keeps (`central.appointments`)."""

    def ping(self) -> None:
        """Look for a number that no appointment has."""
        play(Kind.APPOINTMENT)
        Appointment.objects.filter(number="").exists()

    def slots(self, kiosk: Kiosk, matter: Matter, now: datetime) -> Sequence[Slot]:
        """As `Appointments`."""
        play(Kind.APPOINTMENT)
        return list(booking.open_slots(kiosk, matter, now))

    def book(self, wish: Wish, kiosk: Kiosk, matter: Matter, now: datetime) -> Booked | NotBooked:
        """As `Appointments`."""
        play(Kind.APPOINTMENT)
        return booking.book(wish, kiosk, matter, now)

    def cancel(self, holder_hash: str, number: str, now: datetime) -> Appointment | NotBooked:
        """As `Appointments`."""
        play(Kind.APPOINTMENT)
        return booking.cancel(holder_hash, number, now)

    def of(self, holder_hash: str, now: datetime) -> Sequence[Appointment]:
        """As `Appointments`."""
        play(Kind.APPOINTMENT)
        return list(booking.of(holder_hash, now))


def appointments() -> Appointments:
    """The one in use."""
    return cast("Appointments", service(Kind.APPOINTMENT))
